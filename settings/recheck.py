"""Taking an app as it was seen before, where that was lately enough."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta

from components import AppBefore, LastLook, presets
from components.fingerprint import fingerprint
from components.groups import resource_key
from settings.declare import created_groups_of
from settings.stack import Settings


def last_look(settings: Settings, key: str, before: AppBefore) -> LastLook | None:
    """The last look at the app `key`, of which the state holds `before`; None where every run looks.

    Every run looks at apps with `signOnApp`: two apps that must be in step are more than a look keeps.
    """
    if not settings.recheck_after or settings.apps[key].sign_on_app:
        return None
    return LastLook(before, _digest(settings, key), timedelta(minutes=settings.recheck_after))


def groups_in_state(settings: Settings, key: str, before: AppBefore) -> Mapping[str, str]:
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
