"""The groups that Okta shows as assigned to an app: read back on every run, and asked for once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pulumi

from components import observation
from components.group_assignments import GroupAssignments
from components.groups import Group
from components.observation import Observation
from components.previous import AppBefore


@dataclass(frozen=True)
class AssignedGroups:
    """What Okta shows of one app's group assignments.

    Asked of those that stood in the state before this update, and at once: whoever took one off did so before. The
    others are made by this update, and the provider reads each of them back itself.
    """

    label: str
    app_id: pulumi.Output[str]
    parent: pulumi.Resource
    before: AppBefore | None
    """What stood in the state; None: any assignment may have."""
    recalled: Callable[[], Observation | None]
    """Where it has the app, nothing is asked."""
    fails: bool
    """Whether the run fails where somebody took a group off, or says so only."""

    def ask_early(self, groups: Sequence[Group]) -> None:
        """Ask now, beside everything else, where there will be a need to."""
        if self.before and not self.recalled() and any(map(self._row, groups)):
            _ = self._at_first

    async def at_first(self) -> frozenset[str]:
        """The ids of the groups that were assigned before this update assigns any."""
        return await self._at_first.future() or frozenset()

    def read_back(self, assignments: GroupAssignments, groups: Sequence[Group]) -> pulumi.Output[list[str]]:
        """The titles of the groups that Okta shows as assigned, once all are; one that somebody took off is told."""
        done = pulumi.Output.all(self.app_id, *(resource.id for resource in assignments.resources))
        ids = pulumi.Output.all(*(group.id for group in groups))

        async def compare(known: list[Any]) -> list[str]:
            missing = await self._missing(str(known[0][0]), dict(zip(known[1], groups, strict=True)))
            if missing:
                message = (
                    f"{self.label}: Okta does not show these groups as assigned: {', '.join(missing)}.\n"
                    "Somebody took them off. Next: `pulumi refresh`, then `pulumi up` assigns them again."
                )
                if self.fails:
                    raise pulumi.RunError(message)
                pulumi.log.warn(message, self.parent)
            return [group.title for group in groups if group.title not in missing]

        return pulumi.Output.all(done, ids).apply(compare)

    async def _missing(self, app_id: str, groups: dict[str, Group]) -> list[str]:
        stood = {id_: group.title for id_, group in groups.items() if self._stood(group, app_id, id_)}
        if not stood or self.recalled() or stood.keys() <= await self.at_first():
            return []
        # This update may have assigned again what somebody had taken off.
        now = await observation.assigned_groups(app_id, self.label, self.parent)
        return [title for id_, title in stood.items() if id_ not in now]

    def _stood(self, group: Group, app_id: str, group_id: str) -> bool:
        if self.before is None:
            return True
        row = self._row(group)
        return bool(row) and (row["appId"], row["groupId"]) == (app_id, group_id)

    def _row(self, group: Group) -> dict[str, Any]:
        row = self.before.assignment(group.key) if self.before else None
        return {"appId": None, "groupId": None, **row.outputs} if row else {}

    @cached_property
    def _at_first(self) -> pulumi.Output[frozenset[str]]:
        return self.app_id.apply(lambda app_id: observation.assigned_groups(app_id, self.label, self.parent))
