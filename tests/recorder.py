"""A recording stand-in for engine and Okta in unit tests: what was registered, what was asked, and what Okta says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import grpc
import pulumi
from pulumi.runtime import mocks, rpc
from pulumi.runtime.proto import resource_pb2

from components.groups import resource_key

# Okta's answer for an app that is provisioned as the guide asks.
ON = ("PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION")


class Refusal(grpc.RpcError):  # type: ignore[misc]  # grpc has no types
    """What the engine hands on when the provider refuses."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        return f"invoking a function: 1 error occurred:\n\t* {self._words}\n"


@dataclass
class OktaSays:
    """What the org answers in a test; the defaults are an app that is provisioned as the guide asks."""

    features: tuple[str, ...] = ON
    username_template: str = "${source.email}"
    username_templates: Mapping[str, str] = field(default_factory=dict)
    """By the app's id, where an app has another than `username_template`."""
    app_name: str = "acme_invisionv7_1"
    connection_status: str = "ENABLED"
    connection_base_url: str = ""
    connection_auth_scheme: str = "TOKEN"
    groups: Mapping[str, str] = field(default_factory=lambda: {"Design": "00gDesign"})
    assigned: tuple[str, ...] = ()
    """The groups that are assigned beside those that the program assigns."""
    taken_off: tuple[str, ...] = ()
    """The groups that somebody took off after the program assigned them."""
    apps: tuple[str, ...] = ()
    """Labels and ids of apps that exist already."""
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The ids of each group's people, by the group's name."""
    refuses: Mapping[str, str] = field(default_factory=dict)
    """The provider's functions that fail, each with its words."""
    previous: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What the stack's output `apps` was after the last update; not Okta's, but the engine's word."""
    made_groups: Mapping[str, str] = field(default_factory=dict)
    """The names of the groups that stand in the state as made by the stack, by their resources' names."""


@dataclass(frozen=True)
class Registered:
    """One resource as the program registered it."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    request: resource_pb2.RegisterResourceRequest

    @property
    def depends_on(self) -> set[str]:
        """The names of the resources that this one waits for."""
        return {urn.split("::")[-1] for urn in self.request.dependencies}

    @property
    def parent(self) -> str:
        """The parent's name."""
        return self.request.parent.split("::")[-1]


