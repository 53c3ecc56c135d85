"""The System Log, read once for all apps of an org: it has a rate limit of its own."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Lock

from evidence.grades import PUSHES, moment
from evidence.okta_api import LOG_DAYS, MOST_EVENTS, App, Event, OktaApi
from evidence.okta_http import OktaHttp
from evidence.unanswered import Unanswered


class OneReadingOfTheLog(OktaApi):
    """An org's API that reads the latest 1,000 pushes of people at the first question for any."""

    def __init__(self, http: OktaHttp) -> None:
        """Ask through `http`, from any thread."""
        super().__init__(http)
        self._reading = Lock()
        self._read: list[tuple[frozenset[str], Event]] | Unanswered | None = None

    @property
    def log_reach(self) -> str:
        """Where the reading is full, older pushes may be there: nothing is known of them."""
        full = len(self._events()) >= MOST_EVENTS
        return f"among the org's latest {MOST_EVENTS:,} pushes" if full else super().log_reach

    def read_events(self) -> None:
        """Read what is not read yet, while other things are asked; a refusal is told to who asks for events."""
        with suppress(Unanswered):
            self._events()

    def last_event(self, app: App, event_type: str, result: str, since: str) -> Event | None:
        """The latest event of an app that ended in `result`, among those read; type and date are the reading's own."""
        return next((event for event in self.events_of(app) if event.result == result), None)

    def events_of(self, app: App) -> list[Event]:
        """An app's pushes among those read, latest first."""
        return [event for targets, event in self._events() if app.id in targets]

    def _events(self) -> list[tuple[frozenset[str], Event]]:
        with self._reading:
            if self._read is None:
                self._read = self._answer()
        if isinstance(self._read, Unanswered):
            raise self._read
        return self._read

    def _answer(self) -> list[tuple[frozenset[str], Event]] | Unanswered:
        try:
            return self.latest_events(PUSHES, moment(datetime.now(UTC) - timedelta(days=LOG_DAYS)))
        except Unanswered as unanswered:
            return unanswered
