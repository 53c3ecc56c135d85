"""Check: what a program may write, and the defaults it gets."""

import hashlib
from typing import Final

from .errors import CheckFailure
from .json_text import error_in
from .schema import Field, Flavor, Kind, Schema
from .values import UNKNOWN, Properties, Secret, is_zero, without_nulls

DEFAULTS: Final = "__defaults"


def check(
    schema: Schema, name: str, olds: Properties, news: Properties, seed: bytes = b""
) -> tuple[Properties, list[CheckFailure]]:
    """Complete and judge the inputs of the resource called `name`; `olds` are the inputs of the last update."""
    given = without_nulls(news)
    if schema.flavor is Flavor.CLASSIC:
        inputs = _with_defaults(schema, schema.fields, name, olds, given, seed)
        failures = _failures(schema, schema.fields, name, (), given)
    else:
        inputs = dict(given)
        if schema.autonamed and schema.autonamed not in inputs:
            inputs[schema.autonamed] = olds.get(schema.autonamed) or autoname(name, seed)
        # A made-up name is judged as if the program had written it, and refused where only few names will do.
        failures = _failures(schema, schema.fields, name, (), inputs)
    return mark_secrets(schema.fields, inputs), failures


def autoname(name: str, seed: bytes) -> str:
    """Append seven hex digits; the same seed gives the same name, though not the digits of the real plugin."""
    return f"{name}-{hashlib.sha256(seed).hexdigest()[:7]}"


def mark_secrets(fields: tuple[Field, ...], values: Properties) -> Properties:
    """Wrap what the tables call secret, at every depth."""
    rows = {field.name: field for field in fields}
    return {key: _marked(rows[key], value) if key in rows else value for key, value in values.items()}


def _marked(field: Field, value: object) -> object:
    if field.secret:
        return Secret(value)
    if isinstance(value, dict):
        return mark_secrets(field.fields, value)
    if isinstance(value, list) and field.fields:
        return [mark_secrets(field.fields, item) if isinstance(item, dict) else item for item in value]
    return value


def _with_defaults(
    schema: Schema, fields: tuple[Field, ...], name: str, olds: Properties, news: Properties, seed: bytes
) -> Properties:
    result = {key: value for key, value in news.items() if key != DEFAULTS}
    defaulted = []
    previous = olds.get(DEFAULTS)
    for field in fields:
        if field.fields and isinstance(result.get(field.name), list):
            before = olds.get(field.name)
            before = before if isinstance(before, list) else []
            result[field.name] = [
                _with_defaults(schema, field.fields, name, _at(before, index), item, seed)
                if isinstance(item, dict)
                else item
                for index, item in enumerate(result[field.name])
            ]
        if field.name in result or field.deprecated or any(other in result for other in field.conflicts):
            continue
        if field.name in olds and (previous is None or field.name in previous) and field.is_input:
            default = olds[field.name] if field.default is not None or field.name == schema.autonamed else None
        elif field.name == schema.autonamed:
            default = autoname(name, seed)
        else:
            default = field.default
        # A default of zero is left to the plan, so that inputs stay what the program wrote.
        if default is not None and not is_zero(default):
            result[field.name] = default
            defaulted.append(field.name)
    result[DEFAULTS] = sorted(defaulted)
    return result


def _at(items: list[object], index: int) -> Properties:
    item = items[index] if index < len(items) else None
    return item if isinstance(item, dict) else {}


