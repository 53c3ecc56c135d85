"""How an attempt at a service provider can end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Done:
    """What was done, in one word, and the person's id at the service provider."""

    performed: str
    external_id: str | None = None
    reason: str | None = None


class Failure(Exception):
    """An attempt that did not succeed; the text is Okta's: what it was doing, and what the service answered."""

    def __init__(self, reason: str) -> None:
        """Hold the reason; `during` adds what was being done."""
        super().__init__(reason)
        self.doing: str | None = None

    def __str__(self) -> str:
        """Give the whole text."""
        return super().__str__() if self.doing is None else f"{self.doing}: {super().__str__()}"


class Unavailable(Failure):
    """The service did not answer, or asked to come back later; trying again may help."""

    def __init__(self, reason: str, retry_after: float | None = None, *, throttled: bool = False) -> None:
        """Hold the reason and, where the service said it, the seconds to wait; `throttled`: all its requests are."""
        super().__init__(reason)
        self.retry_after = retry_after
        self.throttled = throttled


class Refused(Failure):
    """The service answered that it will not, or in a way that is not SCIM; trying again will not help."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        """Hold the reason and the HTTP status."""
        super().__init__(reason)
        self.status = status


def held_by(person: str) -> str:
    """Word why somebody is not linked to an account: another person of the app is."""
    return f"This account is linked to {person} already; give one of the two another user name"


@contextmanager
def during(doing: str) -> Iterator[None]:
    """Name what is being done in whatever fails inside, as `Error while creating user ada@example.com`."""
    try:
        yield
    except Failure as failure:
        failure.doing = failure.doing or doing
        raise
