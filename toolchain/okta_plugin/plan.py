"""Plan: what a resource will look like once the inputs are applied."""

import copy
import re
from typing import Any, Final

from . import json_text
from .check import DEFAULTS
from .schema import Field, Flavor, Kind, Schema
from .values import UNKNOWN, Json, Properties, contains_unknown, is_zero, without_nulls, without_unknowns

META: Final = "__meta"
_TIMEOUTS_KEY: Final = "e2bfb730-ecaa-11e6-8f88-34363bc7c4c0"
_HOUR: Final = 3_600_000_000_000
_STEP: Final = re.compile(r"[^.\[\]]+")
_RESERVED: Final = (META, "__pulumi_raw_state_delta", DEFAULTS)


def plan(schema: Schema, old: Properties | None, inputs: Properties) -> Properties:
    """Plan a creation (`old` is None) or an update; only what the tables know is in the result."""
    if schema.flavor is Flavor.FRAMEWORK:
        return _plan_framework(schema, old, inputs)
    return _plan_classic(schema.fields, old, inputs)


def prior(schema: Schema, state: Properties) -> Properties:
    """Give the stored state in the form that a plan has, to compare both."""
    values = {key: value for key, value in state.items() if key not in _RESERVED}
    if schema.flavor is Flavor.FRAMEWORK:
        known: Properties = without_nulls(values)
        return known
    return {field.name: values.get(field.name, _absent(field)) for field in schema.fields}


def _absent(field: Field) -> Json:
    return [] if field.kind.is_block_list else None


def _plan_classic(fields: tuple[Field, ...], old: Properties | None, inputs: Properties) -> Properties:
    return {field.name: _classic_value(field, old, inputs) for field in fields}


def _classic_value(field: Field, old: Properties | None, inputs: Properties) -> Json:
    before = old.get(field.name) if old is not None else None
    value = inputs.get(field.name)
    if value is None:
        value = field.default
    if value is None or (field.keeps_when_unset and field.zero_is_unset and is_zero(value)):
        if old is None:
            return UNKNOWN if field.is_computed else _absent(field)
        # An unset value and a zero one are the same to a classic resource.
        is_default = bool(field.okta_default) and before == field.okta_default
        kept = field.is_computed or field.keeps_when_unset or is_default or is_zero(before)
        return before if kept else [] if isinstance(before, list) else None
    if field.kind is Kind.JSON and isinstance(value, str):
        return (
            before
            if old is not None and json_text.same(before, value, field.same_as_absent)
            else json_text.normalize(value)
        )
    if field.fields and isinstance(value, list):
        return [_plan_block(field, _row(before, index), item) for index, item in enumerate(value)]
    # One unknown element makes the whole list unknown.
    return UNKNOWN if isinstance(value, list) and UNKNOWN in value else value


def _plan_block(field: Field, old: Properties | None, item: object) -> object:
    if not isinstance(item, dict):
        return item
    planned = _plan_classic(field.fields, old, item)
    if old is not None:
        # A list within a block that was there before is empty rather than null.
        planned |= {row.name: [] for row in field.fields if row.kind is Kind.STRINGS and planned[row.name] is None}
    return planned


def _row(rows: object, index: int) -> Properties | None:
    row = rows[index] if isinstance(rows, list) and index < len(rows) else None
    return row if isinstance(row, dict) else None


def _plan_framework(schema: Schema, old: Properties | None, inputs: Properties) -> Properties:
    planned: Properties = without_nulls({field.name: inputs.get(field.name) for field in schema.fields})
    read_only = [field.name for field in schema.fields if field.read_only]
    known = {key: value for key, value in (old or {}).items() if key not in read_only}
    if old is not None and prior(schema, known) == planned:
        return planned | {name: old[name] for name in read_only if old.get(name) is not None}
    # Any change makes everything that Okta computes unknown again.
    return planned | dict.fromkeys(read_only, UNKNOWN)


