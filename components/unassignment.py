"""The unassignment guard: deprovisioning people is never a side effect of an update."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_okta as okta

from components.asking import ask
from components.groups import find_group, is_group_id
from components.previous import PreviousResource
from components.removal_rules import Loss, RemovalRules, raised_limit
from components.resource_types import APPS, GROUP, GROUP_ASSIGNMENT
from components.sign_on_name import with_sign_on_apps


@dataclass(frozen=True)
class DeclaredAssignment:
    """A group assignment that the program is about to declare."""

    title: str
    """The group's name, or its id."""
    owner: str
    """The name of the app integration; its app's resource is called so, with `-app`."""
    app_id: str | None = None
    """The app's id where it is declared itself: another one than before means that the app before loses the group."""
    makes_group: bool = False


@dataclass(frozen=True)
class _Assignment:
    name: str
    app_id: str
    group_id: str


def guard_unassignment(
    state: Sequence[PreviousResource],
    previous: Mapping[str, Any],
    declared: Mapping[str, DeclaredAssignment],
    rules: RemovalRules,
    provider: Callable[[], pulumi.ProviderResource],
) -> pulumi.Output[bool]:
    """Compare the group assignments that stand in the state with those declared now, app by app.

    The state has them also after an update that failed. `declared` has them by the names of their resources;
    `previous`, the stack's output of its apps, gives the apps' labels. What may change Okta waits for the answer.
    Raises `pulumi.RunError` before anything is changed where more people would lose an app than `rules` allow.
    Only when assignments are gone is Okta asked, by a provider made for it: the stack's own waits for this answer.
    """

    async def check(apps: Mapping[str, Any]) -> bool:
        labels = {app.get("appId"): app["label"] for app in apps.values()}
        labels |= {one.outputs.get("id"): one.outputs.get("label") for one in state if one.type in APPS}
        assigned = [
            _Assignment(one.name, str(one.outputs["appId"]), str(one.outputs["groupId"]))
            for one in state
            if one.type == GROUP_ASSIGNMENT and {"appId", "groupId"} <= one.outputs.keys()
        ]
        gone = [one for one in assigned if not _stays(one, declared)]
        _refuse_to_delete_groups_in_use(state, assigned, gone, declared)
        if not gone:
            return True
        reading = pulumi.InvokeOptions(provider=provider())
        new = [declared[name] for name in sorted(declared.keys() - {one.name for one in assigned})]
        made = {one.name.removesuffix("-app"): one.outputs.get("id") for one in state if one.type in APPS}
        owners = {key: app.get("appId") for key, app in apps.items()} | made
        await _refuse_other_names_for_a_group(assigned, gone, new, owners, reading)
        losses = [
            await _loss(labels.get(app_id) or app_id, app_id, assigned, gone, reading)
            for app_id in sorted({one.app_id for one in gone})
        ]
        too_many = [loss for loss in losses if not rules.limit.allows(loss)]
        if too_many:
            raise pulumi.RunError(_message(too_many, rules))
        return True

    return pulumi.Output.from_input(with_sign_on_apps(previous)).apply(check)


async def loss_of_all(label: str, app_id: str, groups: Mapping[str, str], options: pulumi.InvokeOptions) -> Loss:
    """What it would come to if an app lost all these groups, their ids by a name for those that are gone from Okta."""
    assigned = [_Assignment(name, app_id, group_id) for name, group_id in groups.items()]
    return await _loss(label, app_id, assigned, assigned, options)


def _stays(assignment: _Assignment, declared: Mapping[str, DeclaredAssignment]) -> bool:
    now = declared.get(assignment.name)
    return now is not None and now.app_id in (None, assignment.app_id)


def _refuse_to_delete_groups_in_use(
    state: Iterable[PreviousResource],
    assigned: Iterable[_Assignment],
    gone: Sequence[_Assignment],
    declared: Mapping[str, DeclaredAssignment],
) -> None:
    in_use = {one.group_id: f"assigned ({one.name})" for one in assigned if one not in gone}
    named = {one.title: f"a group of {one.owner!r}" for one in declared.values()}
    made = {one.title for one in declared.values() if one.makes_group}
    for group in state:
        own = declared.get(group.name)
        title, group_id = str(group.outputs.get("name")), str(group.outputs.get("id"))
        if group.type != GROUP or title in made or (own and own.makes_group):
            continue
        if still := in_use.get(group_id) or named.get(title) or named.get(group_id):
            raise pulumi.RunError(
                f"The group {title!r} was made by this stack and is still {still}: without `declare: true` it would be "
                "deleted in Okta, its memberships with it. Nothing was changed.\n"
                "Next: declare it again, in any app of the stack that has it; or take it out of the state first, so "
                f"that it stays in Okta: `pulumi state delete` with the address of {group.name} "
                "(`pulumi stack --show-urns`)."
            )


