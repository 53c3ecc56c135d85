"""JSON texts as the plugin, written in Go, keeps and compares them."""

import json

from .values import is_zero


def dump(value: object) -> str:
    """Write as Go does: sorted keys, no spaces, HTML characters escaped."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def parse(text: object) -> object:
    """Read a text; what is not JSON is None."""
    try:
        return json.loads(str(text)) if text else None
    except ValueError:
        return None


def normalize(text: str) -> str:
    """Give the form in which a JSON property is stored: only an object counts."""
    value = parse(text)
    return dump(value if isinstance(value, dict) else {})


def error_in(text: str) -> str:
    """Say what keeps the text from being JSON; empty if it is."""
    try:
        json.loads(text)
    except ValueError as error:
        return str(error)
    return ""


def same(old: object, new: object, same_as_absent: bool | None) -> bool:
    """Compare two JSON texts as objects; an unset new text is no change."""
    if is_zero(new):
        return True
    first, second = parse(old), parse(new)
    if not isinstance(first, dict) or not isinstance(second, dict):
        return False
    return _without(first, same_as_absent) == _without(second, same_as_absent)


def _without(value: object, dropped: bool | None) -> object:
    if isinstance(value, dict):
        return {name: _without(item, dropped) for name, item in value.items() if item is not dropped}
    return value
