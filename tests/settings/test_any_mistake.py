"""Whatever stands in a stack's settings: it is taken, or refused with a message, before anything is declared."""

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pulumi
from hypothesis import event, given
from pulumi.runtime import mocks

from components import Preflight, ScimProvisioning
from settings import Settings, load, provisioning_args
from tests.recorder import OktaSays, Recorder, run
from tests.settings.stacks import PROJECT
from tests.settings.strange_stacks import SECRET, StrangeStack, strange_stacks

_NAMES_A_KEY = re.compile(r"^  1\. (okta-scim|okta|apps/|Pulumi\.dev\.yaml)", re.MULTILINE)


def loaded(stack: StrangeStack, directory: Path) -> Settings:
    for name, content in stack.files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_bytes(content)
    mocks.set_mocks(Recorder(OktaSays()), project=PROJECT, stack="dev")
    pulumi.runtime.set_all_config(stack.config, [f"{PROJECT}:tokens", "okta:apiToken", "okta:privateKey"])
    with mock.patch.dict(os.environ, stack.variables):
        return load(directory)


def declared(settings: Settings) -> None:
    for key in settings.apps:
        args = provisioning_args(settings, key)
        args["preflight"] = Preflight.OFF  # asks the SCIM server
        ScimProvisioning(key, args)


def okta_of(settings: Settings) -> OktaSays:
    """An org that has all the groups and apps that the settings name."""
    groups = [group for app in settings.apps.values() for group in app.groups]
    labels = [which.label or which.id or "" for app in settings.apps.values() if (which := app.existing)]
    return OktaSays(groups={one.name or f"group {one.id}": one.id or "00gId" for one in groups}, apps=tuple(labels))


def refusal(of: Callable[[], object]) -> str:
    """The message that it is refused with, empty where it is not; any other error is the test's end."""
    try:
        of()
    except pulumi.RunError as error:
        return str(error)
    return ""


@given(stack=strange_stacks())
def test_a_stack_is_taken_or_refused_by_key_without_its_secrets(stack: StrangeStack) -> None:
    taken: list[Settings] = []
    with tempfile.TemporaryDirectory() as directory:
        message = refusal(lambda: taken.append(loaded(stack, Path(directory))))
    event("taken" if taken else "refused")
    assert taken or _NAMES_A_KEY.search(message)
    assert SECRET not in message
    if taken:
        message = refusal(lambda: run(lambda: declared(taken[0]), okta_of(taken[0])))
        event("declared" if not message else "refused when it was declared")
        assert SECRET not in message
