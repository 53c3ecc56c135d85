"""What a run says of an app: as declared, or which steps are left and why nobody is assigned yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from components import checklist
from components.api_support import Method, documented
from components.checklist import Step, Subject
from components.comparison import Difference, connected
from components.fingerprint import TokenTrace
from components.observation import Observation


@dataclass(frozen=True)
class Verdict:
    """An app's provisioning as seen, against what is declared."""

    label: str
    method: Method
    subject: Subject
    seen: Observation
    differences: tuple[Difference, ...]
    trace: TokenTrace
    with_import: bool
    """Whether import rules are declared that the API cannot set for this app."""
    existing: bool = False
    """Whether the app was there before: it is read and not changed."""
    notes: tuple[str, ...] = ()
    """What the service's guide wants its readers to know."""

    @property
    def status(self) -> str:
        """`on` (exactly as declared), `off` (no provisioning at all) or `differs`."""
        if not self.differences:
            return "on"
        return "differs" if connected(self.seen) else "off"

    def status_with(self, of_sign_on_app: Sequence[Difference]) -> str:
        """The same where the app that people sign in through counts as well."""
        return "differs" if of_sign_on_app and self.status == "on" else self.status

    @property
    def holds_back(self) -> bool:
        """Whether nobody may be assigned yet; a token to be renewed does not stop Okta as long as the old one works."""
        return any(difference.setting != "token" for difference in self.differences)

    @property
    def reason_to_refuse(self) -> str | None:
        """Why nobody may be assigned yet, for an app that the API sets up; None where nothing holds them back."""
        return f"nobody is assigned before provisioning is on.\n{self.api_message()}" if self.holds_back else None

    @property
    def token_in_okta(self) -> str | None:
        """The fingerprint of the token that Okta is known to have: at first of the one declared when it connected."""
        if self.status == "off":
            return None
        return self.trace.in_okta or self.trace.current

    @property
    def steps_left(self) -> tuple[Step, ...]:
        """The steps for a person; import steps cannot be verified, so they are listed while others are left.

        Where the API works, only the username format of an app that exists is left to a person.
        """
        differences = self.differences
        if self.method is Method.API:
            differences = tuple(one for one in differences if one.setting == "username_format" and self.existing)
        left = checklist.steps_left(self.subject, differences)
        return left + (checklist.import_steps(self.subject) if left and self.with_import else ())

    def console_message(self, gated: bool) -> str:
        """Say which steps are left, with exact values."""
        held_back = "Nobody new is assigned until they are done. " if gated else ""
        left = "1 step is" if len(self.steps_left) == 1 else f"{len(self.steps_left)} steps are"
        return (
            f"{self.label}: provisioning is not on as declared ({self._said()}).\n"
            f"Okta's API cannot set it up for this app; {left} left in the Admin Console. "
            f"{held_back}Then run `pulumi up` again.\n"
            + "\n".join([checklist.as_text(self.steps_left), *(f"Note: {note}" for note in self.notes)])
        )

    def api_message(self) -> str:
        """Say what Okta made of the settings that the API was given, and what to do about it."""
        return f"{self.label}: Okta does not show provisioning as declared ({self._said()}).\n{self._next_step()}"

    def _said(self) -> str:
        return "; ".join(str(difference) for difference in self.differences)

    def _next_step(self) -> str:
        if self.seen.connection_status == "UNKNOWN":
            apps = ", ".join(sorted(documented()))
            return (
                f"Okta answered UNKNOWN for the provisioning connection of {self.seen.app_name!r}: its API cannot set "
                f"provisioning up for this app, only for {apps}. Next: set `method: console` for it."
            )
        differing = {difference.setting for difference in self.differences}
        if "connection" in differing and self.seen.connection_status != "ENABLED":
            return (
                "Somebody may have switched it off. Next: switch it on again in the Admin Console, "
                f"{checklist.page(self.subject, 'user-management')}; or by `pulumi up --replace '**-connection'`, "
                "which gives Okta the connection anew."
            )
        if differing == {"username_format"} and self.existing:
            return (
                "An app that exists is read and not changed. Next: set its Application username format on "
                f"{checklist.page(self.subject, 'signon')}, or declare the one that it has."
            )
        if differing == {"reactivate"}:
            return (
                "Okta's API has no setting for reactivation: Okta lists it where the service has it, as Deactivate "
                "Users is on. Next: leave `reactivate` out."
            )
        return (
            "Somebody may have changed it in the Admin Console. Next: `pulumi refresh`, then `pulumi up` sets it "
            f"again; or look at {checklist.page(self.subject, 'user-management')}."
        )
