"""Where a tenant's people and groups are kept: one SQLite file."""

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Union, cast

from scim2_models import (
    AttributeBinding,
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimFilter,
    ScimProvider,
    SearchRequest,
    Uniqueness,
    UniquenessException,
)
from scim2_models import Path as ScimPath
from scim2_models.path import CompareOperator, Comparison
from scim2_server.storage import AsyncScimStorage, SearchPage
from scim2_server.utils import parametrize

SCHEMA = """
CREATE TABLE IF NOT EXISTS resource (
    number INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS resource_by_type ON resource (type, number);
CREATE TABLE IF NOT EXISTS unique_value (
    attribute TEXT NOT NULL,
    value TEXT NOT NULL,
    resource INTEGER NOT NULL REFERENCES resource (number) ON DELETE CASCADE,
    PRIMARY KEY (attribute, value)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS unique_value_by_resource ON unique_value (resource);
"""

_MOST = 2**63 - 1


class SqliteStorage(AsyncScimStorage):
    """Keep the resources of one tenant in a SQLite file that outlives the process.

    Follows the storage contract of scim2-server except for cursors, which its default configuration does not
    announce. Passwords are accepted and never kept: nobody signs in here.
    """

    def __init__(self, file: Path, provider: ScimProvider) -> None:
        """Open the file, making it when it is missing, for the resource types that ``provider`` describes."""
        self._provider = provider
        self._lock = threading.RLock()
        self._database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._database.row_factory = sqlite3.Row
        self._database.execute("PRAGMA journal_mode = WAL")
        # In WAL mode a killed process loses nothing with NORMAL; only a crash of the machine may.
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.execute("PRAGMA foreign_keys = ON")
        self._database.executescript(SCHEMA)
        file.chmod(0o600)

    def close(self) -> None:
        """Close the file; the storage cannot be used afterwards."""
        self._database.close()

    async def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """Return the whole resource whatever ``response_parameters`` ask; the server cuts it down."""
        return self._read(self._row(resource_type, resource_id))

    async def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: object = None,
    ) -> SearchPage:
        """Return a page in the order of creation unless the request sorts; ``userName eq`` needs no scan."""
        # SQLite's whole numbers end here; nobody has more people.
        start = min(search_request.start_index_0 or 0, _MOST)
        count = None if search_request.count is None else min(search_request.count, _MOST)
        stop = None if count is None else start + count
        if search_request.filter is None and search_request.sort_by is None:
            return self._unfiltered_page(resource_types, start, count)
        found = self._matching(resource_types, search_request.filter)
        if search_request.sort_by is not None:
            found.sort(
                key=lambda resource: _sort_key(search_request, resource),
                reverse=search_request.sort_order == SearchRequest.SortOrder.descending,
            )
        return SearchPage(len(found), found[start:stop])

    async def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Store a new resource under a random id; a taken unique value (userName in any case) is a 409."""
        now = datetime.now(UTC)
        created = resource.model_copy(deep=True)
        created.id = uuid.uuid4().hex
        created.meta = Meta(resource_type=resource_type.name, created=now, last_modified=now, version=_new_version())
        with self._transaction():
            number = self._database.execute(
                "INSERT INTO resource (type, id, version, body) VALUES (?, ?, ?, ?)",
                (resource_type.name, created.id, created.meta.version, _body(created)),
            ).lastrowid
            self._claim_unique_values(cast(int, number), created)
        return await self.get(resource_type, created.id)

    async def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        """Replace the stored state; its creation time stays."""
        resource_id = cast(str, resource.id)
        with self._transaction():
            row = self._row(resource_type, resource_id, expected_version)
            updated = resource.model_copy(deep=True)
            stored_meta = cast(Meta, self._read(row).meta)
            updated.meta = stored_meta.model_copy(
                update={"last_modified": datetime.now(UTC), "version": _new_version()}
            )
            self._database.execute(
                "UPDATE resource SET version = ?, body = ? WHERE number = ?",
                (updated.meta.version, _body(updated), row["number"]),
            )
            self._database.execute("DELETE FROM unique_value WHERE resource = ?", (row["number"],))
            self._claim_unique_values(row["number"], updated)
        return await self.get(resource_type, resource_id)

    async def delete(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        expected_version: str | None = None,
    ) -> None:
        """Delete the resource and free its unique values."""
        with self._transaction():
            row = self._row(resource_type, resource_id, expected_version)
            self._database.execute("DELETE FROM resource WHERE number = ?", (row["number"],))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def _row(self, resource_type: ResourceType, resource_id: str, expected_version: str | None = None) -> sqlite3.Row:
        row: sqlite3.Row | None = self._database.execute(
            "SELECT * FROM resource WHERE type = ? AND id = ?", (resource_type.name, resource_id)
        ).fetchone()
        if row is None:
            raise NotFoundException(detail=f"{resource_type.name} {resource_id!r} not found")
        if expected_version is not None and row["version"] != expected_version:
            raise PreconditionFailedException
        return row

    def _rows(self, resource_types: list[ResourceType], clause: str = "", *values: str | int) -> list[sqlite3.Row]:
        names = [resource_type.name for resource_type in resource_types]
        return self._database.execute(
            # Only question marks and constants of this module are put together here.
            f"SELECT * FROM resource WHERE type IN ({_marks(names)}) {clause}",  # noqa: S608
            (*names, *values),
        ).fetchall()

    def _read(self, row: sqlite3.Row) -> Resource[Any]:
        resource_type = next(known for known in self._provider.resource_types if known.name == row["type"])
        model = cast(type[Resource[Any]], self._provider.model_for(resource_type))
        return model.model_validate(json.loads(row["body"]))

    def _unfiltered_page(self, resource_types: list[ResourceType], start: int, count: int | None) -> SearchPage:
        names = [resource_type.name for resource_type in resource_types]
        total: int = self._database.execute(
            f"SELECT count(*) FROM resource WHERE type IN ({_marks(names)})",  # noqa: S608 (marks only)
            names,
        ).fetchone()[0]
        limit = -1 if count is None else count
        rows = self._rows(resource_types, "ORDER BY number LIMIT ? OFFSET ?", limit, start)
        return SearchPage(total, [self._read(row) for row in rows])

    def _matching(self, resource_types: list[ResourceType], scim_filter: ScimFilter[Any] | None) -> list[Resource[Any]]:
        looked_up = _unique_equality(scim_filter) if len(resource_types) == 1 else None
        if looked_up is not None and not _can_be_kept(looked_up[1]):
            return []
        if looked_up is None:
            rows = self._rows(resource_types, "ORDER BY number")
        else:
            rows = self._rows(
                resource_types,
                "AND number IN (SELECT resource FROM unique_value WHERE attribute = ? AND value = ?)",
                *looked_up,
            )
        resources = [self._read(row) for row in rows]
        if scim_filter is None or not resources:
            return resources
        if not scim_filter.models:
            models = tuple(dict.fromkeys(type(resource) for resource in resources))
            scim_filter = parametrize(ScimFilter, Union[models])(str(scim_filter))  # noqa: UP007 (runtime)
        return [resource for resource in resources if scim_filter.match(resource)]

    def _claim_unique_values(self, number: int, resource: Resource[Any]) -> None:
        try:
            self._database.executemany(
                "INSERT INTO unique_value (attribute, value, resource) VALUES (?, ?, ?)",
                [(attribute, value, number) for attribute, value in _unique_values(resource)],
            )
        except sqlite3.IntegrityError:
            raise UniquenessException from None


def _can_be_kept(text: str) -> bool:
    """Half a surrogate pair, which JSON lets pass, is in no text of a database."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _marks(values: list[Any]) -> str:
    return ", ".join("?" * len(values))