def _failures(
    schema: Schema, fields: tuple[Field, ...], name: str, path: tuple[str, ...], values: Properties
) -> list[CheckFailure]:
    rows = {field.name: field for field in fields}
    failures = [
        CheckFailure(f"Invalid or unknown key. Examine values at '{'.'.join((name, *path, key))}'.")
        for key in sorted(values)
        # A framework resource lets them pass; the SDK's types are what stops them.
        if key not in rows and key != DEFAULTS and schema.flavor is Flavor.CLASSIC
    ]
    for field in fields:
        here = (*path, field.name)
        if field.name not in values:
            if field.required and field.default is None and field.name != schema.autonamed:
                failures.append(CheckFailure(_missing(schema, field, name, here)))
            if schema.flavor is Flavor.FRAMEWORK and field.kind is Kind.OBJECT:
                # What an object needs is asked for even where the object is missing.
                failures += _failures(schema, field.fields, name, here, {})
            continue
        value = values[field.name]
        failures += [CheckFailure(reason) for reason in _wrong(schema, field, name, here, value, values)]
        if isinstance(value, dict) and field.kind is Kind.OBJECT:
            failures += _failures(schema, field.fields, name, here, value)
        if isinstance(value, list) and field.fields:
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    place = (*path, f"{field.name}[{index}]")
                    failures += _failures(schema, field.fields, name, place, item)
    return failures


def _missing(schema: Schema, field: Field, name: str, path: tuple[str, ...]) -> str:
    if schema.flavor is Flavor.FRAMEWORK:
        return f"Missing required property '{'.'.join(path)}': {field.description}"
    return (
        f'Missing required argument. The argument "{_attribute(schema, path)}" is required, but no definition was '
        f"found.. Examine values at '{'.'.join((name, *path))}'."
    )


def _wrong(
    schema: Schema, field: Field, name: str, path: tuple[str, ...], value: object, siblings: Properties
) -> list[str]:
    place = f"Examine values at '{'.'.join((name, *path))}'."
    reasons = []
    if not field.carried and not is_zero(value):
        reasons.append(f"the stand-in Okta plugin does not carry '{field.name}': use the real plugin. {place}")
    if field.read_only:
        reasons.append(f"{_read_only(schema, field)}. {place}")
    if field.choices and value is not UNKNOWN and value not in field.choices:
        options = " ".join(f'"{choice}"' for choice in field.choices)
        reasons.append(
            f"Invalid Attribute Value Match. Attribute {_attribute(schema, path)} value must be one of: "
            f'[{options}], got: "{value}". {place}'
        )
    if field.kind is Kind.JSON and isinstance(value, str) and error_in(value):
        reasons.append(f'[{{{{}} "{field.message_name}"}}] contains an invalid JSON: {error_in(value)}. {place}')
    if field.maximum and isinstance(value, str) and len(value) > field.maximum:
        reasons.append(f"[{{{{}} {field.message_name}}}] cannot be longer than {field.maximum} runes. {place}")
    reasons += [
        f'Conflicting configuration arguments. "{field.message_name}": conflicts with {_message(schema, other)}. '
        f"{place}"
        for other in field.conflicts
        if other in siblings
    ]
    if any(other not in siblings for other in field.needs):
        both = ",".join(sorted(_message(schema, other) for other in (field.name, *field.needs)))
        reasons.append(f'Missing required argument. "{field.message_name}": all of `{both}` must be specified. {place}')
    return reasons


def _read_only(schema: Schema, field: Field) -> str:
    if schema.flavor is Flavor.FRAMEWORK:
        return (
            "Invalid Configuration for Read-Only Attribute. Cannot set value for this attribute as the provider has "
            "marked it as read-only. Remove the configuration line setting the value.\n\nRefer to the provider "
            "documentation or contact the provider developers for additional information about configurable and "
            "read-only attributes that are supported."
        )
    return (
        f'Value for unconfigurable attribute. Can\'t configure a value for "{field.message_name}": its value will be '
        "decided automatically based on the result of applying this configuration."
    )


def _message(schema: Schema, name: str) -> str:
    field = schema.field(name)
    return field.message_name if field else name


def _attribute(schema: Schema, path: tuple[str, ...]) -> str:
    names, fields = [], schema.fields
    for step in path:
        name, _, index = step.partition("[")
        field = next((row for row in fields if row.name == name), None)
        names.append(field.message_name if field else name)
        if index:
            names.append(index.removesuffix("]"))
        fields = field.fields if field else ()
    return ".".join(names)
