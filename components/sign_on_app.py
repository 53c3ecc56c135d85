"""The app through which people sign in, where they are provisioned through another one."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components import observation
from components.app_integration import AppIntegration, AppIntegrationArgs
from components.child_options import child_options
from components.comparison import Difference
from components.group_assignments import GroupAssignments
from components.groups import Group
from components.observation import Observation
from components.sign_on_name import sign_on_name
from components.twin import IdsOf, before_creation, unknown
from components.username_format import UsernameFormat, display_name_of


class SignOnApp:
    """An app integration that is kept in step with the one that provisions: the same groups, the same user names."""

    differences: pulumi.Output[tuple[Difference, ...]]
    """Where its user names are others than those that people are provisioned with; none in an update that goes on."""

    def __init__(
        self,
        name: str,
        args: AppIntegrationArgs,
        provisioned: tuple[str, UsernameFormat],
        previous: pulumi.Input[Mapping[str, Any]],
        parent: pulumi.ComponentResource,
        opts: pulumi.ResourceOptions,
        unrecorded: str | None = None,
        ids_of: IdsOf = unknown,
    ) -> None:
        """Declare the app with `opts`, or find it, under `parent`.

        For `unrecorded` see `AppIntegration`, for `ids_of` `before_creation`.

        `provisioned` are label and username format of the app that provisions, `previous` its outputs after the last
        update, this one's among them.
        """
        self._name = sign_on_name(name)
        self._label = args["label"]
        self._parent = parent
        before = pulumi.Output.from_input(previous).apply(lambda app: app.get("signOnApp") or {})
        twin = before_creation(self._name, self._label, before, parent, ids_of)
        hooks = pulumi.ResourceHookBinding(before_create=[twin])
        own = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(parent=parent, hooks=hooks))
        self.app = AppIntegration(self._name, args, own, unrecorded=unrecorded)
        # By its future: in a preview that would make the app, what hangs on this app stays known all the same.
        made: pulumi.Output[str | None] = pulumi.Output.from_input(self.app.app_id.future())
        self._seen: pulumi.Output[Observation | None] = made.apply(self._read)
        self.differences = self._seen.apply(lambda app: _differences(app, provisioned[1]))
        self._agrees = self.differences.apply(lambda found: self._require_none(found, provisioned[0]))

    def in_step(self, app_id: pulumi.Output[str]) -> pulumi.Output[str]:
        """An app's id, once this app is known to take the same user names as the one that provisions.

        Raises `pulumi.RunError` where it does not. A preview warns only: the update may be about to change it.
        """
        return pulumi.Output.all(app_id, self._agrees).apply(lambda known: str(known[0]))

    def assign(
        self, groups: Sequence[Group], opts: pulumi.ResourceOptions, gate: pulumi.ResourceHook | None = None
    ) -> None:
        """Assign the groups that the app that provisions has."""
        own = child_options(self._parent, opts)
        own.deleted_with = self.app.resource
        GroupAssignments(self._name, self.in_step(self.app.app_id), groups, gate, own)

    def outputs(self) -> dict[str, Any]:
        """What a person and the service want to know of the app, by the names of the stack's outputs."""
        return {
            "appId": self.app.app_id,
            "label": self._label,
            "adopted": self.app.resource is None,
            "usernameFormat": pulumi.Output.all(self._seen, self.app.app_id).apply(
                lambda known: display_name_of(known[0].username_template)
            ),
            **({"clientId": self.app.client_id} if self.app.client_id else {"metadataUrl": self.app.metadata_url}),
        }

    async def _read(self, app_id: str | None) -> Observation | None:
        return (
            await observation.read(app_id, self._label, pulumi.InvokeOptions(parent=self._parent)) if app_id else None
        )

    def _require_none(self, found: Sequence[Difference], label: str) -> bool:
        for one in found:
            message = (
                f"{self._label}: people sign in through this app as {one.seen} and are provisioned through {label!r} "
                f"as {one.declared}: the service would not know them.\n"
                "Next: set the Application username format of both to the same"
            )
            message += "; `pulumi refresh`, then `pulumi up` sets it again here." if self.app.resource else "."
            if not pulumi.runtime.is_dry_run():
                raise pulumi.RunError(message)
            pulumi.log.warn(message, self._parent)
        return not found


def _differences(app: Observation | None, declared: UsernameFormat) -> tuple[Difference, ...]:
    if app is None or app.username_template == declared.template:
        return ()
    return (Difference("sign_on_app", declared.display_name, display_name_of(app.username_template)),)
