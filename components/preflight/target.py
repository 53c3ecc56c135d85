"""What is tried: one app's SCIM server, and the settings that a finding may be about."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import httpx2

from components.preflight.authorization import Authorization


@dataclass(frozen=True)
class Target:
    """One app's SCIM server; its token travels apart, so that a target can be shown."""

    app: str
    """The app's label, for messages."""
    base_url: str
    authorization: Authorization
    base_url_setting: str = "connection.baseUrl"
    token_setting: str = "the token"  # noqa: S105 - its name, not a token
    """Which token it is: a key or where it is kept, never its value."""

    @property
    def root(self) -> str:
        """The base URL that paths are appended to."""
        return self.base_url.rstrip("/")

    @property
    def host(self) -> str:
        """The server's name, with its port where one is given."""
        return self.shown.partition("://")[2].partition("/")[0]

    @property
    def shown(self) -> str:
        """The base URL for a message, without a password that it may carry."""
        scheme, separator, rest = self.base_url.partition("://")
        authority, slash, path = rest.partition("/")
        return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"

    def malformed(self) -> str | None:
        """What keeps the base URL from being one, None where it is well formed."""
        try:
            parts = urlsplit(self.base_url)
            named = bool(parts.hostname and parts.port != 0 and httpx2.URL(self.base_url))
        except (ValueError, httpx2.InvalidURL):
            named = False
        if not named or parts.scheme not in ("http", "https") or any(c.isspace() for c in self.base_url):
            return "is not a URL"
        if parts.username or parts.password:
            return "carries a user name or a password"
        if parts.query or parts.fragment:
            return "carries a query or a fragment, and Okta appends /Users to it"
        return None

    def in_clear(self) -> bool:
        """Whether a token would leave this machine unencrypted."""
        return urlsplit(self.base_url).scheme == "http" and not is_loopback(self.base_url)

    def alternatives(self) -> tuple[str, ...]:
        """Other base URLs of the same server, where a mistaken path is often corrected."""
        parts = urlsplit(self.root)
        path = parts.path.removesuffix("/Users")
        if path.endswith("/v2"):
            paths = [path, f"{path.removesuffix('/v2').removesuffix('/scim')}/scim/v2", "/scim/v2"]
        else:
            paths = [path, f"{path}/v2", f"{path}/scim/v2", f"{path}/scim"]
        found = dict.fromkeys(urlunsplit((parts.scheme, parts.netloc, path, "", "")) for path in paths)
        return tuple(url for url in found if url != self.root)


def is_loopback(url: str) -> bool:
    """Whether a URL names this very machine, by address or as localhost."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
