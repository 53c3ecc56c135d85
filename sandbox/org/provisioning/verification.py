"""Test API Credentials: whether a SCIM service answers at this base URL to this token."""

import ipaddress
from http import HTTPStatus
from urllib.parse import urlsplit

from sandbox.org.provisioning.outcomes import Refused, Unavailable


class CredentialsRefused(Exception):
    """The test did not pass; the text is for the person who pressed the button."""


def verify(base_url: str, authorization: str) -> None:
    """Ask for the first two people, as Okta does; anything but a SCIM list is a refusal."""
    # Imported at the first test, for the same reason as by the worker: a start must not wait for it.
    from sandbox.org.provisioning.service_provider import ServiceProvider, new_client

    _check_address(base_url)
    with new_client() as client:
        service = ServiceProvider(client, base_url, authorization)
        try:
            service.list_first(2)
        except Unavailable as error:
            raise CredentialsRefused(f"Error authenticating: {error}") from None
        except Refused as error:
            hint = ""
            if error.status == HTTPStatus.UNAUTHORIZED and not authorization.startswith("Bearer "):
                hint = " The value is sent as it was typed: does it need the word Bearer before it?"
            elif error.status == HTTPStatus.UNAUTHORIZED and authorization.startswith("Bearer Bearer "):
                hint = " Bearer is put before the token already: enter the token alone."
            raise CredentialsRefused(f"Error authenticating: {error}{hint}") from None


def _check_address(base_url: str) -> None:
    try:
        parts = urlsplit(base_url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise CredentialsRefused(f"'{base_url}' is not a valid URL") from None
    if parts.scheme not in ("http", "https") or not host or " " in base_url:
        raise CredentialsRefused(f"'{base_url}' is not a valid URL")
    if parts.scheme == "http" and not _is_loopback(host):
        raise CredentialsRefused("The base URL must begin with https, or the token travels in clear")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
