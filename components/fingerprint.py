"""A token's fingerprint: tells whether a token changed, without the token being stored to compare."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

_LENGTH = 12


@dataclass(frozen=True)
class TokenTrace:
    """Fingerprints of the token that is declared, and of the one that a person is known to have entered in Okta."""

    current: str | None
    in_okta: str | None

    @property
    def changed(self) -> bool:
        """Whether another token is declared than the one in Okta."""
        return None not in (self.current, self.in_okta) and self.current != self.in_okta


NO_TRACE = TokenTrace(None, None)


def fingerprint(token: str) -> str:
    """Twelve hexadecimal digits of an HMAC-SHA256: the same for the same token, and no way back to it."""
    return hmac.new(b"okta-scim token fingerprint", token.encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def trace_of(
    token: pulumi.Input[str] | None, connection: Mapping[str, Any], previous: pulumi.Input[Mapping[str, Any]]
) -> pulumi.Output[TokenTrace]:
    """The trace of a token; `previous` holds the app's last outputs, `connection["token_confirmed"]` a confirmation."""

    def trace(known: list[Any]) -> TokenTrace:
        current = fingerprint(known[0]) if known[0] else None
        confirmed = connection.get("token_confirmed")
        in_okta = current if confirmed and confirmed == current else known[1].get("tokenInOkta") or None
        return TokenTrace(current, in_okta)

    # A fingerprint is no secret, although it is made of one.
    return pulumi.Output.unsecret(pulumi.Output.all(token, previous).apply(trace))
