"""Okta's `filter` and `search` expressions, turned into conditions on columns."""

import re
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, String, and_, func, not_, or_
from sqlalchemy.orm import InstrumentedAttribute

from sandbox.org.errors import OktaError

Column = InstrumentedAttribute[Any] | ColumnElement[Any]

# Sorts after every other character.
_LAST: Final = chr(sys.maxunicode)
_TOKEN: Final = re.compile(r'\s*(\(|\)|"(?:[^"\\]|\\.)*"|[^\s()"]+)')
_OPERATORS: Final[Mapping[str, Callable[[Any, str], ColumnElement[bool]]]] = {
    # Okta compares without regard to case.
    "eq": lambda column, value: func.lower(column) == value.lower(),
    "ne": lambda column, value: func.lower(column) != value.lower(),
    "sw": lambda column, value: begins_with(column, value),
    "co": lambda column, value: column.icontains(value, autoescape=True),
    "ew": lambda column, value: column.iendswith(value, autoescape=True),
    "gt": lambda column, value: column > value,
    "ge": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "le": lambda column, value: column <= value,
}


def begins_with(column: Column, text: str) -> ColumnElement[bool]:
    """Match whatever begins with `text`, in any case; as a range, which an index on the lower case serves."""
    lowered, start = func.lower(column), text.lower()
    return and_(lowered >= start, lowered < start + _LAST)


def condition(expression: str, columns: Mapping[str, Column], profile: Column | None = None) -> ColumnElement[bool]:
    """Read an expression; `profile` is the JSON column in which other `profile.` attributes are looked up."""
    reader = _Reader(expression, columns, profile)
    found = reader.disjunction()
    if reader.peek() is not None:
        raise _invalid(expression)
    return found


def column_of(attribute: str, columns: Mapping[str, Column], profile: Column | None) -> Column | None:
    """Find the column of an attribute, in the JSON of a profile too, or None for one that cannot be asked for."""
    column = columns.get(attribute)
    prefix, _, name = attribute.partition(".")
    if column is not None or profile is None or prefix != "profile" or not re.fullmatch(r"\w+", name):
        return column
    return func.json_extract(profile, f"$.{name}", type_=String())


class _Reader:
    def __init__(self, expression: str, columns: Mapping[str, Column], profile: Column | None) -> None:
        self._expression = expression
        self._tokens = _TOKEN.findall(expression)
        self._columns = columns
        self._profile = profile

    def peek(self) -> str | None:
        return self._tokens[0] if self._tokens else None

    def disjunction(self) -> ColumnElement[bool]:
        parts = [self._conjunction()]
        while self._takes("or"):
            parts.append(self._conjunction())
        return or_(*parts)

    def _conjunction(self) -> ColumnElement[bool]:
        parts = [self._term()]
        while self._takes("and"):
            parts.append(self._term())
        return and_(*parts)

    def _term(self) -> ColumnElement[bool]:
        if self._takes("not"):
            return not_(self._term())
        if self._takes("("):
            inner = self.disjunction()
            if not self._takes(")"):
                raise _invalid(self._expression)
            return inner
        column = self._column(self._next())
        operator = self._next().lower()
        if operator == "pr":
            return column.is_not(None)
        compare = _OPERATORS.get(operator)
        if compare is None:
            raise _invalid(self._expression)
        value = self._next()
        return compare(column, re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value)

    def _column(self, attribute: str) -> Column:
        column = column_of(attribute, self._columns, self._profile)
        if column is None:
            raise _invalid(self._expression)
        return column

    def _takes(self, token: str) -> bool:
        if self._tokens and self._tokens[0].lower() == token:
            del self._tokens[0]
            return True
        return False

    def _next(self) -> str:
        if not self._tokens:
            raise _invalid(self._expression)
        return str(self._tokens.pop(0))


def _invalid(expression: str) -> OktaError:
    return OktaError(400, "E0000031", f"Invalid search criteria: {expression}")
