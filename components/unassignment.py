"""The unassignment guard: deprovisioning people is never a side effect of an update."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_okta as okta

from components.groups import is_group_id


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
        losses = [await _loss(app, gone[key], reading) for key, app in apps.items() if gone[key]]
        too_many = [
            loss for loss in losses if loss.people and (loss.people > limit.max_people or loss.share > limit.max_share)
        ]
        if too_many:
            raise pulumi.RunError(_message(too_many, limit, setting))
        return True

    return previous.apply(check)


async def _loss(app: Mapping[str, Any], gone: set[str], provider: pulumi.ProviderResource) -> _Loss:
    members = {title: await _members(title, provider) for title in sorted(app["groupsAssigned"])}
    everybody = frozenset[str]().union(*members.values())
    staying = frozenset[str]().union(*(people for title, people in members.items() if title not in gone))
    return _Loss(app["label"], tuple(sorted(gone)), len(everybody - staying), len(everybody))


async def _members(title: str, provider: pulumi.ProviderResource) -> frozenset[str]:
    wanted = {"id": title} if is_group_id(title) else {"name": title}
    options = pulumi.InvokeOutputOptions(provider=provider)
    try:
        found = await okta.group.get_group_output(**wanted, include_users=True, opts=options).future()
    except Exception as error:
        if "does not exist" in str(error) or "404" in str(error):
            return frozenset()  # a group that is gone from Okta has nobody to lose
        raise pulumi.RunError(
            f"Whom the group {title!r} holds could not be read from Okta, so nobody was unassigned: {error}\n"
            "Next: check that the API token may read groups and their members, then run the command again."
        ) from error
    return frozenset(found.users if found else ())


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
