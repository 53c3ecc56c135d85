"""The provider as the engine sees it, without the wire: dictionaries in, dictionaries out."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from . import check as checks
from . import configuration
from .assignments import AppGroupAssignments, GroupAssignment
from .client import ApiError, Client
from .configuration import Configuration
from .connection import Connection
from .diff import Difference, diff
from .errors import CheckFailure, ClassicError, FrameworkError, NotCarried, NotConfigured, PartialFailure, PluginError
from .features import Features
from .functions import FUNCTIONS, refusals
from .group import Group, GroupMemberships
from .inputs import inputs_from
from .oauth import OAuth
from .plan import applied, as_planned, meta, plan, prior, settled, with_ignored, written_texts
from .resource import AfterCreation, Resource, Session
from .saml import Saml
from .schema import Flavor, Schema
from .user import User
from .values import UNKNOWN, Properties, contains_unknown, without_nulls

VERSION: Final = "7.0.1"
NOT_REAL: Final = (
    "this is the stand-in for the Okta plugin, not the real one: it carries a few resources, talks to loopback "
    "addresses only, and nothing it does reaches an Okta org"
)
_RESOURCES: Final[tuple[Resource, ...]] = (
    Saml(),
    OAuth(),
    Connection(),
    Features(),
    Group(),
    GroupAssignment(),
    AppGroupAssignments(),
    User(),
    GroupMemberships(),
)
# Severity, text and the resource's URN, empty for none.
Log = Callable[[str, str, str], None]


@dataclass(frozen=True)
class Target:
    """Which resource a call is about."""

    urn: str
    identifier: str = ""

    @property
    def token(self) -> str:
        """Give the type: the last of the chain of parents in the URN."""
        return self.urn.split("::")[2].rpartition("$")[2]

    @property
    def name(self) -> str:
        """Give the logical name."""
        return self.urn.split("::", 3)[3]


@dataclass(frozen=True)
class Stored:
    """A resource as the engine is to store it."""

    identifier: str
    state: Properties
    inputs: Properties = field(default_factory=dict)


class Provider:
    """Answers the engine's calls for one provider configuration."""

    def __init__(
        self,
        log: Log,
        *,
        environment: Mapping[str, str] = os.environ,
        connect: Callable[[Configuration], Client] = Client,
    ) -> None:
        """Ask nothing before `configure`; `connect` is for tests."""
        self._log = log
        self._environment = environment
        self._connect = connect
        self._session: Session | None = None

    def check_config(self, urn: str, news: Properties) -> tuple[Properties, list[CheckFailure]]:
        """Judge the provider's own inputs."""
        return configuration.check(Target(urn).name, news)

    def configure(self, arguments: Properties) -> None:
        """Say what this is, refuse what it must not do, and verify an API token twice as the plugin does."""
        self._log("warning", NOT_REAL, "")
        try:
            settings = configuration.read(arguments, self._environment)
            client = self._connect(settings)
            if settings.verifies_token:
                _verify(client)
        except NotConfigured as failure:
            self._log("error", failure.logged, "")
            raise
        self._session = Session(client, lambda text: self._log("warning", text, ""))

    def check(
        self, target: Target, olds: Properties, news: Properties, seed: bytes
    ) -> tuple[Properties, list[CheckFailure]]:
        """Judge and complete a resource's inputs; warn of those that no longer do anything."""
        schema = _resource(target).schema
        for row in schema.fields:
            if row.deprecated and row.name in news:
                text = f'property "{row.name}" is deprecated: {row.deprecated}'
                self._log("warning", f"{target.urn} verification warning: {text}", target.urn)
        return checks.check(schema, target.name, olds, news, seed)

    def diff(self, target: Target, old: Properties, news: Properties, ignored: list[str]) -> Difference:
        """Compare the stored state with the inputs."""
        schema = _resource(target).schema
        _refuse_unreadable(schema, old)
        return diff(schema, old, with_ignored(old, news, ignored))

    def create(self, target: Target, inputs: Properties, *, preview: bool) -> Stored:
        """Plan, and unless it is a preview make the resource."""
        resource = _resource(target)
        planned = plan(resource.schema, None, inputs)
        if preview:
            return Stored("", _planned(resource.schema, UNKNOWN, {}, planned, inputs))
        planned = settled(resource.schema, planned) if resource.schema.flavor is Flavor.CLASSIC else planned
        try:
            identifier, state = resource.create(self._session_for(target), planned)
        except AfterCreation as failure:
            made = _stored(resource.schema, failure.identifier, planned)
            raise PartialFailure(failure.identifier, made, f"creating {target.urn}: {failure}") from None
        except FrameworkError as failure:
            raise self._logged(failure, target) from None
        if resource.schema.flavor is Flavor.CLASSIC:
            state = as_planned(resource.schema, planned, state)
        return Stored(identifier, _stored(resource.schema, identifier, state))

    def read(self, target: Target, inputs: Properties, state: Properties) -> Stored | None:
        """Refresh a known state, or adopt by id when there is none; None means that it is gone."""
        resource, session = _resource(target), self._session_for(target)
        schema = resource.schema
        _refuse_unreadable(schema, state, "failed to get current raw state: ")
        identifier, before = target.identifier, prior(schema, state) if state else {}
        try:
            if not state:
                identifier, before = _adopted(resource, session, identifier)
            after = resource.read(session, identifier, before)
        except _NotAdopted:
            return None
        except ClassicError as failure:
            raise PluginError(f"refreshing {target.urn}: {failure}") from None
        except FrameworkError as failure:
            raise self._logged(failure, target) from None
        if after is None:
            return None
        known = _stored(schema, identifier, after, imported=not state)
        return Stored(identifier, known, inputs_from(schema, inputs if state else None, known))

    def update(
        self, target: Target, old: Properties, inputs: Properties, ignored: list[str], *, preview: bool
    ) -> Properties:
        """Plan, and unless it is a preview change the resource; give the new state."""
        resource = _resource(target)
        schema = resource.schema
        _refuse_unreadable(schema, old)
        inputs = with_ignored(old, inputs, ignored)
        planned = plan(schema, old, inputs)
        if preview:
            return _planned(schema, target.identifier, old, planned, inputs)
        try:
            state = resource.update(self._session_for(target), target.identifier, prior(schema, old), planned)
        except ClassicError as failure:
            kept = _stored(schema, target.identifier, planned)
            raise PartialFailure(target.identifier, kept, f"updating {target.urn}: {failure}") from None
        except FrameworkError as failure:
            raise self._logged(failure, target) from None
        if schema.flavor is Flavor.CLASSIC:
            state = applied(schema, old, planned, state)
        return _stored(schema, target.identifier, state)

    def delete(self, target: Target, state: Properties) -> None:
        """Remove the resource."""
        resource = _resource(target)
        try:
            resource.delete(self._session_for(target), target.identifier, prior(resource.schema, state))
        except ClassicError as failure:
            raise PluginError(f"deleting {target.urn}: {failure}") from None

    def invoke(self, token: str, arguments: Properties) -> tuple[Properties | None, list[CheckFailure]]:
        """Call a function; nulls are left out of its answer, and there is none besides failures."""
        function = FUNCTIONS.get(token)
        if function is None:
            raise NotCarried(f"the function {token}")
        if failures := refusals(function, arguments):
            return None if function.classic else {}, failures
        try:
            answer = function.call(self._session_for(None), dict(function.defaults) | arguments)
        except ClassicError as failure:
            raise PluginError(f"invoking {token}: {failure}") from None
        except FrameworkError as failure:
            raise self._logged(failure, None) from None
        return without_nulls(answer), []

    def _session_for(self, target: Target | None) -> Session:
        if self._session is None:
            raise PluginError("the provider was not configured")
        session, urn = self._session, target.urn if target else ""
        return session.speaking(lambda text: self._log("warning", text, urn))

    def _logged(self, failure: FrameworkError, target: Target | None) -> FrameworkError:
        self._log("error", failure.logged, target.urn if target else "")
        return failure


