"""The ledger of what the sandbox imitates, and SUPPORTED.md, which is made of it."""

from enum import StrEnum
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

LEDGER_FILE: Final = Path(__file__).with_name("supported.yaml")
PAGE: Final = Path(__file__).with_name("SUPPORTED.md")


class Basis(StrEnum):
    """How far it is known that Okta answers so."""

    MEASURED = "measured"
    COMPARED = "compared"
    DOCUMENTED = "documented"
    GUESS = "guess"


_MEANINGS: Final = {
    Basis.MEASURED: "replayed request by request from recordings of a real org, by the tests",
    Basis.COMPARED: "compared once with the public recordings of okta/terraform-provider-okta's own tests",
    Basis.DOCUMENTED: "its answers hold to Okta's OpenAPI file, by the tests; what happens is as Okta documents it",
    Basis.GUESS: "neither recorded nor in the OpenAPI file",
}


class Ledger(BaseModel):
    """`supported.yaml`: the basis of each operation, by area; `missing` are those of Okta's file without a route."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str
    guesses: tuple[str, ...]
    operations: dict[str, dict[str, Basis]]
    missing: tuple[str, ...]

    @property
    def by_operation(self) -> dict[str, Basis]:
        """The basis of each operation, such as `GET /api/v1/apps/{app_id}`."""
        return {operation: basis for area in self.operations.values() for operation, basis in area.items()}


def load_ledger() -> Ledger:
    """Read `supported.yaml`."""
    return Ledger.model_validate(yaml.safe_load(LEDGER_FILE.read_text(encoding="utf-8")))


def page(ledger: Ledger) -> str:
    """Write SUPPORTED.md."""
    counts = {basis: list(ledger.by_operation.values()).count(basis) for basis in Basis}
    lines = [
        "# What the sandbox imitates",
        "",
        ledger.about,
        "",
        "Made by `python -m sandbox supported --write` from [supported.yaml](supported.yaml) and held by tests.",
        "",
        "| basis | operations | what it means |",
        "| --- | --- | --- |",
        *(f"| {basis} | {counts[basis]} | {meaning} |" for basis, meaning in _MEANINGS.items()),
        "",
        "## Operations",
    ]
    for area, operations in ledger.operations.items():
        rows = [f"| `{operation}` | {basis} |" for operation, basis in operations.items()]
        lines += ["", f"### {area}", "", "| operation | basis |", "| --- | --- |", *rows]
    lines += ["", "## Missing", "", _missing(ledger), "", "## Guesses", ""]
    lines += [f"- {guess}" for guess in ledger.guesses]
    return "\n".join(lines) + "\n"


def _missing(ledger: Ledger) -> str:
    if not ledger.missing:
        return "Of the operations on these things in Okta's OpenAPI file (2026.06.3) none."
    return "\n".join(f"- `{operation}`" for operation in ledger.missing)
