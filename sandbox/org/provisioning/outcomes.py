"""How an attempt at a service provider can end."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Done:
    """What was done, in one word, and the person's id at the service provider."""

    performed: str
    external_id: str | None = None
    reason: str | None = None


class Unavailable(Exception):
    """The service did not answer, or asked to come back later; trying again may help."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        """Hold the reason and, where the service said it, the seconds to wait."""
        super().__init__(reason)
        self.retry_after = retry_after


class Refused(Exception):
    """The service answered that it will not, or in a way that is not SCIM; trying again will not help."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        """Hold the reason and the HTTP status."""
        super().__init__(reason)
        self.status = status
