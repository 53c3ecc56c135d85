"""The org's database: one SQLite file, opened for reading or for writing."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.orm import Session

from sandbox.org import client_tables, directory_tables, group_push_tables, import_tables
from sandbox.org.tables import Base

DATABASE_FILE: Final = "org.sqlite"
# Imported so that their tables are made with all others.
_TABLES: Final = (client_tables, directory_tables, group_push_tables, import_tables)


class Store:
    """Opens sessions on the org's database; one store a process."""

    def __init__(self, directory: Path) -> None:
        """Open or make the database in `directory`."""
        directory.mkdir(parents=True, exist_ok=True)
        self.path = directory / DATABASE_FILE
        # No bound on connections: a request that holds the write lock must never wait for those behind it.
        self._engine = create_engine(
            f"sqlite:///{self.path}",
            connect_args={"timeout": 30},
            pool_size=20,
            max_overflow=-1,
            hide_parameters=True,
        )
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        self._writing_engine = self._engine.execution_options(sandbox_begin="BEGIN IMMEDIATE")
        self._after_write: list[Callable[[], None]] = []
        Base.metadata.create_all(self._engine)
        self.path.chmod(0o600)

    def after_write(self, call: Callable[[], None]) -> None:
        """Have `call` called after every commit, in the thread that wrote."""
        self._after_write.append(call)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session on one snapshot of the data; what it changes is thrown away."""
        with Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session that holds the write lock and commits at the end, or rolls back on an exception."""
        with Session(self._writing_engine, expire_on_commit=False) as session, session.begin():
            yield session
        for call in self._after_write:
            call()

    def close(self) -> None:
        """Close all connections; SQLite then folds its write-ahead log into the database."""
        self._engine.dispose()


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not open transactions of its own, or BEGIN IMMEDIATE comes too late.
    connection.isolation_level = None
    # SQLite's own lower() knows ASCII alone; indexes on it are served, for the same text always gives the same.
    connection.create_function("lower", 1, _lower, deterministic=True)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _lower(value: object) -> str | None:
    return None if value is None else str(value).lower()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sandbox_begin", "BEGIN"))
