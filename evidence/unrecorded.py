"""What Okta has of a stack's apps and groups that the stack's state does not know."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from components.resource_types import APPS, GROUP
from evidence.okta_api import Listed, OktaApi, by_name

# Okta's from that of the machine that runs the engine.
_CLOCKS_DIFFER = timedelta(minutes=5)

Resource = Mapping[str, Any]
"""A resource as the state has it: `urn`, `type`, `parent`, `provider`, `inputs`, and `id` once it is made."""


@dataclass(frozen=True)
class Twin:
    """An app beside the stack's own of the same label: a creation that was sent twice, as its first answer was lost."""

    urn: str
    """Of the stack's own."""
    label: str
    app_id: str
    in_use: bool
    """Whether somebody has the app: then it is no leftover."""

    @property
    def resource(self) -> str:
        """The name of the stack's own."""
        return self.urn.split("::")[-1]


@dataclass
class Findings:
    """What Okta has of a stack's apps and groups that the state does not know."""

    made: list[Resource] = field(default_factory=list)
    """Apps and groups that were to be made, and are there."""
    twins: list[Twin] = field(default_factory=list)

    @property
    def leftovers(self) -> list[Twin]:
        """The twins that nobody has."""
        return [twin for twin in self.twins if not twin.in_use]


def find(api: OktaApi, wanted: Sequence[Resource], known: Sequence[Resource]) -> Findings:
    """Compare Okta with `wanted`, resources still to be made, and with `known`, those in the state; Okta is only read.

    An app that somebody has is taken for nobody's leftover: it was made by hand or belongs to another stack. What is
    older than the component that it would belong to was there before any update came to make it. Of several the newest
    is taken: the answer to an older one was lost.
    """
    findings = Findings()
    ids = {resource.get("id") for resource in known}
    by_urn = {resource["urn"]: resource for resource in known}
    providers = {f"{resource['urn']}::{resource.get('id')}" for resource in known}
    apps = by_name(api.apps())
    for resource in wanted:
        parent = by_urn.get(resource.get("parent"))
        if parent is None or resource.get("provider") not in providers:
            continue  # no update ever came to the point of making it
        if resource["urn"] in by_urn:
            continue  # made since: the engine forgets no creation that was cut off
        inputs, is_group = resource["inputs"], resource["type"] == GROUP
        named = api.groups_named(str(inputs["name"])) if is_group else apps.get(str(inputs["label"]), [])
        unknown = [one.id for one in reversed(_by_age(named)) if one.id not in ids and not _is_older(one, parent)]
        found = unknown if is_group else [one for one in unknown if not api.is_in_use(one)]
        if found:
            ids.add(found[0])
            findings.made.append({**resource, "id": found[0], "outputs": {**inputs, "id": found[0]}})
    for resource in [*known, *findings.made]:
        if resource["type"] in APPS and not resource.get("external"):
            findings.twins.extend(_twins(api, resource, apps, ids))
    return findings


def _by_age(listed: Sequence[Listed]) -> list[Listed]:
    return sorted(listed, key=lambda one: one.created.timestamp() if one.created else 0)


def _is_older(one: Listed, parent: Resource) -> bool:
    if one.created is None or "created" not in parent:
        return False
    return one.created < datetime.fromisoformat(parent["created"]) - _CLOCKS_DIFFER


def _twins(
    api: OktaApi, resource: Resource, apps: Mapping[str, Sequence[Listed]], known: Collection[Any]
) -> Iterator[Twin]:
    label = str(resource["inputs"].get("label"))
    for app in apps.get(label, ()):
        if app.id not in known:
            yield Twin(resource["urn"], label, app.id, api.is_in_use(app.id))


def to_be_made(pending: Sequence[Mapping[str, Any]], planned: Sequence[Resource]) -> list[Resource]:
    """The apps and groups that were being made, and those that a preview would make: an answer was lost, or never."""
    interrupted = [one["resource"] for one in pending if one["type"] == "creating"]
    by_urn = {resource["urn"]: resource for resource in [*planned, *interrupted]}
    return [{**one, "inputs": one.get("inputs") or {}} for one in by_urn.values() if one["type"] in {*APPS, GROUP}]
