"""Looking at a service provider's people from outside: not by SCIM, so that looking counts as no request there."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PREFIX: Final = "scim-"
_SUFFIX: Final = ".sqlite"
_FOUND: Final = """
    FROM resource WHERE type = 'User'
    AND (:search = '' OR instr(
        folded(body ->> '$.userName' || ' ' || coalesce(body ->> '$.displayName', '')), folded(:search)
    ))
"""
_SELECT: Final = """
    SELECT id, body ->> '$.userName', coalesce(body ->> '$.displayName', body ->> '$.name.formatted',
           trim(coalesce(body ->> '$.name.givenName', '') || ' ' || coalesce(body ->> '$.name.familyName', ''))),
           coalesce(body ->> '$.active', 0)
"""


@dataclass(frozen=True)
class ServicePerson:
    """A person as the service has them; `id` is the service's own, Okta's externalId of the app user."""

    id: str
    user_name: str
    name: str
    active: bool


@dataclass(frozen=True)
class ServicePeople:
    """The first people in the order of their creation, how many there are, and how many of these are active."""

    shown: list[ServicePerson]
    total: int
    active: int


def data_file(directory: Path, tenant: str) -> Path:
    """Name the SQLite file that holds a tenant's people."""
    return directory / f"{_PREFIX}{tenant}{_SUFFIX}"


def tenants_of(directory: Path) -> list[str]:
    """List the service providers that have ever run with their data in this directory."""
    files = directory.glob(f"{_PREFIX}*{_SUFFIX}")
    return sorted(file.name.removeprefix(_PREFIX).removesuffix(_SUFFIX) for file in files)


def people_at(directory: Path, tenant: str, *, search: str = "", limit: int) -> ServicePeople:
    """Read the people whose user name or name contains `search`, without case."""
    address = f"{data_file(directory, tenant).resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=5)) as database:
        # SQLite's own lower() knows ASCII alone.
        database.create_function("folded", 1, str.casefold, deterministic=True)
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'resource'").fetchone():
            return ServicePeople([], 0, 0)
        chosen = {"search": search, "limit": limit}
        rows = database.execute(f"{_SELECT} {_FOUND} ORDER BY number LIMIT :limit", chosen).fetchall()
        total, active = database.execute(
            f"SELECT count(*), coalesce(sum(body ->> '$.active'), 0) {_FOUND}",
            chosen,
        ).fetchone()
    return ServicePeople(
        [ServicePerson(key, user_name, name, bool(is_active)) for key, user_name, name, is_active in rows],
        total,
        active,
    )
