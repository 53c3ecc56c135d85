"""What still differs between an app as declared and the app as Okta reports it."""

from dataclasses import dataclass

from components.features import FEATURES, Feature, Features, wanted
from components.observation import Observation
from components.username_format import UsernameFormat, display_name_of


@dataclass(frozen=True)
class Difference:
    """One setting that Okta does not show as declared."""

    setting: str
    """`username_format`, `connection`, or a field of `Features`."""
    declared: str
    seen: str

    def __str__(self) -> str:
        return f"{self.setting}: declared {self.declared}, Okta says {self.seen}"


def differences(
    username_format: UsernameFormat, features: Features, base_url: str | None, seen: Observation
) -> tuple[Difference, ...]:
    """List every difference; empty means that provisioning is on exactly as declared.

    `base_url` is given for apps whose connection the API sets: only there does Okta tell it. Missing features (push of
    new users off) and unwanted ones (profile updates on) both count.
    """
    found = []
    if seen.username_template != username_format.template:
        found.append(
            Difference(
                "username_format", username_format.display_name, display_name_of(seen.username_template) or "nothing"
            )
        )
    if seen.connection_status not in (None, "ENABLED"):
        found.append(Difference("connection", "ENABLED", str(seen.connection_status)))
    elif base_url is not None and seen.connection_base_url and seen.connection_base_url != base_url:
        found.append(Difference("connection", base_url, seen.connection_base_url))
    elif seen.connection_status is None and not connected(seen):
        found.append(Difference("connection", "enabled", "no provisioning feature at all"))
    found.extend(
        Difference(feature.field, _on(bool(want)), _on(not want))
        for feature in FEATURES
        if (want := wanted(features, feature)) is not None and want != _seen(feature, seen)
    )
    return tuple(found)


def connected(seen: Observation) -> bool:
    """Whether the app's `features` show an API integration: none of these is there before the connection is saved."""
    return any(name.startswith(("PUSH_", "IMPORT_")) for name in seen.features)


def _seen(feature: Feature, seen: Observation) -> bool:
    return feature.okta_name in seen.features


def _on(value: bool) -> str:
    return "on" if value else "off"
