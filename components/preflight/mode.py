"""Whether an app's base URL and token are tried before Okta gets them."""

from enum import StrEnum


class Preflight(StrEnum):
    """What becomes of a run whose base URL and token do not work; `off` asks the SCIM server nothing."""

    REQUIRED = "required"
    WARN = "warn"
    OFF = "off"