def applied(schema: Schema, old: Properties, planned: Properties, state: Properties) -> Properties:
    """Store what an update took away as the zero of its type, which is how a classic resource forgets a value."""
    zeros = {Kind.BOOLEAN: False, Kind.INTEGER: 0, Kind.STRING: "", Kind.JSON: ""}
    removed = [
        field
        for field in schema.fields
        if planned.get(field.name) is None and state.get(field.name) is None and old.get(field.name) is not None
    ]
    return as_planned(schema, planned, state) | {field.name: zeros.get(field.kind) for field in removed}


def as_planned(schema: Schema, planned: Properties, state: Properties) -> Properties:
    """Store sets as planned, and an empty list as null where the plan had null.

    Only a refresh shows what Okta made of them.
    """
    sets = {
        field.name: sorted(planned[field.name], key=_set_key)
        for field in schema.fields
        if field.kind.is_set and planned.get(field.name) and not contains_unknown(planned[field.name])
    }
    return sets | {
        name: None
        if value == [] and name in planned and planned[name] is None
        else [_block(row, item) for row, item in zip(planned[name], value, strict=False)] + value[len(planned[name]) :]
        if isinstance(value, list) and isinstance(planned.get(name), list)
        else value
        for name, value in state.items()
        if name not in sets
    }


def _set_key(item: Json) -> list[Json]:
    return [item[name] for name in sorted(item)] if isinstance(item, dict) else [item]


def _block(planned: object, state: object) -> object:
    if not isinstance(planned, dict) or not isinstance(state, dict):
        return state
    return {name: None if value == [] and planned.get(name) is None else value for name, value in state.items()}


def settled(schema: Schema, planned: Properties) -> Properties:
    """Make the unknown parts of a plan empty: null, or an empty list for a set."""
    known: Properties = without_unknowns(planned)
    return known | {
        field.name: [] for field in schema.fields if field.kind.is_set and planned.get(field.name) is UNKNOWN
    }


def meta(schema: Schema, *, written: Properties | None = None, imported: bool = False) -> Properties:
    """Give `__meta` of a resource with timeouts; `written` is for previews, `imported` adds a version."""
    if not schema.timeouts:
        return {}
    content: Properties = {_TIMEOUTS_KEY: dict.fromkeys(schema.timeouts, _HOUR)}
    if written is not None:
        content["_new_extra_shim"] = written
    if imported:
        content["schema_version"] = "0"
    return {META: json_text.dump(content)}


def written_texts(schema: Schema, old: Properties, planned: Properties, inputs: Properties) -> Properties:
    """Give the JSON texts that change, as the program wrote them, by the plugin's own paths."""
    texts = _texts("", schema.fields, old, planned, inputs)
    for field in schema.fields:
        rows = inputs.get(field.name)
        for index, item in enumerate(rows if isinstance(rows, list) and field.fields else []):
            if isinstance(item, dict):
                before, after = (_row(values.get(field.name), index) or {} for values in (old, planned))
                texts |= _texts(f"{field.message_name}.{index}.", field.fields, before, after, item)
    return texts


def _texts(
    prefix: str, fields: tuple[Field, ...], old: Properties, planned: Properties, inputs: Properties
) -> Properties:
    return {
        prefix + field.message_name: inputs[field.name]
        for field in fields
        if field.kind is Kind.JSON
        and isinstance(inputs.get(field.name), str)
        and old.get(field.name) != planned.get(field.name)
    }


def with_ignored(old: Properties, inputs: Properties, ignored: list[str]) -> Properties:
    """Keep the old values at the paths of `ignoreChanges`."""
    result = copy.deepcopy(inputs)
    for path in ignored:
        steps = _STEP.findall(path)
        _keep(old, result, steps)
    return result


def _keep(old: Json, new: Json, steps: list[str]) -> None:
    step, rest = steps[0], steps[1:]
    key: Any = int(step) if isinstance(new, list) and step.isdigit() else step
    try:
        before = old[key]
    except (KeyError, IndexError, TypeError):
        if not rest and isinstance(new, dict):
            new.pop(key, None)
        return
    if not rest:
        new[key] = copy.deepcopy(before)
    elif isinstance(new, dict | list):
        _keep(before, new[key] if key in new or isinstance(new, list) else new.setdefault(key, {}), rest)
