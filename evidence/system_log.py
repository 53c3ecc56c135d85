"""The System Log, read once for all apps of an org: it has a rate limit of its own."""

from datetime import UTC, datetime, timedelta
from functools import cached_property

from evidence.grades import PUSHES, moment
from evidence.okta_api import LOG_DAYS, MOST_EVENTS, App, Event, OktaApi


class OneReadingOfTheLog(OktaApi):
    """An org's API that reads the latest 1,000 pushes of people at the first question for any."""

    @property
    def log_reach(self) -> str:
        """Where the reading is full, older pushes may be there: nothing is known of them."""
        return (
            super().log_reach if len(self._events) < MOST_EVENTS else f"among the org's latest {MOST_EVENTS:,} pushes"
        )

    def last_event(self, app: App, event_type: str, result: str, since: str) -> Event | None:
        """The latest event of an app that ended in `result`, among those read; type and date are the reading's own."""
        return next((event for event in self.events_of(app) if event.result == result), None)

    def events_of(self, app: App) -> list[Event]:
        """An app's pushes among those read, latest first."""
        return [event for targets, event in self._events if app.id in targets]

    @cached_property
    def _events(self) -> list[tuple[frozenset[str], Event]]:
        since = moment(datetime.now(UTC) - timedelta(days=LOG_DAYS))
        return self.latest_events(PUSHES, since)
