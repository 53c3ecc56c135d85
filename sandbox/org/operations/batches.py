"""Adding many rows at once: an assigned group brings three for each of its people."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from sandbox.org.tables import Base

_BATCH: Final = "batch"
_Rows = dict[type[Base], list[dict[str, Any]]]


@contextmanager
def batch(session: Session) -> Iterator[None]:
    """Hold back what is added in here, and write it at the end by one statement for each table.

    Nothing in here can find in the database what was added in here.
    """
    rows: _Rows = session.info.setdefault(_BATCH, defaultdict(list))
    try:
        with session.no_autoflush:
            yield
    finally:
        del session.info[_BATCH]
    session.flush()
    for table, values in rows.items():
        # By the table, not by the class: what the ORM adds costs half as much again.
        session.execute(insert(cast(Table, table.__table__)), values)


def add(session: Session, table: type[Base], **values: object) -> None:
    """Add a row, with the batch where one is open."""
    rows: _Rows | None = session.info.get(_BATCH)
    if rows is None:
        session.add(table(**values))
    else:
        rows[table].append(values)
