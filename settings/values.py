"""Value types that settings are made of."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import InitErrorDetails, PydanticCustomError

from components.preflight import is_loopback


class Section(BaseModel):
    """A part of the configuration: camelCase as Pulumi's, nothing that is not known, no input shown in errors."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    @classmethod
    def whole(cls, given: Mapping[str, Any]) -> Iterator[PydanticCustomError]:
        """What no single setting shows to be wrong (`mistake`); `given` are those that are set, unchecked, by field."""
        yield from ()

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401 - unchecked
        mistakes = list(cls.whole(_by_field(cls, data))) if isinstance(data, Mapping) else []
        try:
            section = handler(data)
        except ValidationError as error:
            if not mistakes:
                raise
            found = [_again(details) for details in error.errors(include_input=False, include_url=False)]
        else:
            if not mistakes:
                return section
            found = []
        found += [InitErrorDetails(type=one, input=None) for one in mistakes]
        raise ValidationError.from_exception_data(cls.__name__, found, hide_input=True)


def mistake(wrong: str, right: str) -> PydanticCustomError:
    """A mistake of a whole section: `right` is an example of it."""
    return PydanticCustomError("whole_section", "{wrong}", {"wrong": wrong, "example": right})


def _by_field(section: type[BaseModel], data: Mapping[Any, Any]) -> dict[str, Any]:
    names = {info.alias: name for name, info in section.model_fields.items()}
    return {names.get(key, key): value for key, value in data.items() if value is not None}


def _again(details: Mapping[str, Any]) -> InitErrorDetails:
    context = {"message": details["msg"], **details.get("ctx", {})}
    return InitErrorDetails(
        type=PydanticCustomError(details["type"], "{message}", context), loc=details["loc"], input=None
    )


def _https(url: str) -> str:
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        named = False
    if not named or parts.scheme not in ("http", "https") or not url.isprintable() or " " in url:
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


def is_private_use(uri: object) -> bool:
    """Whether a URI has a scheme of an app's own, which begins with its domain turned round (RFC 8252, 7.1)."""
    return isinstance(uri, str) and re.match(r"[A-Za-z][A-Za-z0-9+-]*\.[A-Za-z0-9.+-]*:/", uri) is not None


def _redirect_uri(uri: str) -> str:
    if not is_private_use(uri):
        _https(uri)
    if not uri.isprintable() or " " in uri:
        raise ValueError("is not a URL")
    if "*" in uri:
        raise ValueError("must not hold a *: Okta compares redirect URIs as they are")
    if "#" in uri:
        raise ValueError("must not carry a fragment: OAuth 2.0 forbids it (RFC 6749, 3.1.2)")
    return uri


def _token(token: SecretStr) -> SecretStr:
    text = token.get_secret_value()
    if not text.strip():
        raise ValueError("is empty")
    if text != text.strip() or (len(text.split()) > 1 and not text.lower().startswith("bearer ")):
        raise ValueError("contains blanks or line breaks: it was probably not copied whole")
    return token


HttpsUrl = Annotated[str, AfterValidator(_https)]
RedirectUri = Annotated[str, AfterValidator(_redirect_uri)]
ScimBaseUrl = Annotated[HttpsUrl, AfterValidator(_base_url)]
Token = Annotated[SecretStr, AfterValidator(_token)]


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("contains line breaks or control characters")
    return text


Label = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_one_line)
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
AppKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
