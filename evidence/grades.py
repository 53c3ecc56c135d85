"""Evidence that provisioning works, graded: each grade proves more than the one before it, all by public means."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from evidence.okta_api import LOG_DAYS, App, AppUser, OktaApi
from evidence.scim_service import ScimService
from evidence.unanswered import Unanswered

PUSHES = "application.provision.user"
"""How the types of events begin that tell of a person's push; others tell of settings, imports and groups."""
_NAMED = 5


class Verdict(StrEnum):
    """What all the evidence of one app comes to."""

    PROVED = "proved"
    UNPROVED = "unproved"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True)
class Subject:
    """What is looked at: one app, who has it, and its service."""

    api: OktaApi
    app: App
    users: Sequence[AppUser]
    service: ScimService | None
    most_people: int
    now: datetime


@dataclass(frozen=True)
class Finding:
    """What one look found."""

    holds: bool | None
    """True: it speaks for provisioning; False: against; None: nothing to go by."""
    at: str
    """When that was so: the time of what was found, or of the look where it shows the present."""
    says: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Grade:
    """One grade of evidence."""

    number: int
    name: str
    proves: str
    source: str
    look: Callable[[Subject], Finding]


@dataclass(frozen=True)
class Evidence:
    """All that was found on one app."""

    app: App
    findings: Sequence[tuple[Grade, Finding]]

    @property
    def grade(self) -> Grade | None:
        """The strongest grade that holds."""
        return next((grade for grade, finding in reversed(self.findings) if finding.holds), None)

    @property
    def verdict(self) -> Verdict:
        """Proved from grade 2 on: that features are on is a promise, no deed."""
        deeds = [finding.holds for grade, finding in self.findings if grade.number > 1]
        if False in deeds:
            return Verdict.CONTRADICTED
        switched_on = self.findings[0][1].holds
        return Verdict.PROVED if switched_on and True in deeds else Verdict.UNPROVED

    def as_dict(self) -> dict[str, Any]:
        """The evidence as plain data."""
        return {
            "appId": self.app.id,
            "label": self.app.label,
            "verdict": self.verdict.value,
            "grade": self.grade.number if self.grade else 0,
            "evidence": [
                {
                    "grade": grade.number,
                    "name": grade.name,
                    "proves": grade.proves,
                    "source": grade.source,
                    "holds": finding.holds,
                    "at": finding.at,
                    "says": finding.says,
                    **finding.data,
                }
                for grade, finding in self.findings
            ],
        }


def look(subject: Subject, grades: Sequence[Grade] | None = None) -> Evidence:
    """Look at the grades, all unless told otherwise, the weakest first."""
    return Evidence(subject.app, [(grade, _look(grade, subject)) for grade in grades or GRADES])


def _look(grade: Grade, subject: Subject) -> Finding:
    """What one look finds; what is not told is no evidence, and spoils none of the others."""
    try:
        return grade.look(subject)
    except Unanswered as unanswered:
        return Finding(None, moment(subject.now), str(unanswered).splitlines()[0])


def _features(subject: Subject) -> Finding:
    features = subject.app.features
    on = "PUSH_NEW_USERS" in features
    says = ", ".join(features) if features else "none: provisioning is off"
    return Finding(on, moment(subject.now), says, {"features": list(features)})


def _sync_state(subject: Subject) -> Finding:
    counts = Counter(user.sync_state for user in subject.users)
    known = sum(user.external_id is not None for user in subject.users)
    failed = [user.user_name for user in subject.users if user.sync_state == "ERROR"]
    # Okta keeps DISABLED as the state of apps that are no profile source: there the externalId alone tells.
    holds = False if failed else (True if counts["SYNCHRONIZED"] or known else None)
    says = ", ".join(f"{number} {state}" for state, number in sorted(counts.items())) or "nobody is assigned"
    says += f", {known} known to the service" if counts else ""
    says += f"; failed: {_some(failed)}" if failed else ""
    last = max((user.last_sync for user in subject.users if user.last_sync), default=moment(subject.now))
    return Finding(holds, last, says, {"bySyncState": dict(counts), "withExternalId": known, "failed": failed})


def _system_log(subject: Subject) -> Finding:
    since = moment(subject.now - timedelta(days=LOG_DAYS))
    success, failure = (subject.api.last_event(subject.app, PUSHES, result, since) for result in ("SUCCESS", "FAILURE"))
    if success is None and failure is None:
        nothing = {"lastSuccess": None, "lastFailure": None}
        return Finding(None, moment(subject.now), f"no event {subject.api.log_reach}", nothing)
    told = f"last success {success.published} ({success.type}, {success.person})" if success else None
    said = [told or f"no success {subject.api.log_reach}"]
    if failure:
        said.append(f"last failure {failure.published} ({failure.type}, {failure.person}: {failure.reason})")
    good = success is not None and (failure is None or success.published > failure.published)
    latest = success if good or failure is None else failure
    data = {"lastSuccess": vars(success) if success else None, "lastFailure": vars(failure) if failure else None}
    return Finding(good, latest.published if latest else "", "; ".join(said), data)


def _scim_server(subject: Subject) -> Finding:
    now = moment(subject.now)
    known = sorted((user for user in subject.users if user.external_id), key=lambda user: user.last_sync or "")
    asked = known[-subject.most_people :]
    if subject.service is None:
        return Finding(None, now, "not asked: the stack has no token for a SCIM server")
    if not asked:
        return Finding(None, now, "not asked: Okta knows nobody's id at the service yet")
    try:
        found = {user.user_name: subject.service.by_id(user.external_id or "") for user in asked}
    except Unanswered as failed:
        return Finding(None, now, str(failed).splitlines()[0])
    missing = [name for name, person in found.items() if person is None]
    inactive = [name for name, person in found.items() if person and not person.active]
    says = f"{len(asked) - len(missing)} of {len(asked)} found, {len(asked) - len(missing) - len(inactive)} active"
    says += f" (the latest of {len(known)})" if len(known) > len(asked) else ""
    says += f"; missing: {_some(missing)}" if missing else ""
    says += f"; inactive: {_some(inactive)}" if inactive else ""
    data = {"asked": len(asked), "of": len(known), "missing": missing, "inactive": inactive}
    return Finding(not missing and not inactive, now, says, data)


GRADES = (
    Grade(1, "features", "provisioning is switched on", "GET /api/v1/apps/{appId}", _features),
    Grade(2, "sync state", "Okta says that people arrived", "GET /api/v1/apps/{appId}/users", _sync_state),
    Grade(3, "System Log", "pushes ended well, and when", "GET /api/v1/logs", _system_log),
    Grade(4, "SCIM server", "the service itself shows the people", "GET {baseUrl}/Users/{externalId}", _scim_server),
)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def moment(time: datetime) -> str:
    """A time as Okta writes it."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
