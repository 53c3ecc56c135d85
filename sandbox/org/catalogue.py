"""What Okta's app catalogue says of an app: who can switch its provisioning on, and how Okta pushes to it."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from sandbox.org.tables import App


class ScimUpdate(StrEnum):
    """The SCIM request by which Okta changes a person."""

    PUT = "PUT"
    PATCH = "PATCH"


class Refusal(BaseModel):
    """Values of `settings.app` that Okta refuses when they come together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: dict[str, Any]
    modes: tuple[str, ...]
    because: str


class Entry(BaseModel):
    """A row of `catalogue.yaml`; apps without a row have the defaults."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    connection: tuple[str, ...]
    features: tuple[str, ...]
    scim: bool
    update: ScimUpdate
    token: str
    links: tuple[str, ...]
    settings: dict[str, Any]
    refused: tuple[Refusal, ...]

    @property
    def connects_by_api(self) -> bool:
        """Whether the API's connection does anything; for other apps Okta answers UNKNOWN."""
        return bool(self.connection)

    def authorization(self, token: str) -> str:
        """Give the Authorization header that Okta sends for a token as a person or the API entered it."""
        return token if self.token == "as typed" else f"Bearer {token}"  # noqa: S105 - the column's name


def entry_of(app: App) -> Entry:
    """Find the row of an app; a custom app has none of the catalogue's, whatever its name."""
    return custom_entry() if app.custom else catalogue_entry(app.name)


def catalogue_entry(name: str) -> Entry:
    """Find the row of a catalogue name; a name without a row is taken for an app set up in the console."""
    table = _table()
    return Entry.model_validate(table["defaults"] | {"title": name} | table["apps"].get(name, {}))


@cache
def custom_entry() -> Entry:
    """Give the row that stands for all apps made by hand."""
    table = _table()
    return Entry.model_validate(table["defaults"] | table["custom"])


@cache
def _table() -> dict[str, Any]:
    text = Path(__file__).with_name("catalogue.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