class _NotAdopted(Exception):
    pass


def _adopted(resource: Resource, session: Session, identifier: str) -> tuple[str, Properties]:
    if resource.schema.flavor is Flavor.FRAMEWORK:
        return resource.adopt(session, identifier)
    try:
        identifier, state = resource.adopt(session, identifier)
    except ClassicError:
        # A classic importer's failure reads as "no such resource".
        raise _NotAdopted from None
    return identifier, prior(resource.schema, state)


def _resource(target: Target) -> Resource:
    found = next((resource for resource in _RESOURCES if resource.schema.token == target.token), None)
    if found is None:
        raise NotCarried(f"the resource type {target.token}")
    return found


def _planned(
    schema: Schema, identifier: object, old: Properties, planned: Properties, inputs: Properties
) -> Properties:
    state = checks.mark_secrets(schema.fields, planned)
    if schema.flavor is Flavor.FRAMEWORK:
        return state
    return state | {"id": identifier} | meta(schema, written=written_texts(schema, old, planned, inputs))


def _stored(schema: Schema, identifier: str, state: Properties, *, imported: bool = False) -> Properties:
    if schema.flavor is Flavor.FRAMEWORK:
        kept: Properties = without_nulls(state)
        return checks.mark_secrets(schema.fields, kept)
    known = {row.name: state.get(row.name) for row in schema.fields}
    known |= {"id": identifier} | meta(schema, imported=imported)
    return checks.mark_secrets(schema.fields, known)


def _refuse_unreadable(schema: Schema, state: Properties, before: str = "") -> None:
    # A framework state with the sentinel in it (a connection made with `deactivate`) can never be read again.
    unknown = [row for row in schema.fields if contains_unknown(state.get(row.name))]
    if schema.flavor is Flavor.FRAMEWORK and unknown:
        place = f'AttributeName("{unknown[0].message_name}")'
        raise PluginError(
            f"{before}[pf/tfbridge] Error calling NewRawState: {place}: unknown values cannot be serialized to JSON"
        )


def _verify(client: Client) -> None:
    # Once with each of two SDKs, which word the failure differently.
    for sdk in ("v3", "v2"):
        try:
            client.get("/api/v1/users/me")
        except ApiError as error:
            text = error.status_line if sdk == "v3" else error.described
            text = f"[ERROR] failed validate configuration: error with {sdk} SDK client: {text}"
            raise NotConfigured(text) from None
