"""Okta's `filter` and `search` expressions, turned into conditions on columns."""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, String, and_, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from sandbox.org.errors import OktaError

Column = InstrumentedAttribute[Any] | ColumnElement[Any]
_Asked = TypeVar("_Asked", bound="Column | Related")

# Sorts after every other character.
_LAST: Final = chr(sys.maxunicode)
_TOKEN: Final = re.compile(r'\s*(\(|\)|"(?:[^"\\]|\\.)*"|[^\s()"]+)')
_VALUE: Final = re.compile(r'"(?P<text>.*)"|true|false|null|-?\d+(?:\.\d+)?', re.DOTALL)
# SQLite takes no condition nested more than 1,000 deep, and a chain of `or` is nested as often as it is long.
_MOST_TOKENS: Final = 1000
_DEEPEST: Final = 20
_LONGEST_TOLD: Final = 500
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


@dataclass(frozen=True)
class Related:
    """An attribute of rows that belong to what is listed: `owner` of the rows is `own` of the list."""

    own: Column
    owner: Column
    column: Column

    def where(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        """Say which of the list have such a row; each of the list is found once, however many rows there are."""
        return self.own.in_(select(self.owner).where(condition))


def begins_with(column: Column, text: str) -> ColumnElement[bool]:
    """Match whatever begins with `text`, in any case; as a range, which an index on the lower case serves."""
    lowered, start = func.lower(column), text.lower()
    return and_(lowered >= start, lowered < start + _LAST)


def condition(
    expression: str, columns: Mapping[str, Column | Related], profile: Column | None = None
) -> ColumnElement[bool]:
    """Read an expression; `profile` is the JSON column in which other `profile.` attributes are looked up."""
    reader = _Reader(expression, columns, profile)
    found = reader.disjunction()
    if reader.peek() is not None:
        raise _invalid(expression)
    return found


def column_of(attribute: str, columns: Mapping[str, _Asked], profile: Column | None) -> _Asked | Column | None:
    """Find the column of an attribute, in the JSON of a profile too, or None for one that cannot be asked for."""
    column = columns.get(attribute)
    prefix, _, name = attribute.partition(".")
    if column is not None or profile is None or prefix != "profile" or not re.fullmatch(r"\w+", name):
        return column
    return func.json_extract(profile, f"$.{name}", type_=String())


class _Reader:
    def __init__(self, expression: str, columns: Mapping[str, Column | Related], profile: Column | None) -> None:
        self._expression = expression
        self._tokens = _tokens(expression)
        self._depth = 0
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
        if self._depth > _DEEPEST:
            raise _invalid(self._expression)
        self._depth += 1
        found = self._nested() if self.peek() == "(" else not_(self._term()) if self._takes("not") else self._plain()
        self._depth -= 1
        return found

    def _nested(self) -> ColumnElement[bool]:
        self._next()
        inner = self.disjunction()
        if not self._takes(")"):
            raise _invalid(self._expression)
        return inner

    def _plain(self) -> ColumnElement[bool]:
        asked = self._column(self._next())
        if isinstance(asked, Related):
            return asked.where(self._compared(asked.column))
        return self._compared(asked)

    def _compared(self, column: Column) -> ColumnElement[bool]:
        operator = self._next().lower()
        if operator == "pr":
            return column.is_not(None)
        compare = _OPERATORS.get(operator)
        if compare is None:
            raise _invalid(self._expression)
        value = _VALUE.fullmatch(self._next())
        if value is None:
            raise _invalid(self._expression)
        return compare(column, value.group() if value["text"] is None else re.sub(r"\\(.)", r"\1", value["text"]))

    def _column(self, attribute: str) -> Column | Related:
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


def _tokens(expression: str) -> list[str]:
    tokens: list[str] = []
    place = 0
    while expression[place:].strip():
        found = _TOKEN.match(expression, place)
        if found is None or len(tokens) == _MOST_TOKENS:
            raise _invalid(expression)
        tokens.append(found.group(1))
        place = found.end()
    return tokens


def _invalid(expression: str) -> OktaError:
    return OktaError(400, "E0000031", f"Invalid search criteria: {expression[:_LONGEST_TOLD]}")
