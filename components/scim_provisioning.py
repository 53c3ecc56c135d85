"""SCIM provisioning of one app, whole: app, username format, connection, features, import rules, groups, checks."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from components import api_support, checklist, observation
from components.api_support import AuthScheme, Method
from components.app_integration import AppIntegration, AppIntegrationArgs
from components.checklist import Subject
from components.child_options import child_options
from components.comparison import differences
from components.features import Features, FeaturesArgs
from components.gate import before_assignment
from components.group_assignments import GroupAssignments
from components.groups import Group, GroupArgs, Groups
from components.import_rules import ImportRules, ImportRulesArgs, InboundProvisioningArgs
from components.observation import Observation
from components.provisioning_connection import ProvisioningConnection, ProvisioningConnectionArgs
from components.provisioning_features import ProvisioningFeatures
from components.username_format import UsernameFormat, display_name_of
from components.verdict import Verdict


class ConnectionArgs(TypedDict):
    """How Okta reaches the service."""

    base_url: str
    """The SCIM base URL, https."""
    token: NotRequired[pulumi.Input[str]]
    """The API token; never stored or shown in clear."""
    auth_scheme: NotRequired[AuthScheme]
    """TOKEN by default."""
    token_source: NotRequired[str]
    """For the checklist: where a person gets the token, e.g. a command. Never the token."""


class ScimProvisioningArgs(TypedDict):
    """SCIM provisioning of one app."""

    app: AppIntegrationArgs
    connection: ConnectionArgs
    admin_console_url: str
    """The org's Admin Console, e.g. `https://acme-admin.okta.com`, for the links of the checklist."""
    method: NotRequired[Method]
    """`auto` by default: the API where Okta documents it for the app, else the console."""
    features: NotRequired[FeaturesArgs]
    import_rules: NotRequired[ImportRulesArgs]
    groups: NotRequired[Sequence[GroupArgs]]
    gate: NotRequired[bool]
    """Assign nobody before provisioning is seen to be on; on by default."""
    notes: NotRequired[Sequence[str]]
    """What the service's guide wants its readers to know."""


