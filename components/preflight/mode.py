"""Whether an app's base URL and token are tried before Okta gets them."""

from enum import StrEnum


class Preflight(StrEnum):
    """What becomes of a run whose base URL and token do not work; `off` asks the SCIM server nothing."""

    REQUIRED = "required"
    """The run fails."""
    WARN = "warn"
    """The run warns and goes on."""
    OFF = "off"
    """They are not tried, e.g. where the runner cannot reach the SCIM server."""