async def _refuse_other_names_for_a_group(
    assigned: Iterable[_Assignment],
    gone: Sequence[_Assignment],
    new: Iterable[DeclaredAssignment],
    owners: Mapping[str, str | None],
    options: pulumi.InvokeOptions,
) -> None:
    """One group under two names is one assignment in Okta: deleting the old one would take the app from its people."""
    staying = {(one.app_id, one.group_id): one.name for one in assigned if one not in gone}
    losing = {one.app_id for one in gone}
    for one in new:
        app_id = one.app_id or owners.get(one.owner)
        if app_id in losing and (group := await _by_title(one.title, options)) is not None:
            staying[app_id, group.id or ""] = one.title
    for lost in gone:
        if other := staying.get((lost.app_id, lost.group_id)):
            raise pulumi.RunError(
                f"The assignment {lost.name!r} and the group {other!r} are one group in Okta ({lost.group_id}). Naming "
                "it otherwise, or leaving out one of two, would delete its only assignment: its people would lose the "
                "app. Nothing was changed.\n"
                "Next: name it as before; where the app has another name in the settings now, say so by `formerly`; or "
                "rename the assignment in the state first (`pulumi state rename`), or take it out of the state "
                "(`pulumi state delete`)."
            )


async def _loss(
    label: str,
    app_id: str,
    assigned: Iterable[_Assignment],
    gone: Sequence[_Assignment],
    options: pulumi.InvokeOptions,
) -> Loss:
    of_app = [one for one in assigned if one.app_id == app_id]
    found = {one: await _by_id(one.group_id, options) for one in of_app}
    members = {one: frozenset(group.users if group else ()) for one, group in found.items()}
    everybody = frozenset[str]().union(*members.values())
    staying = frozenset[str]().union(*(people for one, people in members.items() if one not in gone))
    lost = sorted(group.name if (group := found[one]) else one.name for one in of_app if one in gone)
    return Loss(label, tuple(lost), len(everybody - staying), len(everybody))


async def _by_title(title: str, options: pulumi.InvokeOptions) -> okta.group.GetGroupResult | None:
    if is_group_id(title):
        return await _by_id(title, options)
    return await _if_there(find_group(title, options))


async def _by_id(group_id: str, options: pulumi.InvokeOptions) -> okta.group.GetGroupResult | None:
    return await _if_there(
        ask(
            "okta:group/getGroup:getGroup",
            {"id": group_id, "includeUsers": True},
            okta.group.GetGroupResult,
            options,
            f"The group {group_id!r}",
            "check that the API token may read groups and their members.",
        )
    )


async def _if_there(asking: Awaitable[okta.group.GetGroupResult]) -> okta.group.GetGroupResult | None:
    """None for a group that Okta has no more: it has nobody to lose."""
    try:
        return await asking
    except pulumi.RunError as error:
        if re.search("does not exist|no group is called so|404|E0000007", str(error)):
            return None
        raise


def _message(losses: Sequence[Loss], rules: RemovalRules) -> str:
    most = max(loss.people for loss in losses)
    allowed = f"{rules.limit.max_people} people and {rules.limit.max_share:.0%} of an app's people"
    lines = [
        f"  {loss.label}: {loss.people} of {loss.of} people ({loss.share:.0%}), by the groups {', '.join(loss.groups)}"
        for loss in losses
    ]
    return (
        "This update would unassign more people than is allowed, which deactivates them at the service wherever "
        "Deactivate Users is on:\n" + "\n".join(lines) + f"\nNothing was changed. Allowed are {allowed}.\n"
        f"Next: declare the groups again; or, if it is meant, raise {rules.limit_setting}, e.g. for this run only "
        f"with\n  {raised_limit(most)} pulumi up"
    )