def _new_version() -> str:
    return f'W/"{uuid.uuid4().hex}"'


def _body(resource: Resource[Any]) -> str:
    kept = resource.model_dump()
    kept.pop("password", None)
    return json.dumps(kept)


def _sort_key(search_request: SearchRequest[Any], resource: Resource[Any]) -> tuple[bool, Any, str]:
    value = search_request.sort_value(resource)
    return value is None, "" if value is None else value, cast(str, resource.id)


def _unique_values(resource: Resource[Any]) -> Iterator[tuple[str, str]]:
    for attribute in _unique_attributes(type(resource)):
        value = parametrize(ScimPath, type(resource))(attribute.urn).get(resource, strict=False)
        if value is not None and attribute.target_type is str:
            yield attribute.urn, cast(str, attribute.comparable(value))


def _unique_equality(scim_filter: ScimFilter[Any] | None) -> tuple[str, str] | None:
    if scim_filter is None or scim_filter.model is None:
        return None
    node = scim_filter.ast
    if not (isinstance(node, Comparison) and node.op == CompareOperator.eq and isinstance(node.value, str)):
        return None
    binding = scim_filter.resolve_comparison(node.attr_path, strict=False)
    if binding is None or binding.target_type is not str or binding.is_multivalued:
        return None
    if binding not in _unique_attributes(cast(type[Resource[Any]], scim_filter.model)):
        return None
    return binding.urn, cast(str, binding.comparable(node.value))


def _unique_attributes(model: type[Resource[Any]]) -> list[AttributeBinding]:
    paths = parametrize(ScimPath, model).iter_paths(
        include_subattributes=False, uniqueness=[Uniqueness.server, Uniqueness.global_]
    )
    return [cast(AttributeBinding, path.resolve()) for path in paths]
