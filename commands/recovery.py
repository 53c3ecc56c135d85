"""What an update that ended in trouble left in Okta, and what is to become of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from commands.apps import okta_api
from commands.stack import Stack
from evidence.unrecorded import Resource, Twin, find


def settled(exported: Mapping[str, Any], made: Sequence[Resource]) -> dict[str, Any]:
    """A stack's state (`pulumi stack export`) with `made` in it and nothing pending: all else Okta takes again."""
    deployment = exported["deployment"]
    resources = [*(deployment.get("resources") or []), *made]
    return {**exported, "deployment": {**deployment, "resources": resources, "pending_operations": []}}


def forget_interrupted(stack: Stack) -> None:
    """Have the state forget the creations that were cut off: an update that came to its end has made all of them."""
    stack.replace_state(settled(stack.export(), []))


def twins_of(stack: Stack, made: Collection[str]) -> list[Twin]:
    """The apps that Okta has beside those that an update has just made (`made`: their URNs), by the same labels."""
    known = stack.export()["deployment"].get("resources") or []
    with okta_api(stack.okta_org()) as api:
        twins = find(api, [], known).twins
    return [twin for twin in twins if twin.urn in made]
