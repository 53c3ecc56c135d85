"""What Okta made for an update that was killed before the state had it."""

import json
import shutil
import subprocess
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

import pulumi

from components import PreviousState
from components.resource_types import SCIM_PROVISIONING
from evidence.okta_api import OktaApi
from evidence.okta_http import OktaHttp
from evidence.unanswered import Unanswered
from evidence.unrecorded import find, to_be_made
from settings import Settings
from settings.declare import created_groups_of, new_apps

_ATTEMPTS = 5
_PAUSE_SECONDS = 0.2


def with_unrecorded(state: PreviousState, settings: Settings, http: OktaHttp | None = None) -> PreviousState:
    """Add to what the stack holds the apps and groups that were being made when an update was killed, and are in Okta.

    The engine's own note of what it had begun (`pending_operations` of `pulumi stack export`) says that they are this
    stack's. It is looked at only where an update before began with apps, and some app or group is still to be made.
    Where the engine or Okta cannot be asked the state is given back as it is, with a warning: no app is made a second
    time, because each is looked for by its label before it is made. `http` is for tests.
    """
    if not _is_unfinished(state, settings):
        return state
    try:
        exported = _exported()
        pending = to_be_made(exported.get("pending_operations") or [], [])
        if not pending:
            return state
        with closing(http or OktaHttp(settings.okta)) as opened:
            made = find(OktaApi(opened), pending, exported.get("resources") or []).made
    except Unanswered as unanswered:
        pulumi.log.warn(f"What an update that was killed had Okta make is not known: {unanswered}")
        return state
    ids = {resource["urn"]: str(resource["id"]) for resource in made}
    for urn, found in ids.items():
        pulumi.log.info(
            f"{urn.split('::')[-1]}: Okta made {found} for an update that was killed; the state takes it in."
        )
    return replace(state, unrecorded=ids)


def _is_unfinished(state: PreviousState, settings: Settings) -> bool:
    """Whether an update before began with apps, and an app or a group is still to be made."""
    if not any(one.type == SCIM_PROVISIONING for one in state.resources):
        return False
    return bool(new_apps(settings, state)) or not created_groups_of(settings).issubset(state.groups)


def _exported() -> Mapping[str, Any]:
    """The stack's `deployment`, secrets encrypted."""
    cli = shutil.which("pulumi")
    if cli is None:
        raise Unanswered("`pulumi` is not on PATH.\nNext: python -m commands recover, where an update was killed.")
    stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    for attempt in range(_ATTEMPTS):
        time.sleep(_PAUSE_SECONDS * attempt)
        done = subprocess.run(  # noqa: S603 - the CLI on PATH
            [cli, "stack", "export", "--stack", stack, "--non-interactive"], text=True, capture_output=True, check=False
        )
        # The engine writes the state of this very update meanwhile, and where it lies in files not in one piece.
        if done.returncode == 0:
            deployment: Mapping[str, Any] = json.loads(done.stdout)["deployment"] or {}
            return deployment
    raise Unanswered(f"`pulumi stack export` failed: {done.stderr.strip()}\nNext: python -m commands recover")
