"""The bearer tokens that a service provider's tenant has issued: one current, older ones until they are revoked."""

import json
from pathlib import Path

from sandbox.faults.file import Faults
from sandbox.org.secrets import Secrets


class IssuedTokens:
    """A tenant's tokens; the file beside the data holds their numbers, the key file makes the tokens of them."""

    def __init__(self, directory: Path, tenant: str) -> None:
        """Keep the tokens of `tenant`."""
        self._file = directory / f"scim-{tenant}.tokens.json"
        self._tenant = tenant
        self._secrets = Secrets.of(directory)
        self._faults = Faults(directory)

    def accepted(self) -> tuple[str, ...]:
        """The tokens that open the tenant's server now, the current one last."""
        numbers = self._numbers()
        rehearsed = self._faults.plan.scim.get(self._tenant)
        if rehearsed is not None and rehearsed.token_changed:
            # A number that is never issued: put to rest, the fault leaves the tokens as they were.
            numbers = [-1 - numbers[-1]]
        return tuple(self._secrets.scim_token(self._tenant, number) for number in numbers)

    def current(self) -> str:
        """The token that was issued last."""
        return self.accepted()[-1]

    def issue(self) -> str:
        """Issue a new token; the older ones stay accepted, so that Okta can be given the new one in between."""
        numbers = self._numbers()
        self._write([*numbers, numbers[-1] + 1])
        return self.current()

    def revoke_older(self) -> None:
        """Accept the current token only."""
        self._write(self._numbers()[-1:])

    def _numbers(self) -> list[int]:
        try:
            numbers: list[int] = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return [0]
        return numbers

    def _write(self, numbers: list[int]) -> None:
        scratch = self._file.with_suffix(".new")
        scratch.write_text(json.dumps(numbers), encoding="utf-8")
        scratch.replace(self._file)
