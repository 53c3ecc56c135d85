"""SCIM provisioning of one app, whole: app, username format, connection, features, import rules, groups, checks."""

from collections.abc import Sequence
from typing import Any

import pulumi

from components import api_support, checklist, declared_settings, observation, oidc_app
from components.api_support import AuthScheme, Method
from components.app_integration import AppIntegration, catalogue_name
from components.assigned_groups import AssignedGroups
from components.base_url import base_url_of, once_usable
from components.child_options import child_options
from components.fingerprint import trace_of
from components.gate import before_assignment, once_known
from components.group_assignments import GroupAssignments
from components.groups import Group, Groups
from components.import_rules import ImportRules, InboundProvisioningArgs
from components.judging import Judge
from components.last_look import LastLook
from components.observation import Observation
from components.previous import AppBefore
from components.provisioning_connection import ProvisioningConnection, ProvisioningConnectionArgs
from components.provisioning_features import ProvisioningFeatures
from components.removal import StayingApp
from components.removal_rules import RemovalRules
from components.requirement import require_as_declared, require_known_connection
from components.resource_types import SCIM_PROVISIONING
from components.scim_provisioning_args import OnDrift, ScimProvisioningArgs
from components.sign_on_app import SignOnApp
from components.sign_on_name import SIGN_ON_APP
from components.turns import Turns
from components.twin import IdsOf, before_creation, unknown
from components.update_guard import around_update
from components.username_format import UsernameFormat, display_name_of
from components.verdict import Verdict

_IMPORT_RULES_UNSEEN = (
    "The import rules stand in the checklist only: for this app Okta's API neither sets nor shows them, so nothing "
    "here says whether the To Okta page has them."
)


