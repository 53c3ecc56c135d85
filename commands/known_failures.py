"""Failures of Pulumi and the provider before anything was read or done, told in words that lead on."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

_TABLE = Path(__file__).with_suffix(".yaml")


def told(errors: Sequence[str]) -> tuple[str, ...]:
    """The errors of a run, a known failure with its next step, and once however many of them tell of it."""
    found = {_retold(failure, error): failure for error in errors if (failure := _known(error))}
    of_the_same = "|".join(pattern for failure in found.values() for pattern in _patterns(failure))
    others = [error for error in errors if not found or not re.search(of_the_same, error)]
    return (*found, *others)


def _known(error: str) -> Mapping[str, str] | None:
    return next((failure for failure in _table() if re.search(failure["seen"], error)), None)


def _retold(failure: Mapping[str, str], error: str) -> str:
    seen = re.search(failure["seen"], error)
    says = failure["says"].format(**seen.groupdict()) if seen and "says" in failure else error
    return f"{says}\nNext: {failure['next']}"


def _patterns(failure: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(failure[key] for key in ("seen", "echo") if key in failure)


@cache
def _table() -> list[dict[str, str]]:
    table: list[dict[str, str]] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return table
