"""Okta's expression language as group rules use it (`urn:okta:expression:1.0`), over a person's profile and groups."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import re2

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')|(?P<number>\d+)|(?P<name>[A-Za-z_][\w.]*)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[()<>!,?:{}]))"
)
_WORDS: Final = {"AND": "&&", "OR": "||", "NOT": "!", "EQ": "==", "NE": "!="}
_LITERALS: Final = {"true": True, "false": False, "null": None}
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": lambda left, right: bool(left == right),
    "!=": lambda left, right: bool(left != right),
    "<": lambda left, right: _ordered(left, right) and bool(left < right),
    ">": lambda left, right: _ordered(left, right) and bool(left > right),
    "<=": lambda left, right: _ordered(left, right) and bool(left <= right),
    ">=": lambda left, right: _ordered(left, right) and bool(left >= right),
}
_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "String.startsWith": lambda text, start: _text(text).startswith(_text(start)),
    "String.endsWith": lambda text, end: _text(text).endswith(_text(end)),
    "String.stringContains": lambda text, part: _text(part) in _text(text),
    "String.toLowerCase": lambda text: _text(text).lower(),
    "String.toUpperCase": lambda text: _text(text).upper(),
    "String.len": lambda text: len(_text(text)),
    "String.append": lambda text, end: _text(text) + _text(end),
    "String.removeSpaces": lambda text: _text(text).replace(" ", ""),
    "String.substring": lambda text, start, end: _text(text)[start:end],
    "String.substringBefore": lambda text, mark: _text(text).partition(_text(mark))[0] if mark else "",
    "String.substringAfter": lambda text, mark: _text(text).partition(_text(mark))[2] if mark else _text(text),
    "String.replace": lambda text, old, new: _text(text).replace(_text(old), _text(new)),
    "String.stringSwitch": lambda text, default, *cases: _switch(_text(text), default, cases),
    "Arrays.contains": lambda items, item: item in (items or []),
    "Arrays.size": lambda items: len(items or []),
    "Arrays.isEmpty": lambda items: not items,
    "Convert.toInt": lambda value: int(value) if re.fullmatch(r"-?\d+", _text(value)) else 0,
}
_LONGEST: Final = 4000
_DEEPEST: Final = 25
# Replacements in replacements would grow without end.
_LONGEST_TEXT: Final = 10_000
# What a function or a regular expression may make of arguments that do not suit it.
_UNSUITABLE: Final = (TypeError, ValueError, IndexError, OverflowError, RecursionError, re2.error)
# A regular expression that is no such thing is the client's mistake, and no matter for stderr.
_QUIET: Final = re2.Options()
_QUIET.log_errors = False


class NotUnderstood(ValueError):
    """An expression that is malformed, or uses what the sandbox has not of Okta's language."""


@dataclass(frozen=True)
class Subject:
    """Whom an expression is asked about: the profile, and the person's groups as name by id."""

    profile: Mapping[str, Any]
    groups: Mapping[str, str]


def matches(expression: str, subject: Subject) -> bool:
    """Say whether an expression is true of a person; a `NotUnderstood` names what could not be read."""
    reader = _Reader(expression, subject)
    value = reader.choice()
    if reader.rest():
        raise NotUnderstood(f"'{reader.rest()}' was not expected")
    return value is True


def check(expression: str) -> None:
    """Raise `NotUnderstood` for what cannot be evaluated."""
    matches(expression, Subject({}, {}))


