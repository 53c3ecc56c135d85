"""What inputs a stored state stands for: those of the last update, or all that an import needs."""

from .check import DEFAULTS, mark_secrets
from .schema import Field, Flavor, Kind, Schema
from .values import Properties, Secret, is_zero


def inputs_from(schema: Schema, known: Properties | None, state: Properties) -> Properties:
    """Bring `known` inputs up to the state; without them (import) take every input that is not a default."""
    plain = {key: value.value if isinstance(value, Secret) else value for key, value in state.items()}
    if known is None:
        return mark_secrets(schema.fields, _all(schema, schema.fields, plain))
    return mark_secrets(schema.fields, _updated(schema.fields, known, plain))


def _updated(fields: tuple[Field, ...], known: Properties, state: Properties) -> Properties:
    rows = {field.name: field for field in fields}
    result: Properties = {}
    changed = set()
    for key, value in known.items():
        if key == DEFAULTS or key not in state:
            continue
        result[key] = _value(rows.get(key), value, state[key])
        if result[key] != value:
            changed.add(key)
    if DEFAULTS in known:
        result[DEFAULTS] = [name for name in known[DEFAULTS] if name in result and name not in changed]
    return result


def _value(field: Field | None, known: object, state: object) -> object:
    if isinstance(state, Secret):
        state = state.value
    if isinstance(known, dict) and isinstance(state, dict):
        return _updated(field.fields if field else (), known, state)
    if isinstance(known, list) and isinstance(state, list):
        # Elements that the program never wrote are left out.
        return [_value(_element(field), before, after) for before, after in zip(known, state, strict=False)]
    if field is not None and field.kind is Kind.JSON and isinstance(known, str) and isinstance(state, str):
        return known
    return state


def _element(field: Field | None) -> Field | None:
    return field if field is not None and field.fields else None


def _all(schema: Schema, fields: tuple[Field, ...], state: Properties) -> Properties:
    result: Properties = {}
    for field in fields:
        value = state.get(field.name)
        if isinstance(value, Secret):
            value = value.value
        if not field.is_input:
            continue
        if value is None:
            # Null differs from the default, so that the plugin takes it for something to write.
            if field.default is not None and not any(state.get(other) for other in field.conflicts):
                result[field.name] = None
            continue
        if isinstance(value, dict):
            value = _all(schema, field.fields, value)
        elif isinstance(value, list) and field.fields:
            value = [_all(schema, field.fields, item) if isinstance(item, dict) else item for item in value]
        if not field.required and _is_default(field, value):
            continue
        result[field.name] = value
    if schema.flavor is Flavor.CLASSIC:
        result[DEFAULTS] = []
    return result


def _is_default(field: Field, value: object) -> bool:
    if field.default is not None:
        return value == field.default
    return is_zero(value) or value == {DEFAULTS: []}
