"""Evidence for the stack's outputs: what Okta shows after an update, graded and dated."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from typing import Any

import pulumi

from components import ScimProvisioning
from components.observation import Observation
from evidence.grades import GRADES, Finding, Grade, Subject, look, moment
from evidence.okta_api import App, AppUser
from evidence.okta_http import OktaHttp
from evidence.system_log import OneReadingOfTheLog
from evidence.unanswered import Unanswered
from settings import Settings

# The SCIM server is left to the command: an update of many apps would ask many servers for many people.
_GRADES = tuple(grade for grade in GRADES if grade.name != "SCIM server")


def _not_yet(subject: Subject) -> Finding:
    says = "not asked: this update made the app, so nobody can have been pushed yet; the next one looks"
    return Finding(None, moment(subject.now), says)


_OF_A_NEW_APP = (_GRADES[0], *(replace(grade, look=_not_yet) for grade in _GRADES[1:]))
_MOST_PEOPLE = 500  # one page


class EvidenceInOutputs:
    """Look at each app of a stack once it is settled; one request an app, and one for the events of all.

    Of an app that this very update makes nobody can have been pushed yet: the next one looks.
    A preview changes nothing and shows what the last update found. What is as it was then keeps its date, so that an
    update without a change has outputs without a change. What Okta does not tell is said in the evidence and fails
    nothing.
    """

    def __init__(self, settings: Settings, previous: Mapping[str, Any], http: OktaHttp | None = None) -> None:
        """Ask nothing yet; `previous` has each app's outputs after the last update, `http` is for tests."""
        self._settings = settings
        self._previous = previous
        self._http = http

    def of(self, key: str, app: ScimProvisioning) -> dict[str, pulumi.Output[Any]]:
        """The app's further outputs: `evidence`, or none where the stack wants none."""
        if not self._settings.evidence:
            return {}
        before = self._previous.get(key, {}).get("evidence") or {}
        settled = pulumi.Output.all(app.verdict, app.groups_assigned)
        return {"evidence": settled.apply(lambda known: self._look(app, known[0].seen, before))}

    async def _look(self, app: ScimProvisioning, seen: Observation, before: dict[str, Any]) -> dict[str, Any]:
        if pulumi.runtime.is_dry_run() or (app.recalled() and before):
            return before
        if app.is_made_now:
            return _dated_as_before(self._graded(_app(seen), [], _OF_A_NEW_APP), before)
        found, _ = await asyncio.gather(
            asyncio.to_thread(self._found, _app(seen)), asyncio.to_thread(self._api.read_events)
        )
        return _dated_as_before(found, before)

    def _found(self, app: App) -> dict[str, Any]:
        try:
            return self._graded(app, list(islice(self._api.app_users(app), _MOST_PEOPLE)), _GRADES)
        except Unanswered as unanswered:
            return {"verdict": "unknown", "grade": 0, "found": [{"says": str(unanswered).splitlines()[0]}]}

    def _graded(self, app: App, people: Sequence[AppUser], grades: Sequence[Grade]) -> dict[str, Any]:
        found = look(Subject(self._api, app, people, None, 0, datetime.now(UTC)), grades)
        return {
            "verdict": found.verdict.value,
            "grade": found.grade.number if found.grade else 0,
            "found": [_as_dict(grade, finding.holds, finding.at, finding.says) for grade, finding in found.findings],
        }

    @cached_property
    def _api(self) -> OneReadingOfTheLog:
        return OneReadingOfTheLog(self._http or OktaHttp(self._settings.okta))


def _app(seen: Observation) -> App:
    """The app as the update has just read it: evidence asks for it no second time."""
    return App(seen.app_id, seen.app_name, seen.label, "ACTIVE", seen.features, seen.username_template, None)


def _as_dict(grade: Grade, holds: bool | None, at: str, says: str) -> dict[str, Any]:
    return {"grade": grade.number, "name": grade.name, "proves": grade.proves, "holds": holds, "at": at, "says": says}


def _dated_as_before(found: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    dates = {(one.get("name"), one.get("holds"), one["says"]): one.get("at") for one in before.get("found", ())}
    for one in found["found"]:
        one["at"] = dates.get((one.get("name"), one.get("holds"), one["says"])) or one.get("at")
    return found