class Recorder(mocks.Mocks):
    """Answers as `OktaSays` has it, and keeps what was asked."""

    def __init__(self, says: OktaSays) -> None:
        self.says = says
        self._made: set[tuple[str, str]] = set()
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        if args.typ == "okta:app/groupAssignment:GroupAssignment":
            self._made.add((args.inputs["appId"], args.inputs["groupId"]))
        made = {"clientId": f"{args.name}-client"} if args.typ == "okta:app/oAuth:OAuth" else {}
        return args.resource_id or f"{args.name}-id", {**args.inputs, **made}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        name = args.token.split(":")[-1]
        self.asked.append((name, args.args))
        if name in self.says.refuses:
            raise Refusal(self.says.refuses[name])
        answers: dict[str, Callable[[Mapping[str, Any]], dict[Any, Any]]] = {
            "getSaml": self._app,
            "getApp": self._app_of_any_kind,
            "getConnection": self._connection,
            "getGroup": self._group,
            "readStackResourceOutputs": lambda asked: {"outputs": self._state()},
            "getAppGroupAssignments": lambda asked: {**asked, "groups": sorted(self._assigned(asked["id"]))},
        }
        return answers[name](args.args), []

    def _state(self) -> dict[str, Any]:
        """What the last update left, as the engine tells of the state."""
        assignment, group = "okta:app/groupAssignment:GroupAssignment", "okta:group/group:Group"
        saml = "okta:app/saml:Saml"
        stack = {"type": "pulumi:pulumi:Stack", "outputs": {"apps": dict(self.says.previous)}}
        made = {
            "urn:pulumi:dev::okta-scim::pulumi:pulumi:Stack::okta-scim-dev": stack,
        } | {
            f"urn:pulumi:dev::okta-scim::{group}::{resource}": {
                "type": group,
                "outputs": {"id": self.says.groups[name], "name": name},
            }
            for resource, name in self.says.made_groups.items()
        }
        made |= {
            f"urn:pulumi:dev::okta-scim::{saml}::{key}-app": {
                "type": saml,
                "outputs": {"label": app["label"], "name": app.get("name")},
            }
            for key, app in self.says.previous.items()
            if app.get("adopted") is False
        }
        return made | {
            f"urn:pulumi:dev::okta-scim::{assignment}::{key}-{resource_key(title)}": {
                "type": assignment,
                "outputs": {"appId": app.get("appId", key), "groupId": self.says.groups.get(title, title)},
            }
            for key, app in self.says.previous.items()
            for title in app["groupsAssigned"]
        }

    def _assigned(self, app_id: str) -> set[str]:
        made = {group for app, group in self._made if app == app_id}
        return (made | set(self.says.assigned)) - set(self.says.taken_off)

    def _app(self, asked: Mapping[str, Any]) -> dict[Any, Any]:
        wanted = asked.get("id") or asked.get("label")
        if asked.get("activeOnly") is False and wanted not in self.says.apps:
            raise Refusal(f"no SAML application found with provided filter: {wanted}")
        return {
            "id": "0oaExisting",
            "label": "InVision V7",
            **asked,
            "name": self.says.app_name,
            "features": list(self.says.features),
            "userNameTemplate": self.says.username_templates.get(str(wanted), self.says.username_template),
            "links": '{"appLinks": [{"href": "https://acme.okta.com/home"}], "metadata": {"href": "https://acme.okta.com/m"}}',
        }

    def _app_of_any_kind(self, asked: Mapping[str, Any]) -> dict[Any, Any]:
        if asked["label"] not in self.says.apps:
            raise Refusal(f'no application found with the provided filter: id: "", label: "{asked["label"]}"')
        return {"id": "0oaExisting", **asked, "name": self.says.app_name}

    def _connection(self, asked: Mapping[str, Any]) -> dict[Any, Any]:
        base_url = self.says.connection_base_url
        return {
            **asked,
            "status": self.says.connection_status,
            "baseUrl": base_url,
            "authScheme": self.says.connection_auth_scheme,
        }

    def _group(self, asked: Mapping[str, Any]) -> dict[Any, Any]:
        name = asked.get("name") or next((name for name, id_ in self.says.groups.items() if id_ == asked["id"]), "")
        # As the provider does: the only group whose name begins so will do.
        alike = [known for known in self.says.groups if known == name or known.startswith(name)] if name else []
        if not alike:
            raise Refusal(f'group with name "{name}" does not exist')
        name = name if name in alike else alike[0]
        return {**asked, "name": name, "id": self.says.groups[name], "users": list(self.says.members.get(name, ()))}


class _Monitor(mocks.MockMonitor):
    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder)
        self.requests: list[resource_pb2.RegisterResourceRequest] = []

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> Any:
        self.requests.append(request)
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]  # SDK


@dataclass(frozen=True)
class Run:
    """A program's run: its resources, what it asked Okta, and what it returned, resolved."""

    resources: list[Registered]
    asked: list[tuple[str, Mapping[str, Any]]]
    result: Any

    def of_type(self, type_: str) -> list[Registered]:
        """The resources of a type, given by its last part (`Saml`, `GroupAssignment`, ...)."""
        return [resource for resource in self.resources if resource.type.split(":")[-1] == type_]

    def one(self, type_: str) -> Registered:
        """The only resource of a type."""
        (resource,) = self.of_type(type_)
        return resource

    def times_asked(self, name: str) -> int:
        """How often a function of the provider was called."""
        return [asked for asked, _ in self.asked].count(name)


def run(
    program: Callable[[], Any], says: OktaSays | None = None, preview: bool = False, project: str = "okta-scim"
) -> Run:
    """Run a program against the recorder until nothing is under way; raises what the program raises."""
    recorder = Recorder(says or OktaSays())
    monitor = _Monitor(recorder)
    mocks.set_mocks(recorder, project=project, stack="dev", preview=preview, monitor=monitor)
    resolved: list[Any] = []

    @pulumi.runtime.test  # type: ignore[untyped-decorator]  # SDK
    def drained() -> Any:
        return pulumi.Output.from_input(program()).apply(resolved.append)

    drained()
    resources = [
        Registered(request.type, request.name, rpc.deserialize_properties(request.object), request)
        for request in monitor.requests
        if request.type != "pulumi:pulumi:Stack"
    ]
    return Run(resources, recorder.asked, resolved[0] if resolved else None)
