"""Declare an app, and take it as it was seen before where that was lately enough."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pulumi

from components import AppBefore, ExistingGroups, LastLook, RemovalRules, ScimProvisioning, presets
from components.fingerprint import fingerprint
from components.groups import resource_key
from settings.declare import created_groups_of, provisioning_args
from settings.stack import Settings


def declared_app(
    settings: Settings,
    key: str,
    before: AppBefore,
    previous: pulumi.Output[Mapping[str, Any]],
    existing: ExistingGroups,
    opts: pulumi.ResourceOptions,
    removal: RemovalRules,
) -> ScimProvisioning:
    """Declare the app `key`; `before` is what the state holds of it. The others: see `provisioning_args`.

    Apps with `signOnApp` are looked at by every update: two apps that must be in step are more than a look keeps.
    """
    look = None
    if settings.recheck_after and not settings.apps[key].sign_on_app:
        look = LastLook(before, _digest(settings, key), timedelta(minutes=settings.recheck_after))
    known = _groups_in_state(settings, key, before) if look and look.seen else {}
    args = provisioning_args(settings, key, previous, existing, known)
    return ScimProvisioning(key, args, opts, removal, before, look)


def _groups_in_state(settings: Settings, key: str, before: AppBefore) -> dict[str, str]:
    """The ids of an app's groups by their names, as its assignments have them; an app waits for those made here."""
    created = created_groups_of(settings)
    names = [group.name for group in settings.apps[key].groups if group.name and group.name not in created]
    rows = {name: before.assignment(resource_key(name)) for name in names}
    return {name: row.outputs["groupId"] for name, row in rows.items() if row}


def _digest(settings: Settings, key: str) -> str:
    """Of all that is declared of an app, the time for which a look holds and the token's fingerprint among it."""
    app, token = settings.apps[key], settings.tokens.get(key)
    declared = {
        "app": app.model_dump(mode="json"),
        "preset": asdict(presets()[app.preset]),
        "org": [settings.okta.org_name, settings.okta.base_url, settings.okta.http_proxy, settings.admin_console_url],
        "token": fingerprint(token.get_secret_value()) if token else None,
        "recheckAfter": settings.recheck_after,
    }
    return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()
