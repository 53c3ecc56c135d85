"""The app through which people sign in, where they are provisioned through another one."""

from collections.abc import Sequence

import pulumi

from components import observation
from components.app_integration import AppIntegration, AppIntegrationArgs
from components.child_options import child_options
from components.group_assignments import GroupAssignments
from components.groups import Group
from components.observation import Observation
from components.username_format import UsernameFormat, display_name_of


class SignOnApp:
    """An app integration that is kept in step with the one that provisions: the same groups, the same user names."""

    def __init__(self, name: str, args: AppIntegrationArgs, parent: pulumi.ComponentResource) -> None:
        """Declare the app, or find it, under `parent`."""
        self._name = f"{name}-sign-on"
        self._label = args["label"]
        self._parent = parent
        self.app = AppIntegration(self._name, args, pulumi.ResourceOptions(parent=parent))

    def agrees_with(self, label: str, username_format: UsernameFormat) -> pulumi.Output[bool]:
        """Whether the app takes the same user names as the app `label`; raises `pulumi.RunError` where it does not.

        A preview warns only: the update may be about to change it.
        """
        after = [self.app.resource] if self.app.resource else []
        seen = observation.of_app(self.app.app_id, self._label, self._parent, after)

        def compare(app: Observation) -> bool:
            if app.username_template == username_format.template:
                return True
            message = (
                f"{self._label}: people sign in through this app as {display_name_of(app.username_template)} and are "
                f"provisioned through {label!r} as {username_format.display_name}: the service would not know them.\n"
                "Next: set the Application username format of both to the same."
            )
            if not pulumi.runtime.is_dry_run():
                raise pulumi.RunError(message)
            pulumi.log.warn(message, self._parent)
            return False

        return seen.apply(compare)

    def assign(
        self, groups: Sequence[Group], opts: pulumi.ResourceOptions, gate: pulumi.ResourceHook | None = None
    ) -> None:
        """Assign the groups that the app that provisions has."""
        own = child_options(self._parent, opts)
        own.deleted_with = self.app.resource
        GroupAssignments(self._name, self.app.app_id, groups, gate, own)
