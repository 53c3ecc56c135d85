"""An app's stations: what the settings declare, and what the outputs say that Okta shows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from commands.picture.state import State, weightiest
from commands.picture.structure import Fact, GroupOfPeople, Proof, Station
from components import Method
from components.api_support import resolve
from components.comparison import Difference
from components.features import FEATURES, Features, wanted
from components.username_format import UsernameFormat
from settings import Settings, provisioning_args

_UNSEEN = "not shown by Okta's API"
_NOT_YET = "not there yet"


class Way:
    """The stations of one app.

    `outputs` are the app's of the stack, empty before the first update; `state` is what becomes of the app as a whole,
    which tells whether a difference waits for a person or is one that nobody expects.
    """

    def __init__(
        self, settings: Settings, key: str, outputs: Mapping[str, Any], state: State, assigned: Collection[str]
    ) -> None:
        """Read settings and outputs; `assigned` are the groups that have the app, by name or id."""
        self._app = settings.apps[key]
        self._args = provisioning_args(settings, key)
        self._outputs = outputs
        self._state = state
        self._assigned = assigned
        self.method = Method(outputs.get("method") or self._resolved())
        self.differences = tuple(Difference.parse(text) for text in outputs.get("differences") or ())

    def stations(self, groups: Sequence[GroupOfPeople], evidence: Sequence[Proof]) -> tuple[Station, ...]:
        """From Okta's groups to the service provider."""
        return (
            _station("Groups", [_group(group) for group in groups]),
            _station("App in Okta", list(self._integration())),
            _station("Connection", list(self._connection())),
            _station("Features", list(self._features())),
            _station("Service provider", list(self._service(evidence))),
        )

    def groups(self, people: Mapping[str, int | None]) -> tuple[GroupOfPeople, ...]:
        """The declared groups, each with the number of its people and whether it is assigned."""
        titles = [group.name or group.id or "" for group in self._app.groups]
        missing = State.DIFFERS if self._state is State.AS_DECLARED else self._state
        return tuple(
            GroupOfPeople(title, people.get(title), State.AS_DECLARED if title in self._assigned else missing)
            for title in titles
        )

    def back(self) -> Station:
        """The import from the service provider."""
        rules = self._app.import_rules
        if rules is None:
            return Station("Import, back to Okta", (Fact("Rules", "none"),), State.ABSENT)
        by_api = self.method is Method.API
        state = self._state if by_api else State.UNKNOWN
        seen = "" if by_api else _UNSEEN
        facts = (
            Fact("Matches people on", rules.match_on.value, seen, state),
            Fact("Confirms assignments itself", _yes(rules.auto_confirm), seen, state),
            Fact("Activates people itself", _yes(rules.auto_activate), seen, state),
        )
        return Station("Import, back to Okta", facts, state)

    def _integration(self) -> Iterator[Fact]:
        app, seen = self._args["app"], str(self._outputs.get("usernameFormat") or _NOT_YET)
        declared = app.get("username_format", UsernameFormat.EMAIL).display_name
        yield Fact("Label", str(app["label"]))
        yield Fact("Id", str(self._outputs.get("appId") or _NOT_YET))
        yield Fact("Application username format", declared, seen, self._judged("username_format"))
        if self._app.sign_on_app:
            as_what = (self._outputs.get("signOnApp") or {}).get("usernameFormat") or _NOT_YET
            yield Fact("People sign in through", self._app.sign_on_app.label)
            yield Fact("Its username format", declared, as_what, self._judged("sign_on_app"))

    def _connection(self) -> Iterator[Fact]:
        by_api = self.method is Method.API
        differing = self._differing("connection")
        seen = differing.seen if differing else "on" if self._outputs else _NOT_YET
        yield Fact("Set up", "by Okta's API" if by_api else "in the Admin Console")
        yield Fact("Signs in by", self._app.connection.auth_scheme.value)
        yield Fact("Provisioning", "on", seen, self._judged("connection"))
        if token := self._differing("token"):
            yield Fact("API token", token.declared, token.seen, self._state)

    def _features(self) -> Iterator[Fact]:
        features, seen = Features(**self._args["features"]), self._outputs.get("featuresSeen")
        for feature in FEATURES:
            want = wanted(features, feature)
            if want is None:
                continue
            shown = _NOT_YET if seen is None else _on(feature.okta_name in seen)
            yield Fact(feature.box, _on(want), shown, self._judged(feature.field))

    def _service(self, evidence: Sequence[Proof]) -> Iterator[Fact]:
        differing = self._differing("connection")
        seen = (differing.seen if differing else "the same") if self.method is Method.API and self._outputs else _UNSEEN
        yield Fact("SCIM base URL", self._app.connection.base_url, seen)
        deeds = [proof for proof in evidence if proof.name in ("SCIM server", "sync state") and proof.holds is not None]
        if deeds:
            yield Fact(f"People, by the {deeds[-1].name}", "", deeds[-1].says, deeds[-1].state)

    def _resolved(self) -> Method:
        catalogue = self._args["app"].get("catalogue")
        return resolve(self._app.method, catalogue["name"] if catalogue else None, self._app.connection.auth_scheme)

    def _judged(self, setting: str) -> State:
        if not self._outputs:
            return State.UNKNOWN
        return self._state if self._differing(setting) else State.AS_DECLARED

    def _differing(self, setting: str) -> Difference | None:
        return next((difference for difference in self.differences if difference.setting == setting), None)


def _station(title: str, facts: Sequence[Fact]) -> Station:
    judged = [fact.state for fact in facts if fact.state]
    return Station(title, tuple(facts), weightiest(judged) if judged else State.UNKNOWN)


def _group(group: GroupOfPeople) -> Fact:
    people = {None: "", 1: ", 1 person"}.get(group.people, f", {group.people} people")
    assigned = "assigned" if group.state is State.AS_DECLARED else "not assigned"
    return Fact(group.name, "assigned", f"{assigned}{people}", group.state)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _on(value: bool) -> str:
    return "on" if value else "off"
