"""What still differs between an app as declared and the app as Okta reports it."""

from collections.abc import Iterator
from dataclasses import dataclass

from components.features import FEATURES, Feature, Features, wanted
from components.fingerprint import NO_TRACE, TokenTrace
from components.observation import Observation
from components.username_format import UsernameFormat, display_name_of


@dataclass(frozen=True)
class Difference:
    """One setting that Okta does not show as declared."""

    setting: str
    """`username_format`, `connection`, `token`, a field of `Features`, or `sign_on_app`."""
    declared: str
    seen: str

    def __str__(self) -> str:
        return f"{self.setting}: declared {self.declared}, Okta says {self.seen}"

    @classmethod
    def parse(cls, text: str) -> "Difference":
        """Read a difference back from the stack's outputs, which have it as text."""
        setting, _, values = text.partition(": declared ")
        declared, _, seen = values.partition(", Okta says ")
        return cls(setting, declared, seen)


@dataclass(frozen=True)
class Declared:
    """What is declared of an app's provisioning, as far as Okta can be asked about it."""

    username_format: UsernameFormat
    features: Features
    base_url: str | None = None
    """With `auth_scheme` for apps whose connection the API sets, else None: only there does Okta tell them."""
    auth_scheme: str | None = None


def differences(declared: Declared, seen: Observation, trace: TokenTrace = NO_TRACE) -> tuple[Difference, ...]:
    """List every difference; empty means that provisioning is on exactly as declared.

    Missing features (push of new users off) and unwanted ones (profile updates on) both count, and so does a token that
    is declared anew and not known to be in Okta yet.
    """
    found = list(_connection_differences(declared, seen))
    if seen.username_template != declared.username_format.template:
        name = display_name_of(seen.username_template) or "nothing"
        found.insert(0, Difference("username_format", declared.username_format.display_name, name))
    if trace.changed:
        found.append(Difference("token", f"one with fingerprint {trace.current}", f"still {trace.in_okta}"))
    found.extend(
        Difference(feature.field, _on(bool(want)), _on(not want))
        for feature in FEATURES
        if (want := wanted(declared.features, feature)) is not None and want != _seen(feature, seen)
    )
    return tuple(found)


def _connection_differences(declared: Declared, seen: Observation) -> Iterator[Difference]:
    if declared.base_url is None:
        if not connected(seen):
            yield Difference("connection", "enabled", "no provisioning feature at all")
        return
    if seen.connection_status != "ENABLED":
        yield Difference("connection", "ENABLED", str(seen.connection_status))
    elif seen.connection_base_url and seen.connection_base_url != declared.base_url:
        yield Difference("connection", declared.base_url, seen.connection_base_url)
    elif seen.connection_auth_scheme != declared.auth_scheme:
        yield Difference("connection", f"scheme {declared.auth_scheme}", f"scheme {seen.connection_auth_scheme}")


def connected(seen: Observation) -> bool:
    """Whether the app's `features` show an API integration: none of these is there before the connection is saved."""
    return any(name.startswith(("PUSH_", "IMPORT_")) for name in seen.features)


def _seen(feature: Feature, seen: Observation) -> bool:
    return feature.okta_name in seen.features


def _on(value: bool) -> str:
    return "on" if value else "off"
