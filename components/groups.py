"""The groups whose members are provisioned: declared here, or found in Okta."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_okta as okta

from components.asking import ask, refused
from components.child_options import child_options


class GroupArgs(TypedDict):
    """One group, by exactly one of `name` and `id`; an `id` that is an output needs the `name` as its title too."""

    name: NotRequired[str]
    """The group's whole name."""
    id: NotRequired[pulumi.Input[str]]
    """The group's id, e.g. `00g1emaKYZTWRYYRRTSK`."""
    declare: NotRequired[bool]
    """Create the group (with `name`) instead of finding it; off by default."""
    description: NotRequired[str]
    """For a declared group."""
    formerly: NotRequired[str]
    """For a declared group: the URN that it has in the state, where another app may have declared it until now."""
    priority: NotRequired[int]
    """Of the assignment: the lower, the stronger; Okta's own order where left out."""
    profile: NotRequired[Mapping[str, Any]]
    """App attributes that the assignment gives to the group's members."""


@dataclass(frozen=True)
class Group:
    """A group with its id, ready to be assigned."""

    key: str
    """The last part of its resources' names."""
    title: str
    id: pulumi.Output[str]
    args: GroupArgs


class Groups(pulumi.ComponentResource):
    """Create the declared groups and find the others; a group that is not there fails with the provider's message."""

    groups: tuple[Group, ...]

    def __init__(
        self,
        name: str,
        args: Sequence[GroupArgs],
        opts: pulumi.ResourceOptions | None = None,
        unrecorded: Mapping[str, str] | None = None,
    ) -> None:
        """Resolve `args` in their order.

        `unrecorded` are the ids, by `resource_key`, of declared groups that Okta made for an update that was killed
        before the state had them.
        """
        super().__init__("okta-scim:components:Groups", name, {}, opts)
        self._own, self._unrecorded = child_options(self, opts), unrecorded or {}
        self.groups = tuple(self._resolve(name, group) for group in args)
        self.register_outputs({"groupIds": [group.id for group in self.groups]})

    def _resolve(self, name: str, args: GroupArgs) -> Group:
        title = args.get("name") or args.get("id")
        if not isinstance(title, str) or not title:
            raise pulumi.RunError(
                f"A group of {name!r} has no name to call it by.\n"
                "Next: give it a `name`, or an `id` that is known at once; an output needs a `name` beside it."
            )
        key = resource_key(title)
        return Group(key, title, self._id(name, key, args), args)

    def _id(self, name: str, key: str, args: GroupArgs) -> pulumi.Output[str]:
        if group_id := args.get("id"):
            return pulumi.Output.from_input(group_id)
        if args.get("declare"):
            before = pulumi.ResourceOptions(aliases=_former(args), import_=self._unrecorded.get(key))
            return okta.group.Group(
                f"{name}-{key}",
                name=args.get("name"),
                description=args.get("description"),
                opts=pulumi.ResourceOptions.merge(self._own, before),
            ).id
        return ExistingGroups(pulumi.InvokeOptions(parent=self)).id_of(args.get("name", ""))


def _former(args: GroupArgs) -> list[pulumi.Input[str | pulumi.Alias]] | None:
    return [args["formerly"]] if "formerly" in args else None


class ExistingGroups:
    """Find each group once for a whole program, however many apps it is assigned to.

    A group that one of the program's apps creates is not looked for: the others wait until it is there.
    """

    made: Mapping[str, str]
    """The URNs of the groups that stand in the state as made by the program, by their names."""

    def __init__(
        self, options: pulumi.InvokeOptions, created: Iterable[str] = (), made: Mapping[str, str] | None = None
    ) -> None:
        """Ask nothing yet; `options` name the provider to ask by, `created` the groups that `add` will tell of."""
        self.made = made or {}
        self._options = options
        self._found: dict[str, pulumi.Output[str]] = {}
        self._created: dict[str, Callable[[pulumi.Output[str]], None]] = {}
        for name in created:
            group_id: tuple[pulumi.Output[str], Callable[[pulumi.Output[str]], None]] = pulumi.deferred_output()
            self._found[name], self._created[name] = group_id

    def id_of(self, name: str) -> pulumi.Output[str]:
        """The group's id; fails with `pulumi.RunError` where there is none of this name."""
        if name not in self._found:
            self._found[name] = pulumi.Output.from_input(name).apply(self._find)
        return self._found[name]

    def add(self, groups: Iterable[Group]) -> None:
        """Take the groups that an app has created."""
        for group in groups:
            if group.args.get("declare") and group.title in self._created:
                self._created[group.title](group.id)

    async def _find(self, name: str) -> str:
        return (await find_group(name, self._options)).id or ""


async def find_group(name: str, options: pulumi.InvokeOptions) -> okta.group.GetGroupResult:
    """Find a group by its whole name; raises `pulumi.RunError` where there is none.

    The provider also takes the only group whose name begins so: that would be somebody else's group.
    """
    subject = f"The group {name!r}"
    next_step = "correct its name, or set `declare: true` to have it created; check that the API token may read groups."
    found = await ask(
        "okta:group/getGroup:getGroup", {"name": name}, okta.group.GetGroupResult, options, subject, next_step
    )
    if found.name != name:
        raise refused(subject, ValueError(f"no group is called so; the nearest is {found.name!r}"), next_step)
    return found


def is_group_id(text: str) -> bool:
    """Whether a text is a group's id in Okta rather than a name."""
    return re.fullmatch(r"00g[A-Za-z0-9]{17}", text) is not None


def resource_key(title: str) -> str:
    """The last part of the names of a group's resources."""
    # Names of resources; a title without a letter of these gets digits that stand for it.
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or hashlib.sha256(title.encode()).hexdigest()[:8]
