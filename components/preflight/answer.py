"""A server's answer as far as a finding needs it, and how it is quoted."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

_FIRST_WORDS = 160
_PAGES = ("text/html", "application/xhtml+xml")
# Where errors hold their words: SCIM's own place first (RFC 7644 section 3.12), then what others use.
_MESSAGE_NAMES = ("detail", "message", "error_description", "error", "title")
# All messages of SCIM 2.0 are of schemas that begin so, also errors.
_MESSAGES = "urn:ietf:params:scim:api:messages:2.0:"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer; `body` and what stems from it is only shown redacted."""

    url: str
    asked: str
    """The request, as it may be shown."""
    status: int
    reason: str
    headers: dict[str, str] = field(repr=False)
    """Names in lower case."""
    body: str = field(repr=False)
    redact: Callable[[str], str] = field(repr=False)

    @property
    def is_good(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300

    @property
    def is_html(self) -> bool:
        """Whether it is a page for a browser."""
        begins = self.body.lstrip("\ufeff \t\r\n")[:15].lower()
        return self._media_type in ("text/html", "application/xhtml+xml") or begins.startswith(
            ("<!doctype html", "<html")
        )

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON is anything
        """The body as JSON; raises ValueError where it is none."""
        try:
            return json.loads(self.body)
        except RecursionError:
            raise ValueError("nested too deep") from None

    @property
    def is_scim(self) -> bool:
        """Whether a SCIM 2.0 server speaks, be it of success or of an error."""
        try:
            answer = self.json
        except ValueError:
            return False
        schemas = answer.get("schemas") if isinstance(answer, dict) else None
        return isinstance(schemas, list) and any(str(schema).startswith(_MESSAGES) for schema in schemas)

    @property
    def location(self) -> str:
        """Where a redirect leads, redacted and without its query, which may hold more than an address."""
        try:
            target = urlsplit(urljoin(self.url, self.headers.get("location", "")))
        except ValueError:
            return "an address that is none"
        return _plain(self.redact(f"{target.scheme}://{target.netloc.rpartition('@')[2]}{target.path}"))

    @property
    def retry_after(self) -> float | None:
        """How many seconds the server asks to wait, None where it does not say."""
        text = self.headers.get("retry-after", "")
        if re.fullmatch(r"\d{1,9}", text):
            return float(text)
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            return None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return max(0.0, (at - datetime.now(UTC)).total_seconds())

    def quoted(self) -> str:
        """Status, type and first words; of a list that succeeded only its keys, as it is about people."""
        begins = f"{self.status} {self.reason}".strip()
        typed = f"{begins}, {self._media_type}" if self._media_type else begins
        words = self._words()
        return _plain(self.redact(f"{typed}: {words}" if words else f"{typed}, no body"))

    @property
    def _media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def _words(self) -> str:
        if self.is_html:
            return self._cut(re.sub(r"(?is)<(script|style)\b.*?</\1\s*>|<[^>]*>", " ", self.body))
        try:
            answer = self.json
        except ValueError:
            return self._cut(self.body)
        if not isinstance(answer, dict):
            return f"JSON ({type(answer).__name__})"
        if self.is_good:
            return self._cut(f"object with {', '.join(answer)}")
        told = [answer[name] for name in _MESSAGE_NAMES if isinstance(answer.get(name), str)]
        return self._cut(told[0] if told else self.body)

    def _cut(self, text: str) -> str:
        # Redacted before it is cut, or the cut could leave a part of the token.
        words = _plain(self.redact(text))
        return f'"{words[:_FIRST_WORDS]}..."' if len(words) > _FIRST_WORDS else f'"{words}"' if words else ""


def _plain(text: str) -> str:
    """One line without control characters: what a server sends must not move a terminal's cursor."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
