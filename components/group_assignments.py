"""The group assignments of an app: who is provisioned."""

import json
from collections.abc import Sequence

import pulumi
import pulumi_okta as okta

from components.child_options import child_options
from components.groups import Group


class GroupAssignments(pulumi.ComponentResource):
    """Assign groups to an app, one resource each: a group that somebody assigned by hand stays assigned.

    Okta provisions a person when the assignment is made and does not go back for those assigned before provisioning was
    on. `gate` is a hook that runs before each assignment is created and raises where it must not be.
    """

    assigned: list[str]
    """The titles of the groups that are declared to be assigned."""
    resources: list[okta.app.GroupAssignment]

    def __init__(
        self,
        name: str,
        app_id: pulumi.Input[str],
        groups: Sequence[Group],
        gate: pulumi.ResourceHook | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare an assignment for each of `groups`."""
        super().__init__("okta-scim:components:GroupAssignments", name, {}, opts)
        hooks = pulumi.ResourceHookBinding(before_create=[gate]) if gate else None
        own = pulumi.ResourceOptions.merge(child_options(self, opts), pulumi.ResourceOptions(hooks=hooks))
        self.resources = [
            okta.app.GroupAssignment(
                f"{name}-{group.key}",
                app_id=app_id,
                group_id=group.id,
                priority=group.args.get("priority"),
                profile=json.dumps(profile, sort_keys=True) if (profile := group.args.get("profile")) else None,
                opts=own,
            )
            for group in groups
        ]
        self.assigned = [group.title for group in groups]
        self.register_outputs({"assigned": self.assigned})
