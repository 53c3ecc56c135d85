"""Diff: which properties change, and whether the resource has to be replaced."""

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final

from .plan import plan, prior
from .schema import Field, Flavor, Schema
from .values import UNKNOWN, Properties, is_zero

ADD: Final = "ADD"
UPDATE: Final = "UPDATE"
DELETE: Final = "DELETE"


@dataclass
class Difference:
    """The answer to Diff; `detailed` is None where the plugin gives no details."""

    changed: bool
    names: list[str] = field(default_factory=list)
    detailed: dict[str, str] | None = None
    replaces: list[str] = field(default_factory=list)
    stables: list[str] = field(default_factory=list)
    delete_first: bool = False


def diff(schema: Schema, old: Properties, inputs: Properties) -> Difference:
    """Compare the stored state with what the inputs would make of it."""
    before, after = prior(schema, old), plan(schema, old, inputs)
    if schema.flavor is Flavor.FRAMEWORK:
        names = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
        return Difference(changed=bool(names), names=names)
    detailed: dict[str, str] = {}
    for row in schema.fields:
        suffix = "_REPLACE" if row.replaces else ""
        detailed |= _compare(row, row.name, before[row.name], after[row.name], suffix)
    names = sorted({path.partition("[")[0].partition(".")[0] for path in detailed})
    rows = {row.name: row for row in schema.fields}
    replaces = sorted({name for name in names if rows[name].replaces})
    return Difference(
        changed=bool(detailed),
        names=names,
        detailed=detailed,
        replaces=replaces,
        stables=sorted(row.name for row in schema.fields if row.replaces and row.name not in replaces),
        delete_first=bool(replaces) and _name_is_taken(schema, old, inputs),
    )


def _name_is_taken(schema: Schema, old: Properties, inputs: Properties) -> bool:
    # A name that the program chose is the same before and after: the old resource has to go first.
    name = schema.autonamed
    return bool(name) and name not in inputs.get("__defaults", []) and old.get(name) == inputs.get(name)


def _compare(row: Field, path: str, old: object, new: object, suffix: str) -> dict[str, str]:
    if old == new:
        return {}
    if new is UNKNOWN:
        return {path: (ADD if old is None else UPDATE) + suffix}
    if isinstance(old, list) and isinstance(new, list):
        if row.kind.is_set:
            return _compare_sets(path, old, new, suffix)
        return _compare_lists(row, path, old, new, suffix)
    if is_zero(old) and is_zero(new):
        return {}
    if old is None or old == []:
        return {path: ADD + suffix}
    if new is None or new == []:
        return {path: DELETE + suffix}
    return {path: UPDATE + suffix}


def _compare_lists(row: Field, path: str, old: list[Any], new: list[Any], suffix: str) -> dict[str, str]:
    if not old or not new:
        return {path: (DELETE if old else ADD) + suffix}
    if not row.fields:
        return _compare_texts(path, old, new, suffix)
    result: dict[str, str] = {}
    for index in range(max(len(old), len(new))):
        place = f"{path}[{index}]"
        if index >= len(old) or index >= len(new):
            result[place] = (ADD if index >= len(old) else DELETE) + suffix
            continue
        for nested in row.fields:
            before, after = old[index].get(nested.name), new[index].get(nested.name)
            result |= _compare(nested, f"{place}.{nested.name}", before, after, suffix)
    return result


def _compare_texts(path: str, old: list[Any], new: list[Any], suffix: str) -> dict[str, str]:
    removed: set[int] = set()
    added: set[int] = set()
    for _, old_from, old_to, new_from, new_to in _changes(old, new):
        removed |= set(range(old_from, old_to))
        added |= set(range(new_from, new_to))
    return _by_index(path, removed, added, suffix)


def _changes(old: list[Any], new: list[Any]) -> list[tuple[str, int, int, int, int]]:
    codes = SequenceMatcher(None, [str(item) for item in old], [str(item) for item in new], autojunk=False)
    return [code for code in codes.get_opcodes() if code[0] != "equal"]


def _by_index(path: str, removed: set[int], added: set[int], suffix: str) -> dict[str, str]:
    kinds = dict.fromkeys(removed, DELETE) | dict.fromkeys(added, ADD)
    kinds |= dict.fromkeys(removed & added, UPDATE)
    return {f"{path}[{index}]": kind + suffix for index, kind in sorted(kinds.items())}


def _compare_sets(path: str, old: list[Any], new: list[Any], suffix: str) -> dict[str, str]:
    removed = {index for index, item in enumerate(old) if item not in new}
    added = {index for index, item in enumerate(new) if item not in old}
    if not old or not new:
        return {path: (DELETE if old else ADD) + suffix}
    return _by_index(path, removed, added, suffix)
