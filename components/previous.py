"""What the stack holds before this update, read from its own state."""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pulumi

from components.resource_types import APPS, GROUP, GROUP_ASSIGNMENT, SAML

_STACK = "pulumi:pulumi:Stack"
# What is needed of a resource: a token that stands in the state is not kept in memory a second time.
_KEPT = frozenset({"id", "appId", "groupId", "label", "name", "adopted", "protected", "lastLook"})
_ATTEMPTS = 20
_PAUSE_SECONDS = 0.1


@dataclass(frozen=True)
class PreviousResource:
    """A resource as it stands in the state, also after an update that failed."""

    type: str
    name: str
    outputs: Mapping[str, Any]
    """Those that identify it (`id`, `appId`, `groupId`, `label`, `name`), and of an app's component how it is kept."""
    digest: str = ""
    """Of all outputs: the same for the same, and no way back to a token among them."""
    urn: str = ""


@dataclass(frozen=True)
class PreviousState:
    """The stack's own state; empty before the first update."""

    outputs: Mapping[str, Any]
    """The stack's outputs as of the last successful update."""
    resources: tuple[PreviousResource, ...]
    unrecorded: Mapping[str, str] = field(default_factory=dict)
    """The ids, by URNs, of apps and groups that Okta made for an update that was killed before the state had them."""

    def output(self, name: str) -> Mapping[str, Any]:
        """An output that is an object; empty where there is none yet."""
        found = self.outputs.get(name)
        return found if isinstance(found, Mapping) else {}

    @property
    def groups(self) -> Mapping[str, str]:
        """The URNs of the groups that the stack made, by their names in Okta."""
        return {one.outputs["name"]: one.urn for one in self.resources if one.type == GROUP and "name" in one.outputs}

    def apps(self, names: Mapping[str, str]) -> Mapping[str, Any]:
        """The output `apps`; `names` has the present names of apps that were called otherwise."""
        return {names.get(key, key): app for key, app in self.output("apps").items()}

    def app(self, name: str, formerly: str | None = None) -> "AppBefore":
        """What the state holds of the app `name`, or of the one that was called `formerly` until now."""
        if formerly and not any(one.name == name for one in self.resources):
            name = formerly
        unrecorded = (_of_urn(urn, {"id": made}) for urn, made in self.unrecorded.items())
        return AppBefore(_named_within(name, self.resources), _named_within(name, unrecorded))


@dataclass(frozen=True)
class AppBefore:
    """An app as it stands in the state; with resources of another app, where that one's name begins alike."""

    resources: tuple[PreviousResource, ...]
    """Their names are without the app's own: `app`, `connection`, a group's key; its component's is empty."""
    unrecorded: tuple[PreviousResource, ...] = ()
    """Apps and groups that Okta made for an update that was killed before the state had them, named likewise."""

    @property
    def is_made(self) -> bool:
        """Whether the app itself was made by an update before."""
        return self._find(SAML, "app") is not None

    def assignment(self, group_key: str) -> PreviousResource | None:
        """The assignment of a group."""
        return self._find(GROUP_ASSIGNMENT, group_key)

    def unrecorded_app(self, name: str) -> str | None:
        """The id of an app that is in Okta and not in the state: `app`, or the one to sign in through."""
        return next((one.outputs["id"] for one in self.unrecorded if one.type in APPS and one.name == name), None)

    def unrecorded_groups(self) -> Mapping[str, str]:
        """The ids of groups that are in Okta and not in the state, by their keys."""
        return {one.name: one.outputs["id"] for one in self.unrecorded if one.type == GROUP}

    def _find(self, type_: str, name: str) -> PreviousResource | None:
        return next((one for one in self.resources if (one.type, one.name) == (type_, name)), None)


def previous_state() -> PreviousState:
    """Read the state, at once; raises `pulumi.RunError` where it cannot be read.

    By the function beneath `pulumi.StackReference` and not by that resource, which a refresh would show as changed
    whenever an output changed.
    """
    stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            arguments = {"stackName": stack}
            answer = pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", arguments).value or {}
        except Exception as error:
            # The engine writes the state of this very update meanwhile, and where it lies in files not in one piece.
            if attempt == _ATTEMPTS:
                raise pulumi.RunError(
                    f"The state of stack {pulumi.get_stack()!r} could not be read, so nobody knows what this update "
                    f"would take away: {str(error).strip()}\n"
                    "Next: run the command again; where an update was killed, `python -m commands recover` repairs a "
                    "state in files."
                ) from error
            time.sleep(_PAUSE_SECONDS)
        else:
            break
    found = (answer.get("outputs") or {}).items()
    return PreviousState(
        outputs=next((one["outputs"] for _, one in found if one["type"] == _STACK), {}),
        resources=tuple(
            PreviousResource(
                one["type"],
                urn.split("::")[-1],
                {name: value for name, value in one["outputs"].items() if name in _KEPT},
                hashlib.sha256(json.dumps(one["outputs"], sort_keys=True, default=str).encode()).hexdigest(),
                urn,
            )
            for urn, one in found
        ),
    )


def _named_within(name: str, resources: Iterable[PreviousResource]) -> tuple[PreviousResource, ...]:
    own = [one for one in resources if one.name == name or one.name.startswith(f"{name}-")]
    named = (replace(one, name=one.name.removeprefix(name).removeprefix("-")) for one in own)
    return tuple(sorted(named, key=lambda one: (one.name, one.type)))


def _of_urn(urn: str, outputs: Mapping[str, Any]) -> PreviousResource:
    *_, types, name = urn.split("::")
    return PreviousResource(types.rpartition("$")[2], name, outputs, urn=urn)
