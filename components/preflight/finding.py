"""Why a SCIM server cannot be used: one finding, with its cause named and the next step."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import yaml

from components.preflight.target import Target


class Cause(StrEnum):
    """What a finding is about; the words of each stand in `causes.yaml`."""

    MALFORMED_BASE_URL = "malformed_base_url"
    CLEAR_TEXT = "clear_text"
    UNUSABLE_TOKEN = "unusable_token"  # noqa: S105 - the cause's name, not a token
    BEARER_DOUBLED = "bearer_doubled"
    BEARER_MISSING = "bearer_missing"
    BEARER_UNWANTED = "bearer_unwanted"
    DNS = "dns"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    CONNECT_TIMEOUT = "connect_timeout"
    TLS = "tls"
    READ_TIMEOUT = "read_timeout"
    BROKEN = "broken"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    MOVED = "moved"
    REDIRECT = "redirect"
    HTML_PAGE = "html_page"
    NOT_JSON = "not_json"
    NOT_SCIM = "not_scim"
    NOT_FOUND = "not_found"
    OTHER_BASE_URL = "other_base_url"
    FILTER_REFUSED = "filter_refused"
    FILTER_IGNORED = "filter_ignored"
    FILTER_MISSES = "filter_misses"
    TOO_MANY_REQUESTS = "too_many_requests"
    SERVER_ERROR = "server_error"
    UNEXPECTED_STATUS = "unexpected_status"


_FIREWALL = (
    " If Okta reaches the server and this machine may not (a runner behind a firewall), set `preflight` to `warn` or "
    "`off` for this app."
)


@dataclass(frozen=True)
class Exchanged:
    """What was asked and what came back, as it may be shown: without the token."""

    asked: str
    answered: str = "nothing"


class Finding(Exception):
    """One reason why base URL and token do not work; no part of it holds the token."""

    def __init__(self, cause: Cause, target: Target, exchanged: Exchanged | None = None, **values: object) -> None:
        """Fill in the words of `cause` with the target's own values and `values`."""
        row = _table()[cause.value]
        self._values = values
        known = {"host": target.host, "scheme": target.base_url.partition(":")[0], **values}
        self.cause = cause
        self.app = target.app
        self.what = str(row["what"]).format(**known)
        is_about_token = row["setting"] == "token"
        self.setting = target.token_setting if is_about_token else f"{target.base_url_setting}: {target.shown}"
        self.exchanged = exchanged
        self.reached = bool(row.get("reached", True))
        self.next_step = str(row["next"]).format(**known) + ("" if self.reached else _FIREWALL)
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [f"{self.app}: {self.what}", f"  setting: {self.setting}"]
        if self.exchanged:
            lines += [f"  asked: {self.exchanged.asked}", f"  answer: {self.exchanged.answered}"]
        return "\n".join([*lines, f"Next: {self.next_step}"])

    def about(self, target: Target) -> "Finding":
        """The same finding for another app that has the same base URL and token."""
        return Finding(self.cause, target, self.exchanged, **self._values)

    def as_dict(self) -> dict[str, str | None]:
        """The finding as plain data."""
        return {
            "cause": self.cause.value,
            "app": self.app,
            "what": self.what,
            "setting": self.setting,
            "asked": self.exchanged.asked if self.exchanged else None,
            "answer": self.exchanged.answered if self.exchanged else None,
            "next": self.next_step,
        }


@cache
def _table() -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = yaml.safe_load(
        (resources.files(__package__) / "causes.yaml").read_text(encoding="utf-8")
    )
    return table
