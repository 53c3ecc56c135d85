"""The one secret of a sandbox, its key file, and what is derived from it."""

import base64
import contextlib
import hashlib
import hmac
import os
import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

KEY_FILE: Final = "key"


class Secrets:
    """Derives tokens and encrypts values with the key file, so that no token ever lies on disk in clear."""

    def __init__(self, key: bytes) -> None:
        """Hold `key`; use `Secrets.of` to read or make a directory's key file."""
        self._key = key

    @classmethod
    def of(cls, directory: Path, seed: str | None = None) -> "Secrets":
        """Read the directory's key file; the first call makes it, readable by its owner alone.

        The key is random, or made from `seed`: then every machine's tokens are the same, and known to who knows
        the seed.
        """
        path = directory / KEY_FILE
        directory.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            descriptor, draft = tempfile.mkstemp(dir=directory, prefix=".key-")
            with os.fdopen(descriptor, "wb") as file:
                file.write(hashlib.sha256(seed.encode()).digest() if seed else os.urandom(32))
            # A link is made whole or not at all: of two processes that start at once, both read one key.
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
            os.unlink(draft)
        return cls(path.read_bytes())

    def __repr__(self) -> str:
        """Name the class alone; the key shows nowhere."""
        return "Secrets(...)"

    @property
    def api_token(self) -> str:
        """The org's only API token, 42 characters that begin with 00 as Okta's do."""
        return "00" + self._text("api token")[:40]

    def scim_token(self, tenant: str, number: int = 0) -> str:
        """Give a bearer token of a service provider's tenant; `number` counts those that it issued."""
        return self._text(f"scim token/{tenant}/{number}" if number else f"scim token/{tenant}")

    def session_secret(self, purpose: str) -> str:
        """Give a secret of its own for `purpose`, such as signing the console's cookies."""
        return self._text(f"session/{purpose}")

    def is_api_token(self, token: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(token.encode(), self.api_token.encode())

    def encrypt(self, clear: str) -> bytes:
        """Encrypt a value for the database."""
        return self._fernet.encrypt(clear.encode())

    def decrypt(self, encrypted: bytes) -> str:
        """Read a value back; a value encrypted under another key file raises `InvalidToken`."""
        return self._fernet.decrypt(encrypted).decode()

    @cached_property
    def _fernet(self) -> "Fernet":
        # Most commands, and the SCIM servers, make tokens and encrypt nothing.
        from cryptography.fernet import Fernet

        return Fernet(base64.urlsafe_b64encode(self._derive("encryption at rest")))

    def _derive(self, purpose: str) -> bytes:
        return hmac.new(self._key, purpose.encode(), hashlib.sha256).digest()

    def _text(self, purpose: str) -> str:
        return base64.urlsafe_b64encode(self._derive(purpose)).decode().rstrip("=")
