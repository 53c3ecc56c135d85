"""A token's fingerprint: tells whether a token changed, without the token being stored to compare."""

import hashlib
import hmac

_LENGTH = 12


def fingerprint(token: str) -> str:
    """Twelve hexadecimal digits of an HMAC-SHA256: the same for the same token, and no way back to it."""
    return hmac.new(b"okta-scim token fingerprint", token.encode(), hashlib.sha256).hexdigest()[:_LENGTH]
