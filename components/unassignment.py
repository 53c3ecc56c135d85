"""The unassignment guard: deprovisioning people is never a side effect of an update."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_okta as okta

from components.asking import ask
from components.groups import find_group, is_group_id


@dataclass(frozen=True)
class UnassignLimit:
    """How many people an update may unassign from one app: it stops where either is exceeded."""

    max_people: int = 10
    max_share: float = 0.5
    """Of the people who have the app by this stack's groups, 0 to 1."""


@dataclass(frozen=True)
class _Loss:
    label: str
    groups: tuple[str, ...]
    people: int
    of: int

    @property
    def share(self) -> float:
        return self.people / self.of if self.of else 0.0


def guard_unassignment(
    previous: pulumi.Output[Mapping[str, Any]],
    declared: Mapping[str, Iterable[str]],
    limit: UnassignLimit,
    setting: str,
    provider: Callable[[], pulumi.ProviderResource],
) -> pulumi.Output[bool]:
    """Compare the groups that were assigned by the last update with those declared now, app by app.

    `previous` is the stack's output of its apps, `declared` the titles of each app's groups. What may change Okta waits
    for the answer. Raises `pulumi.RunError` before anything is changed where more people would lose an app than `limit`
    allows; `setting` names what allows more. Only when groups are gone is Okta asked, by a provider made for it: the
    stack's own waits for this answer.
    """

    async def check(apps: Mapping[str, Any]) -> bool:
        gone = {key: set(app["groupsAssigned"]) - set(declared.get(key, ())) for key, app in apps.items()}
        if not any(gone.values()):
            return True
        reading = provider()
        losses = [
            await _loss(app, gone[key], set(declared.get(key, ())) - set(app["groupsAssigned"]), reading)
            for key, app in apps.items()
            if gone[key]
        ]
        too_many = [
            loss for loss in losses if loss.people and (loss.people > limit.max_people or loss.share > limit.max_share)
        ]
        if too_many:
            raise pulumi.RunError(_message(too_many, limit, setting))
        return True

    return previous.apply(check)


async def _loss(app: Mapping[str, Any], gone: set[str], new: set[str], provider: pulumi.ProviderResource) -> _Loss:
    found = {title: await _group(title, provider) for title in sorted(set(app["groupsAssigned"]) | new)}
    ids = {title: group.id for title, group in found.items() if group}
    for title in sorted(gone & ids.keys()):
        if same := [other for other in sorted(new & ids.keys()) if ids[other] == ids[title]]:
            raise pulumi.RunError(
                f"{app['label']}: the groups {title!r} and {same[0]!r} are one group in Okta ({ids[title]}). Naming it "
                "otherwise would make a new assignment and then delete the old one, which to Okta is the same one: its "
                "people would lose the app. Nothing was changed.\n"
                f"Next: name it {title!r} again; or rename its assignment in the state first (`pulumi state rename`)."
            )
    members = {title: frozenset(group.users if group else ()) for title, group in found.items() if title not in new}
    everybody = frozenset[str]().union(*members.values())
    staying = frozenset[str]().union(*(people for title, people in members.items() if title not in gone))
    return _Loss(app["label"], tuple(sorted(gone)), len(everybody - staying), len(everybody))


async def _group(title: str, provider: pulumi.ProviderResource) -> okta.group.GetGroupResult | None:
    """A group with its members; None where Okta has it no more: then it has nobody to lose."""
    options = pulumi.InvokeOptions(provider=provider)
    try:
        if is_group_id(title):
            return await ask(
                "okta:group/getGroup:getGroup",
                {"id": title, "includeUsers": True},
                okta.group.GetGroupResult,
                options,
                f"The group {title!r}",
                "check that the API token may read groups and their members.",
            )
        return await find_group(title, options, with_members=True)
    except pulumi.RunError as error:
        if re.search("does not exist|no group is called so|404|E0000007", str(error)):
            return None
        raise


def _message(losses: Sequence[_Loss], limit: UnassignLimit, setting: str) -> str:
    most = max(loss.people for loss in losses)
    allowed = f"{limit.max_people} people and {limit.max_share:.0%} of an app's people"
    lines = [
        f"  {loss.label}: {loss.people} of {loss.of} people ({loss.share:.0%}), by the groups {', '.join(loss.groups)}"
        for loss in losses
    ]
    return (
        "This update would unassign more people than is allowed, and so deactivate them at the service:\n"
        + "\n".join(lines)
        + f"\nNothing was changed. Allowed are {allowed}.\n"
        f"Next: declare the groups again; or, if it is meant, raise {setting}, e.g. for this run only with\n"
        f"  OKTA_SCIM_UNASSIGN__MAX_PEOPLE={most} OKTA_SCIM_UNASSIGN__MAX_SHARE=1 pulumi up"
    )
