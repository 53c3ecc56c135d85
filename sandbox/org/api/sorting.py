"""Searches in an order of the client's choice: `sortBy` and `sortOrder`, and the place of `after` in it."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Query
from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from sandbox.org.api.expressions import Column, column_of
from sandbox.org.errors import invalid


class Sorting:
    """The order that a request asks for; Okta heeds it for `search` only, and orders what is equal by id."""

    def __init__(self, by: str | None, order: str | None) -> None:
        """Hold what a request asks for."""
        self._by = by
        self._descending = (order or "").lower() == "desc"

    def apply(
        self,
        found: Select[Any],
        columns: Mapping[str, Column],
        profile: Column,
        after: str | None,
        *,
        searching: bool,
    ) -> Select[Any]:
        """Order a statement, and begin behind the row whose id is `after`."""
        identifier = columns["id"]
        if self._by is None or not searching:
            found = found.order_by(identifier)
            return found.where(identifier > after) if after else found
        column = column_of(self._by, columns, profile)
        if column is None:
            raise invalid("sortBy", f"'sortBy' has an invalid value '{self._by}'")
        key: ColumnElement[Any] = func.coalesce(column, "")
        found = found.order_by(key.desc() if self._descending else key, identifier)
        if not after:
            return found
        last = select(key).where(identifier == after).scalar_subquery()
        beyond = key < last if self._descending else key > last
        return found.where(or_(beyond, and_(key == last, identifier > after)))


async def sorting_of(
    by: Annotated[str | None, Query(alias="sortBy")] = None,
    order: Annotated[str | None, Query(alias="sortOrder")] = None,
) -> Sorting:
    """Read a request's query."""
    return Sorting(by, order)


Sorted = Annotated[Sorting, Depends(sorting_of)]
