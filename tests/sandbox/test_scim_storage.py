"""The storage keeps scim2-server's own contract, and what it holds outlives the process."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scim2_models import ScimProvider, SearchRequest, UniquenessException
from scim2_server.storage import SearchPage
from scim2_server.testing import AsyncScimStorageContract
from scim2_server.utils import parametrize

from sandbox.scim.app import default_provider
from sandbox.scim.people import data_file, people_at
from sandbox.scim.storage import SqliteStorage

PROVIDER = default_provider()


class TestTheStorageContract(AsyncScimStorageContract):
    @pytest.fixture
    def provider(self) -> ScimProvider:
        return PROVIDER

    @pytest.fixture
    def async_storage(self, tmp_path: Path) -> Iterator[SqliteStorage]:
        storage = SqliteStorage(tmp_path / "people.sqlite", PROVIDER)
        yield storage
        storage.close()


USER_TYPE = next(known for known in PROVIDER.resource_types if known.id == "User")
USER: Any = PROVIDER.model_for(USER_TYPE)


def search(storage: SqliteStorage, **parameters: str) -> SearchPage:
    request: SearchRequest[Any] = parametrize(SearchRequest, USER).model_validate(parameters)
    return asyncio.run(storage.search([USER_TYPE], request))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.sqlite"


def test_people_survive_closing_and_opening_the_file(file: Path) -> None:
    storage = SqliteStorage(file, PROVIDER)
    created = asyncio.run(storage.create(USER_TYPE, USER(user_name="ada@example.com", active=True)))
    storage.close()

    reopened = SqliteStorage(file, PROVIDER)

    found: Any = asyncio.run(reopened.get(USER_TYPE, str(created.id)))
    assert (found.user_name, found.active, found.meta) == ("ada@example.com", True, created.meta)


def test_a_taken_user_name_leaves_nothing_behind(file: Path) -> None:
    storage = SqliteStorage(file, PROVIDER)
    asyncio.run(storage.create(USER_TYPE, USER(user_name="ada@example.com")))

    with pytest.raises(UniquenessException):
        asyncio.run(storage.create(USER_TYPE, USER(user_name="ADA@example.com")))

    assert search(storage).total == 1


def test_a_search_by_user_name_uses_the_index(file: Path) -> None:
    storage = SqliteStorage(file, PROVIDER)
    for number in range(5):
        asyncio.run(storage.create(USER_TYPE, USER(user_name=f"person{number}@example.com")))
    statements: list[str] = []
    storage._database.set_trace_callback(statements.append)

    page = search(storage, filter='userName eq "PERSON3@example.com"')

    found: Any = page.resources[0]
    assert (page.total, found.user_name) == (1, "person3@example.com")
    assert "unique_value" in statements[0]


def test_a_password_is_accepted_and_never_kept(file: Path) -> None:
    storage = SqliteStorage(file, PROVIDER)

    asyncio.run(storage.create(USER_TYPE, USER(user_name="ada@example.com", password="Tr0ub4dor")))

    storage.close()
    with sqlite3.connect(file) as database:
        assert "Tr0ub4dor" not in "\n".join(database.iterdump())


def test_letters_beyond_ascii_are_found_in_any_case(tmp_path: Path) -> None:
    storage = SqliteStorage(data_file(tmp_path, "acme"), PROVIDER)
    asyncio.run(storage.create(USER_TYPE, USER(user_name="Åsa.Ödegård@example.com")))

    assert search(storage, filter='userName eq "åSA.öDEGÅRD@example.com"').total == 1
    assert people_at(tmp_path, "acme", search="ÖDEGÅRD", limit=10).total == 1