class _Reader:
    """Evaluates while it reads: both sides of every operator are evaluated, so mistakes show for any person."""

    def __init__(self, expression: str, subject: Subject) -> None:
        if len(expression) > _LONGEST:
            raise NotUnderstood(f"the expression is longer than {_LONGEST} characters")
        self._tokens = _tokens(expression)
        self._subject = subject
        self._depth = 0

    def rest(self) -> str:
        return " ".join(self._tokens)

    def choice(self) -> Any:  # noqa: ANN401 - a value of the language
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotUnderstood(f"the expression is nested more than {_DEEPEST} deep")
        value = self._chosen()
        self._depth -= 1
        return value

    def _chosen(self) -> Any:  # noqa: ANN401
        value = self._either()
        if not self._takes("?"):
            return value
        first = self.choice()
        self._must(":")
        second = self.choice()
        return first if value is True else second

    def _either(self) -> Any:  # noqa: ANN401
        value = self._both()
        while self._takes("||"):
            other = self._both()
            value = value is True or other is True
        return value

    def _both(self) -> Any:  # noqa: ANN401
        value = self._negation()
        while self._takes("&&"):
            other = self._negation()
            value = value is True and other is True
        return value

    def _negation(self) -> Any:  # noqa: ANN401
        signs = 0
        while self._takes("!"):
            signs += 1
        value = self._comparison()
        for _ in range(signs):
            value = value is not True
        return value

    def _comparison(self) -> Any:  # noqa: ANN401
        left = self._value()
        for sign, compare in _COMPARISONS.items():
            if self._takes(sign):
                return compare(left, self._value())
        return left

    def _value(self) -> Any:  # noqa: ANN401
        if self._takes("("):
            inner = self.choice()
            self._must(")")
            return inner
        if self._takes("{"):
            return self._list("}")
        token = self._next()
        if token[0] in "\"'":
            return re.sub(r"\\(.)", r"\1", token[1:-1])
        if token.isdecimal():
            return int(token)
        if self._takes("("):
            return self._call(token, self._list(")"))
        if token in _LITERALS:
            return _LITERALS[token]
        owner, _, attribute = token.partition(".")
        if owner != "user" or not attribute or "." in attribute:
            raise NotUnderstood(f"Invalid property {token}")
        return self._subject.profile.get(attribute)

    def _call(self, name: str, arguments: list[Any]) -> Any:  # noqa: ANN401
        membership, function = _MEMBERSHIPS.get(name), _FUNCTIONS.get(name)
        try:
            if membership is not None:
                return membership(self._subject.groups, [_text(argument) for argument in arguments])
            if function is not None:
                return _bounded(function(*arguments))
        except _UNSUITABLE:
            raise NotUnderstood(f"Invalid arguments of {name}") from None
        raise NotUnderstood(f"Invalid function {name}")

    def _list(self, end: str) -> list[Any]:
        items: list[Any] = []
        while not self._takes(end):
            if items:
                self._must(",")
            items.append(self.choice())
        return items

    def _takes(self, token: str) -> bool:
        if self._tokens and self._tokens[0] == token:
            del self._tokens[0]
            return True
        return False

    def _must(self, token: str) -> None:
        if not self._takes(token):
            raise NotUnderstood(f"'{token}' is missing")

    def _next(self) -> str:
        if not self._tokens or not (self._tokens[0][0].isalnum() or self._tokens[0][0] in "\"'_"):
            raise NotUnderstood("a value is missing")
        return self._tokens.pop(0)


def _tokens(expression: str) -> list[str]:
    tokens, place = [], 0
    while expression[place:].strip():
        found = _TOKEN.match(expression, place)
        if found is None:
            raise NotUnderstood(f"'{expression[place:].strip()[:20]}' is not understood")
        place = found.end()
        token = found.group().strip()
        tokens.append(_WORDS.get(token.upper(), token) if found["name"] else token)
    return tokens


def _member_by_name(test: Callable[[str, str], bool]) -> Callable[[Mapping[str, str], list[str]], bool]:
    return lambda groups, names: any(test(group, name) for group in groups.values() for name in names)


def _member_by_regex(groups: Mapping[str, str], patterns: list[str]) -> bool:
    # Compiled even when there are no groups, as when a rule is checked.
    compiled = [re2.compile(pattern, _QUIET) for pattern in patterns]
    return any(pattern.search(group) for group in groups.values() for pattern in compiled)


def _member_by_id(groups: Collection[str], ids: list[str]) -> bool:
    return any(identifier in groups for identifier in ids)


_MEMBERSHIPS: Final[Mapping[str, Callable[[Mapping[str, str], list[str]], bool]]] = {
    "isMemberOfAnyGroup": _member_by_id,
    "isMemberOfGroup": _member_by_id,
    "isMemberOfGroupName": _member_by_name(lambda group, name: group == name),
    "isMemberOfGroupNameStartsWith": _member_by_name(lambda group, name: group.startswith(name)),
    "isMemberOfGroupNameContains": _member_by_name(lambda group, name: name in group),
    "isMemberOfGroupNameRegex": _member_by_regex,
}


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _bounded(value: object) -> object:
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        raise ValueError(f"a text of more than {_LONGEST_TEXT} characters")
    return value


def _ordered(left: object, right: object) -> bool:
    return isinstance(left, int | str) and type(left) is type(right)


def _switch(text: str, default: object, cases: tuple[Any, ...]) -> object:
    return next((cases[place + 1] for place in range(0, len(cases) - 1, 2) if _text(cases[place]) in text), default)
