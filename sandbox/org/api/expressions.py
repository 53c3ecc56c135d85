"""Okta's `filter` and `search` expressions, turned into conditions on columns."""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Float, String, and_, case, cast, column, func, literal, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from sandbox.org.errors import OktaError

Column = InstrumentedAttribute[Any] | ColumnElement[Any]
_Asked = TypeVar("_Asked", bound="Column | Related")

# Sorts after every other character.
_LAST: Final = chr(sys.maxunicode)
_TOKEN: Final = re.compile(r'\s*(\(|\)|"(?:[^"\\]|\\.)*"|[^\s()"]+)')
_VALUE: Final = re.compile(r'"(?P<text>.*)"|true|false|null|(?P<number>-?\d+(?:\.\d+)?)', re.DOTALL)
_ORDERING: Final = ("gt", "ge", "lt", "le")
# SQLite takes no condition nested more than 1,000 deep, and a chain of `or` is nested as often as it is long.
_MOST_TOKENS: Final = 1000
_DEEPEST: Final = 20
_LONGEST_TOLD: Final = 500
_OPERATORS: Final[Mapping[str, Callable[[Any, Any], ColumnElement[bool]]]] = {
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


class Attribute:
    """An attribute in the JSON of a profile: of a list each item is compared, and one that compares is enough."""

    def __init__(self, profile: Column, name: str) -> None:
        """Look `name` up in the JSON column `profile`."""
        columns = (column("value", String()), column("type", String()))
        self._items = func.json_each(profile, f"$.{name}").table_valued(*columns, name=f"items_{name}")
        value, kind = self._items.c.value, self._items.c.type
        # SQLite reads true as 1.
        self.column: ColumnElement[Any] = case((kind.in_(("true", "false")), kind), else_=value)

    def where(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        """Say whose attribute fulfils a condition on `column`."""
        return select(literal(1)).select_from(self._items).where(condition).exists()


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
    known, name = columns.get(attribute), _name_in_profile(attribute)
    if known is not None or profile is None or name is None:
        return known
    return func.json_extract(profile, f"$.{name}", type_=String())


def _name_in_profile(attribute: str) -> str | None:
    found = re.fullmatch(r"profile\.(\w+)", attribute)
    return found[1] if found else None


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
        if isinstance(asked, Related | Attribute):
            return asked.where(self._compared(asked.column))
        return self._compared(asked)

    def _compared(self, compared: Column) -> ColumnElement[bool]:
        operator = self._next().lower()
        if operator == "pr":
            return compared.is_not(None)
        compare = _OPERATORS.get(operator)
        if compare is None:
            raise _invalid(self._expression)
        value = _VALUE.fullmatch(self._next())
        if value is None:
            raise _invalid(self._expression)
        if value["number"] and operator in _ORDERING:
            return compare(cast(compared, Float), float(value["number"]))
        return compare(compared, value.group() if value["text"] is None else re.sub(r"\\(.)", r"\1", value["text"]))

    def _column(self, attribute: str) -> Column | Related | Attribute:
        known, name = self._columns.get(attribute), _name_in_profile(attribute)
        if known is not None:
            return known
        if self._profile is None or name is None:
            raise _invalid(self._expression)
        return Attribute(self._profile, name)

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
