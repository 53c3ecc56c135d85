"""Value types that settings are made of."""

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr, StringConstraints
from pydantic.alias_generators import to_camel


class Section(BaseModel):
    """A part of the configuration: camelCase as Pulumi's, nothing that is not known, no input shown in errors."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )


def is_loopback(url: str) -> bool:
    """Whether a URL names this very machine, by address or as localhost."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _https(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise ValueError("is not a URL")
    if parts.scheme != "https" and not is_loopback(url):
        raise ValueError("must begin with https:// (http only for this machine, as the sandbox has it)")
    if parts.username or parts.password:
        raise ValueError("must not carry a user name or password")
    return url


def _base_url(url: str) -> str:
    if urlsplit(url).query or urlsplit(url).fragment:
        raise ValueError("must not carry a query or a fragment: Okta appends /Users to it")
    return url.rstrip("/")


def _token(token: SecretStr) -> SecretStr:
    text = token.get_secret_value()
    if not text.strip():
        raise ValueError("is empty")
    if text != text.strip() or (len(text.split()) > 1 and not text.lower().startswith("bearer ")):
        raise ValueError("contains blanks or line breaks: it was probably not copied whole")
    return token


HttpsUrl = Annotated[str, AfterValidator(_https)]
ScimBaseUrl = Annotated[HttpsUrl, AfterValidator(_base_url)]
Token = Annotated[SecretStr, AfterValidator(_token)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
AppKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
