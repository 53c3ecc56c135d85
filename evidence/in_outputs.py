"""Evidence for the stack's outputs: what Okta shows after an update, graded and dated."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from typing import Any

import pulumi

from components import ScimProvisioning
from components.observation import Observation
from evidence.grades import GRADES, Grade, Subject, look
from evidence.okta_api import App
from evidence.okta_http import OktaHttp
from evidence.system_log import OneReadingOfTheLog
from evidence.unanswered import Unanswered
from settings import Settings

# The SCIM server is left to the command: an update of many apps would ask many servers for many people.
_GRADES = tuple(grade for grade in GRADES if grade.name != "SCIM server")
_MOST_PEOPLE = 500  # one page


class EvidenceInOutputs:
    """Look at each app of a stack once it is settled; one request an app, and one for the events of all.

    A preview changes nothing and shows what the last update found. What is as it was then keeps its date, so that an
    update without a change has outputs without a change. What Okta does not tell is said in the evidence and fails
    nothing.
    """

    def __init__(self, settings: Settings, http: OktaHttp | None = None) -> None:
        """Ask nothing yet; `http` is for tests."""
        self._settings = settings
        self._http = http

    def of(
        self, key: str, app: ScimProvisioning, previous: pulumi.Output[Mapping[str, Any]]
    ) -> dict[str, pulumi.Output[Any]]:
        """The app's further outputs: `evidence`, or none where the stack wants none. `previous`: see `__main__`."""
        if not self._settings.evidence:
            return {}
        settled = pulumi.Output.all(app.verdict, previous, app.groups_assigned)
        return {"evidence": settled.apply(lambda known: self._look(known[0].seen, known[1].get(key, {})))}

    async def _look(self, seen: Observation, previous: Mapping[str, Any]) -> dict[str, Any]:
        before: dict[str, Any] = previous.get("evidence") or {}
        if pulumi.runtime.is_dry_run():
            return before
        return _dated_as_before(await asyncio.to_thread(self._found, _app(seen)), before)

    def _found(self, app: App) -> dict[str, Any]:
        try:
            people = list(islice(self._api.app_users(app), _MOST_PEOPLE))
            found = look(Subject(self._api, app, people, None, 0, datetime.now(UTC)), _GRADES)
        except Unanswered as unanswered:
            return {"verdict": "unknown", "grade": 0, "found": [{"says": str(unanswered).splitlines()[0]}]}
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