class ScimProvisioning(pulumi.ComponentResource):
    """Declare all of one app's provisioning and read back what Okta made of it.

    Where the API works, an app that does not come out as declared fails the update (`pulumi.RunError`). Where only the
    console does, the app and its groups are declared, the steps left are printed and exported, and groups are assigned
    by the first update that sees the steps done. An assignment that exists is never removed because a check failed.
    """

    app: AppIntegration
    method: Method
    verdict: pulumi.Output[Verdict]
    groups: Sequence[Group]
    groups_assigned: pulumi.Output[list[str]]

    def __init__(
        self,
        name: str,
        args: ScimProvisioningArgs,
        opts: pulumi.ResourceOptions | None = None,
        removal: RemovalRules | None = None,
        before: AppBefore | None = None,
        last_look: LastLook | None = None,
        turns: Turns | None = None,
        ids_of: IdsOf = unknown,
    ) -> None:
        """Declare the provisioning of the app `args["app"]["label"]`; `removal` is for an app that stays.

        `before` is what the state holds of it, which spares questions about what this very update makes; as long as
        `last_look` holds, the app is taken as it was seen then. An app that this update makes waits for its turn among
        those that take the same `turns`. `ids_of` spares the question whether Okta has an app of its label.
        """
        super().__init__(SCIM_PROVISIONING, name, last_look.inputs if last_look else {}, opts)
        first = opts.depends_on if opts else None
        self._name, self._args, self._before, self._last_look = name, args, before, last_look
        self._changes = last_look.hooks(name) if last_look else None
        self._scheme = args["connection"].get("auth_scheme", AuthScheme.TOKEN)
        self._username_format = args["app"].get("username_format", UsernameFormat.EMAIL)
        guard = around_update(name, self._features_of, self._repair_of)
        guard.before_create = [before_creation(name, args["app"]["label"], args.get("previous", {}), self, ids_of)]
        hooks = pulumi.ResourceHookBinding.merge(self._changes, guard)
        own = pulumi.ResourceOptions(parent=self, depends_on=first, hooks=hooks)
        new_base_url = None if "existing" in args["app"] else base_url_of(args, catalogue_name(args["app"]), self)
        if new_base_url:
            own = pulumi.ResourceOptions.merge(own, once_usable(new_base_url))
        turns = turns if self.is_made_now else None
        in_turn = turns.wait() if turns else pulumi.ResourceOptions()
        own = pulumi.ResourceOptions.merge(own, in_turn)
        unrecorded = before.unrecorded_app("app") if before else None
        self.app = AppIntegration(name, args["app"], own, self.recalled(), unrecorded)
        oidc_app.require_provisioning(self.app.app_name, args["app"]["label"])
        self.method = api_support.resolve(args.get("method", Method.AUTO), self.app.app_name, self._scheme)
        existing = self.app.resource is None
        self._judge = Judge(args, self.method, self._scheme, self._username_format, existing).judge
        # An app that this stack deletes takes its settings with it; on one that stays, their deletion only warns.
        self._opts = pulumi.ResourceOptions(deleted_with=self.app.resource)
        self._base_url = new_base_url or base_url_of(args, self.app.app_name, self)
        self._sign_on = self._sign_on_app(in_turn, ids_of) if "sign_on_app" in args else None
        self._trace = trace_of(args["connection"].get("token"), args["connection"], args.get("previous", {}))
        of_groups = pulumi.ResourceOptions(parent=self, depends_on=first)
        made = before.unrecorded_groups() if before else {}
        self.groups = Groups(name, args.get("groups", ()), of_groups, made).groups
        app_id, label, fails = self.app.app_id, args["app"]["label"], args.get("on_drift") is OnDrift.FAIL
        self._assigned = AssignedGroups(label, app_id, self, before, self.recalled, fails)
        self._assigned.ask_early(self.groups)
        self._assignments = set[str]()
        staying = StayingApp(
            name=name,
            label=label,
            by_api=self.method is Method.API,
            admin_console_url=args["admin_console_url"],
            groups=lambda _: pulumi.Output.all(**{group.title: group.id for group in self.groups}),
            options=pulumi.InvokeOptions(parent=self),
            rules=removal or RemovalRules(),
            declared=self._assignments,
            app_id=app_id,
        )
        stays = existing or args["app"].get("protect", False)
        self._removal = staying.hooks() if stays else None
        if not stays:  # The state may still hold what it has of an app that does.
            staying.before_deletion()
        if self.method is Method.API:
            self._provision_by_api(self.groups)
        else:
            self._provision_by_console(self.groups)
        if turns:
            turns.add(pulumi.Output.all(self.verdict, self.groups_assigned))
        kept = {"lastLook": self._kept(last_look)} if last_look else {}
        self.register_outputs({**self.outputs(), "declared": declared_settings.as_data(args), **kept})

    @property
    def is_made_now(self) -> bool:
        """Whether this very update makes the app, as far as it is known what stood before."""
        return self._before is not None and "existing" not in self._args["app"] and not self._before.is_made

    def recalled(self) -> Observation | None:
        """The app as it was seen by an update before, where this one does not ask Okta about it."""
        return self._last_look.seen if self._last_look else None

    def outputs(self) -> dict[str, Any]:
        """What a person wants to know of the app after a run, by the names of the stack's outputs."""
        seen = self.verdict.apply(lambda verdict: verdict.seen)
        told = pulumi.Output.all(self.verdict, self._sign_on.differences if self._sign_on else ())
        looked = {"seenAt": self._kept(self._last_look).apply(lambda kept: kept.get("at"))} if self._last_look else {}
        return {
            "appId": self.app.app_id,
            "label": self._args["app"]["label"],
            "signOnUrl": self.app.sign_on_url,
            "metadataUrl": self.app.metadata_url,
            "usernameFormat": seen.apply(lambda app: display_name_of(app.username_template)),
            "method": self.method.value,
            "adopted": self.app.resource is None,
            "protected": self._args["app"].get("protect", False),
            "provisioningStatus": told.apply(lambda known: known[0].status_with(known[1])),
            "differences": told.apply(lambda known: [str(one) for one in (*known[0].differences, *known[1])]),
            "connectionStatus": seen.apply(lambda app: app.connection_status or "not told by the API"),
            "featuresSeen": seen.apply(lambda app: list(app.features)),
            "groupsAssigned": self.groups_assigned,
            "stepsLeft": self.verdict.apply(lambda verdict: [step.as_dict() for step in verdict.steps_left]),
            "checklist": self.verdict.apply(lambda verdict: checklist.as_markdown(verdict.steps_left)),
            "notes": [*self._args.get("notes", ()), *self._unseen()],
            "tokenInOkta": self.verdict.apply(lambda verdict: verdict.token_in_okta),
            **({"signOnApp": self._sign_on.outputs()} if self._sign_on else {}),
            **looked,
        }

    def _kept(self, last_look: LastLook) -> pulumi.Output[dict[str, Any]]:
        def keep(verdict: Verdict, assigned: Sequence[str]) -> dict[str, Any]:
            return last_look.kept(verdict.seen, not verdict.differences and len(assigned) == len(self.groups))

        return pulumi.Output.all(self.verdict, self.groups_assigned).apply(lambda known: keep(*known))

    def _unseen(self) -> Sequence[str]:
        """What is declared and nobody can see in Okta from outside."""
        return (_IMPORT_RULES_UNSEEN,) if "import_rules" in self._args and self.method is Method.CONSOLE else ()

    def _provision_by_api(self, groups: Sequence[Group]) -> None:
        settings = self._declare_settings()
        # Read once: the gates of all assignments and the verdict go by the same answer.
        verdict = self._judged(self._observe(self.app.app_id, settings))
        gate = (
            before_assignment(self._name, lambda: verdict.apply(lambda known: known.reason_to_refuse))
            if self._args.get("gate", True)
            else None
        )
        app_id = self._in_step(self.app.app_id)
        if not pulumi.runtime.is_dry_run():
            # The gate would wait as long, but in one of the few places that the engine has for resources.
            app_id = app_id.apply(lambda known: once_known(known, verdict))
        assignments = self._assignments_of(groups, app_id, gate, settings)
        self.groups_assigned = self._assigned.read_back(assignments, groups)
        if self._sign_on:
            self._sign_on.assign(groups, self._after(settings), gate)
        self.verdict = verdict.apply(
            lambda known: require_as_declared(known, self._args.get("on_drift", OnDrift.FAIL), self)
        )

    def _declare_settings(self) -> list[pulumi.CustomResource]:
        connection_args: ProvisioningConnectionArgs = {
            "app_id": self.app.app_id,
            "base_url": self._base_url,
            "auth_scheme": self._scheme,
        }
        if "token" in self._args["connection"]:
            connection_args["token"] = self._args["connection"]["token"]
        connection = ProvisioningConnection(self._name, connection_args, self._staying([])).resource
        features = ProvisioningFeatures(
            self._name,
            {"app_id": self._accepted(connection), "features": self._args.get("features", {})},
            self._after([connection]),
        ).resource
        settings: list[pulumi.CustomResource] = [connection, features]
        if "import_rules" in self._args:
            rules: InboundProvisioningArgs = {"app_id": self.app.app_id, "rules": self._args["import_rules"]}
            settings.append(ImportRules(self._name, rules, self._after([features])).resource)
        return settings

    def _accepted(self, connection: pulumi.CustomResource) -> pulumi.Output[str]:
        """The app's id, once Okta is known to have taken the connection, where it is not documented to take it.

        Else the features would be refused with a bare `400 Bad Request`.
        """
        if api_support.resolve(Method.AUTO, self.app.app_name, self._scheme) is Method.API:
            return self.app.app_id
        return self._judged(self._observe(self.app.app_id, [connection])).apply(require_known_connection)

    def _provision_by_console(self, groups: Sequence[Group]) -> None:
        created = [self.app.resource] if self.app.resource else []
        # Nobody is sent to the console with a base URL and a token that do not work.
        app_id = pulumi.Output.all(self._in_step(self.app.app_id), self._base_url).apply(lambda known: str(known[0]))
        self.verdict = self._judged(self._observe(app_id, created))
        # Inside apply, because whether there is anything to assign hangs on what Okta says.
        self.groups_assigned = self.verdict.apply(lambda verdict: self._assign(groups, verdict))

    def _observe(self, app_id: pulumi.Input[str], after: Sequence[pulumi.CustomResource]) -> pulumi.Output[Observation]:
        label, by_api = self._args["app"]["label"], self.method is Method.API
        return observation.of_app(app_id, label, self, after, with_connection=by_api, recalled=self.recalled)

    async def _assign(self, groups: Sequence[Group], verdict: Verdict) -> list[str]:
        # None for a group that a preview would create: those beside it stay declared all the same.
        ids = [await group.id.future() for group in groups]
        gated = self._args.get("gate", True) and verdict.holds_back
        assigned = frozenset[str]()
        if verdict.differences:
            assigned = await self._assigned.at_first()
            has_been_on = bool(assigned.intersection(ids))
            if has_been_on and verdict.holds_back and self._args.get("on_drift", OnDrift.WARN) is OnDrift.FAIL:
                raise pulumi.RunError(verdict.console_message(gated))
            pulumi.log.warn(verdict.console_message(gated), self)
        if gated:
            groups = [group for group, group_id in zip(groups, ids, strict=True) if group_id in assigned]
        if not groups:
            # An update plan of an app that is not there yet foresees nothing here, so nothing may be registered.
            return []
        if self._sign_on:
            self._sign_on.assign(groups, self._after([]))
        assignments = self._assignments_of(groups, verdict.seen.app_id)
        # Unknown in a preview that is about to assign.
        seen = await self._assigned.read_back(assignments, groups).future()
        return assignments.assigned if seen is None else seen

    def _assignments_of(
        self,
        groups: Sequence[Group],
        app_id: pulumi.Input[str],
        gate: pulumi.ResourceHook | None = None,
        after: Sequence[pulumi.Resource] = (),
    ) -> GroupAssignments:
        assignments = GroupAssignments(self._name, app_id, groups, gate, self._staying(after))
        self._assignments.update(resource.pulumi_resource_name for resource in assignments.resources)
        return assignments

    def _sign_on_app(self, in_turn: pulumi.ResourceOptions, ids_of: IdsOf) -> SignOnApp:
        provisioned = self._args["app"]["label"], self._username_format
        previous = self._args.get("previous", {})
        own = pulumi.ResourceOptions.merge(once_usable(self._base_url), in_turn)
        made = self._before.unrecorded_app(SIGN_ON_APP) if self._before else None
        return SignOnApp(self._name, self._args["sign_on_app"], provisioned, previous, self, own, made, ids_of)

    def _in_step(self, app_id: pulumi.Output[str]) -> pulumi.Output[str]:
        return self._sign_on.in_step(app_id) if self._sign_on else app_id

    def _after(self, settings: Sequence[pulumi.Resource]) -> pulumi.ResourceOptions:
        options = child_options(self, self._opts)
        options.depends_on = list(settings)
        options.hooks = self._changes
        return options

    def _staying(self, settings: Sequence[pulumi.Resource]) -> pulumi.ResourceOptions:
        """Options of what must not be deleted while an app that stays is provisioned."""
        options = self._after(settings)
        options.hooks = pulumi.ResourceHookBinding.merge(self._changes, self._removal)
        return options

    def _judged(self, seen: pulumi.Output[Observation]) -> pulumi.Output[Verdict]:
        declared = self._args["connection"]["base_url"], self._args["admin_console_url"]
        return pulumi.Output.all(seen, self._trace, *declared).apply(lambda known: self._judge(*known))

    def _features_of(self, app_id: str) -> pulumi.Output[frozenset[str]]:
        return self._observe(app_id, []).apply(lambda seen: frozenset(seen.features))

    def _repair_of(self, app_id: str) -> pulumi.Output[str]:
        verdicts = self._judged(self._observe(app_id, []))
        by_api = self.method is Method.API
        return verdicts.apply(lambda verdict: verdict.api_message() if by_api else verdict.console_message(True))