class ScimProvisioning(pulumi.ComponentResource):
    """Declare all of one app's provisioning and read back what Okta made of it.

    Where the API works, an app that does not come out as declared fails the update (`pulumi.RunError`). Where only the
    console does, the app and its groups are declared, the steps left are printed and exported, and groups are assigned
    by the first update that sees the steps done. An assignment that exists is never removed because a check failed.
    """

    app: AppIntegration
    method: Method
    verdict: pulumi.Output[Verdict]
    groups_assigned: pulumi.Output[list[str]]

    def __init__(self, name: str, args: ScimProvisioningArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the provisioning of the app `args["app"]["label"]`."""
        super().__init__("okta-scim:components:ScimProvisioning", name, {}, opts)
        self._name = name
        self._args = args
        self._scheme = args["connection"].get("auth_scheme", AuthScheme.TOKEN)
        self.app = AppIntegration(name, args["app"], pulumi.ResourceOptions(parent=self))
        self.method = api_support.resolve(args.get("method", Method.AUTO), self.app.app_name, self._scheme)
        # An app that this stack deletes takes its settings with it; on one that stays, their deletion only warns.
        self._opts = pulumi.ResourceOptions(deleted_with=self.app.resource)
        groups = Groups(name, args.get("groups", ()), pulumi.ResourceOptions(parent=self)).groups
        if self.method is Method.API:
            self._provision_by_api(groups)
        else:
            self._provision_by_console(groups)
        self.register_outputs(self.outputs())

    def outputs(self) -> dict[str, Any]:
        """What a person wants to know of the app after a run, by the names of the stack's outputs."""
        seen = self.verdict.apply(lambda verdict: verdict.seen)
        return {
            "appId": self.app.app_id,
            "label": self._args["app"]["label"],
            "signOnUrl": self.app.sign_on_url,
            "metadataUrl": self.app.metadata_url,
            "usernameFormat": seen.apply(lambda app: display_name_of(app.username_template)),
            "method": self.method.value,
            "provisioningStatus": self.verdict.apply(lambda verdict: verdict.status),
            "connectionStatus": seen.apply(lambda app: app.connection_status or "not told by the API"),
            "featuresSeen": seen.apply(lambda app: list(app.features)),
            "groupsAssigned": self.groups_assigned,
            "stepsLeft": self.verdict.apply(lambda verdict: [step.as_dict() for step in verdict.steps_left]),
            "checklist": self.verdict.apply(lambda verdict: checklist.as_markdown(verdict.steps_left)),
            "notes": list(self._args.get("notes", ())),
        }

    def _provision_by_api(self, groups: Sequence[Group]) -> None:
        settings = self._declare_settings()
        gate = before_assignment(self._name, self._reason_to_refuse) if self._args.get("gate", True) else None
        assignments = GroupAssignments(self._name, self.app.app_id, groups, gate, self._after(settings))
        self.groups_assigned = pulumi.Output.from_input(assignments.assigned)
        seen = self._observe(self.app.app_id, settings)
        self.verdict = seen.apply(self._judge).apply(_require_as_declared)

    def _declare_settings(self) -> list[pulumi.CustomResource]:
        connection_args: ProvisioningConnectionArgs = {
            "app_id": self.app.app_id,
            "base_url": self._args["connection"]["base_url"],
            "auth_scheme": self._scheme,
        }
        if "token" in self._args["connection"]:
            connection_args["token"] = self._args["connection"]["token"]
        connection = ProvisioningConnection(self._name, connection_args, self._after([])).resource
        features = ProvisioningFeatures(
            self._name,
            {"app_id": self.app.app_id, "features": self._args.get("features", {})},
            self._after([connection]),
        ).resource
        settings: list[pulumi.CustomResource] = [connection, features]
        if "import_rules" in self._args:
            rules: InboundProvisioningArgs = {"app_id": self.app.app_id, "rules": self._args["import_rules"]}
            settings.append(ImportRules(self._name, rules, self._after([features])).resource)
        return settings

    def _provision_by_console(self, groups: Sequence[Group]) -> None:
        created = [self.app.resource] if self.app.resource else []
        self.verdict = self._observe(self.app.app_id, created).apply(self._judge)
        ids = pulumi.Output.all(*(group.id for group in groups))
        # Inside apply, because whether there is anything to assign hangs on what Okta says.
        self.groups_assigned = pulumi.Output.all(self.verdict, ids).apply(
            lambda known: self._assign(groups, known[1], known[0])
        )

    def _observe(self, app_id: pulumi.Input[str], after: Sequence[pulumi.CustomResource]) -> pulumi.Output[Observation]:
        by_api = self.method is Method.API
        return observation.of_app(app_id, self._args["app"]["label"], self, after, with_connection=by_api)

    async def _assign(self, groups: Sequence[Group], ids: Sequence[str], verdict: Verdict) -> list[str]:
        gated = self._args.get("gate", True) and bool(verdict.differences)
        if verdict.differences:
            pulumi.log.warn(verdict.console_message(gated), self)
        if gated:
            assigned = await observation.assigned_groups(verdict.seen.app_id, verdict.label, self)
            groups = [group for group, group_id in zip(groups, ids, strict=True) if group_id in assigned]
        return GroupAssignments(self._name, verdict.seen.app_id, groups, opts=self._after([])).assigned

    def _after(self, settings: Sequence[pulumi.Resource]) -> pulumi.ResourceOptions:
        options = child_options(self, self._opts)
        options.depends_on = list(settings)
        return options

    def _judge(self, seen: Observation) -> Verdict:
        features = Features(**self._args.get("features", {}))
        username_format = self._args["app"].get("username_format", UsernameFormat.EMAIL)
        base_url = self._args["connection"]["base_url"]
        subject = Subject(
            admin_console_url=self._args["admin_console_url"],
            app_id=seen.app_id,
            app_name=seen.app_name,
            custom_saml="saml" in self._args["app"],
            username_format=username_format,
            base_url=base_url,
            token_source=self._args["connection"].get("token_source", "the service's SCIM settings"),
            features=features,
        )
        by_api = self.method is Method.API
        return Verdict(
            label=self._args["app"]["label"],
            method=self.method,
            subject=subject,
            seen=seen,
            differences=differences(username_format, features, base_url if by_api else None, seen),
            with_import="import_rules" in self._args and not by_api,
            notes=tuple(self._args.get("notes", ())),
        )

    def _reason_to_refuse(self, app_id: str) -> pulumi.Output[str | None]:
        return (
            self._observe(app_id, [])
            .apply(self._judge)
            .apply(
                lambda verdict: (
                    f"nobody is assigned before provisioning is on.\n{verdict.api_message()}"
                    if verdict.differences
                    else None
                )
            )
        )


def _require_as_declared(verdict: Verdict) -> Verdict:
    # In a preview Okta still shows what the update is about to change.
    if verdict.differences and not pulumi.runtime.is_dry_run():
        raise pulumi.RunError(verdict.api_message())
    return verdict
