"""Removal: an app that stays in Okta is switched off before its connection and its groups are deleted here.

Deleting a connection or features changes nothing in Okta (the provider only warns), and with Deactivate Users on Okta
deactivates at the service whom an app loses.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import pulumi

from components import observation
from components.checklist import page_of_app
from components.hook import hook
from components.question_threads import question
from components.removal_rules import RemovalRules, SwitchOff, raised_limit
from components.unassignment import loss_of_all

_DEACTIVATES = "PUSH_USER_DEACTIVATION"


@dataclass(frozen=True)
class StayingApp:
    """An app that stays in Okta when what this stack has of it is deleted: it was there before, or it is protected."""

    name: str
    label: str
    by_api: bool
    admin_console_url: pulumi.Input[str]
    groups: Callable[[str], pulumi.Output[Mapping[str, str]]]
    """The ids of the groups that the app of an id has by this stack, each by a name for it."""
    options: pulumi.InvokeOptions
    rules: RemovalRules
    declared: Collection[str] | None = None
    """The names of the assignments that the program declares: others are deleted because their groups are gone, as
    asked. None for an app that is gone itself."""
    app_id: pulumi.Output[str] | None = None
    """The app that the program declares; where the state has another one under this name, that one is left behind."""
    _kept: set[tuple[str, str]] = field(default_factory=set)
    _under_way: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def hooks(self) -> pulumi.ResourceHookBinding:
        """Hooks of the app's connection and group assignments."""
        anew = hook(f"{self.name}-is-made-anew", self._keep, on_dry_run=True)
        return pulumi.ResourceHookBinding(before_create=[anew], before_delete=[self.before_deletion()])

    def before_deletion(self) -> pulumi.ResourceHook:
        """Make the hook that runs before a deletion, and in a preview of one.

        The engine keeps its name in the state, refuses a `pulumi destroy` that does not run the program for it, and
        asks for it again when the app is gone from the declaration.
        """
        return hook(f"{self.name}-provisioning-is-switched-off", self._leave, on_dry_run=True)

    async def _keep(self, args: pulumi.ResourceHookArgs) -> None:
        """Know that a resource is replaced, which the engine begins with the new one, and for which app."""
        inputs = args.new_inputs or {}
        self._kept.add((args.urn, str(inputs.get("idProperty") or inputs.get("appId"))))

    async def _leave(self, args: pulumi.ResourceHookArgs) -> None:
        inputs = args.old_inputs or {}
        # The components around connection and assignments have the hook too, and neither of these.
        connected, assigned = inputs.get("idProperty"), inputs.get("appId")
        app_id = str(connected or assigned or "")
        left_to_the_console = connected and not self.by_api
        as_asked = assigned and self.declared is not None and args.name not in self.declared
        if as_asked and self.app_id is not None:
            as_asked = app_id == await self.app_id.future()
        if not app_id or left_to_the_console or as_asked or (args.urn, app_id) in self._kept:
            return
        if app_id not in self._under_way:
            self._under_way[app_id] = asyncio.ensure_future(self._settle(app_id))
        # Several hooks wait for it: one that the engine gives up must not end it for the others.
        await asyncio.shield(self._under_way[app_id])

    async def _settle(self, app_id: str) -> None:
        if not self.by_api:
            await self._refuse_to_deactivate_people(app_id)
        elif self.rules.switch_off is None:
            await self._refuse_while_connected(app_id)
        elif pulumi.runtime.is_dry_run():
            await self._tell(app_id)
        else:
            await self._switch_off(app_id, self.rules.switch_off)

    async def _switch_off(self, app_id: str, switch_off: SwitchOff) -> None:
        try:
            with question():
                status = await asyncio.to_thread(switch_off, app_id, self.label)
        except Exception as error:
            raise RuntimeError(
                f"{self.label} ({app_id}) stays in Okta, and its provisioning could not be switched off, so nothing of "
                f"it is deleted here: Okta would deactivate its people at the service.\n{error}"
            ) from error
        pulumi.log.info(f"{self.label} ({app_id}): provisioning is off, Okta says {status} of its connection.")

    async def _tell(self, app_id: str) -> None:
        if not await self._connected(app_id):
            return
        loss = await loss_of_all(self.label, app_id, await self._groups(app_id), self.options)
        pulumi.log.warn(
            f"{self.label} ({app_id}) stays in Okta: its provisioning features will be switched off, then its "
            f"connection deactivated, and only then it loses its groups: {', '.join(loss.groups) or 'none'} "
            f"({loss.people} people). Nobody is deactivated at the service by it."
        )

    async def _refuse_while_connected(self, app_id: str) -> None:
        if await self._connected(app_id):
            raise RuntimeError(
                f"{self.label} ({app_id}) stays in Okta, and its provisioning is on: without its groups Okta would "
                "deactivate their people at the service, and deleting its connection here would change nothing there.\n"
                "Next: switch its provisioning off, the features before the connection "
                f"(`python -m commands switch-off --app {self.name}` does both), then run this again."
            )

    async def _refuse_to_deactivate_people(self, app_id: str) -> None:
        seen = await observation.read(app_id, self.label, self.options)
        if _DEACTIVATES not in seen.features:
            return
        loss = await loss_of_all(self.label, app_id, await self._groups(app_id), self.options)
        lost = f"{loss.people} people by the groups {', '.join(loss.groups)}"
        if not self.rules.limit.allows(loss):
            admin_console = await pulumi.Output.from_input(self.admin_console_url).future()
            page = page_of_app(str(admin_console), seen.app_name, app_id, "user-management")
            setting = self.rules.limit_setting
            raise RuntimeError(
                f"{seen.label} ({app_id}) stays in Okta with Deactivate Users on, which Okta's API cannot switch off "
                f"for it: losing its groups here, Okta would deactivate {lost} at the service. Nothing of the app is "
                f"deleted here.\nNext: on {page} under To App, Edit, clear Deactivate Users and the other boxes, Save; "
                "then run this again."
                + (
                    f" Or, if it is meant, raise {setting}, for one run by {raised_limit(loss.people)}"
                    if setting
                    else ""
                )
            )
        if loss.people:
            pulumi.log.warn(
                f"{seen.label} ({app_id}) stays in Okta with Deactivate Users on: it loses {lost}, whom Okta "
                f"deactivates at the service, as {self.rules.limit_setting or 'the limit'} allows."
            )

    async def _groups(self, app_id: str) -> Mapping[str, str]:
        return await self.groups(app_id).future() or {}

    async def _connected(self, app_id: str) -> bool:
        connection = await observation.connection_of(app_id, self.label, self.options)
        return bool(connection.status == "ENABLED")
