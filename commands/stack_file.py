"""Writing an app into a stack file, leaving every other character of it as it is."""

from pathlib import Path
from typing import Any

import yaml

from commands.exits import CommandFailed

_INDENT = "  "


def as_yaml(key: str, settings: dict[str, Any]) -> str:
    """An app's settings as they stand under `okta-scim:apps`."""
    return yaml.safe_dump({key: settings}, sort_keys=False, allow_unicode=True, width=120)


def add_app(file: Path, apps_key: str, key: str, settings: dict[str, Any]) -> Path:
    """Add an app under `apps_key`, and give the file.

    Raises `CommandFailed` where the app is there already or the file cannot be extended.
    The text is inserted, not written anew: comments, order and encrypted values stay. The result is read back before
    it replaces the file.
    """
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    before = yaml.safe_load(text) or {}
    if key in ((before.get("config") or {}).get(apps_key) or {}):
        raise CommandFailed(f"{file.name} has an app {key!r} already.\nNext: choose another name with --name.")
    written = _with_app(text, apps_key, key, settings)
    wanted = {**before, "config": {**(before.get("config") or {})}}
    wanted["config"][apps_key] = {**(wanted["config"].get(apps_key) or {}), key: settings}
    if written is None or _read(written) != wanted:
        raise CommandFailed(
            f"{file.name} is written in a way that this command does not extend.\n"
            f"Next: leave out --write, and paste what it prints under `{apps_key}:` yourself."
        )
    file.write_text(written, encoding="utf-8")
    return file


def _with_app(text: str, apps_key: str, key: str, settings: dict[str, Any]) -> str | None:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    config = _value(root, "config")
    if root is None or config is None:
        return f"{_ended(text)}config:\n{_INDENT}{apps_key}:\n" + _indented(as_yaml(key, settings), _INDENT * 2)
    if not _is_block(config):
        return None
    apps = _value(config, apps_key)
    if apps is None:
        indent = " " * config.value[0][0].start_mark.column
        block = f"{indent}{apps_key}:\n" + _indented(as_yaml(key, settings), indent + _INDENT)
        return _inserted(text, _last_line(config), block)
    if not _is_block(apps):
        return None
    block = _indented(as_yaml(key, settings), " " * apps.value[0][0].start_mark.column)
    return _inserted(text, _last_line(apps), block)


def _read(text: str) -> Any:  # noqa: ANN401 - parsed YAML
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _is_block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode) and not node.flow_style and bool(node.value)


def _last_line(node: yaml.Node) -> int:
    """The last line of a node's own text; a block's end mark lies behind the comments that follow it."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _last_line(node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _last_line(node.value[-1])
    mark = node.end_mark
    return int(mark.line) - (1 if mark.column == 0 and mark.line > node.start_mark.line else 0)


def _inserted(text: str, after: int, block: str) -> str:
    lines = _ended(text).splitlines(keepends=True)
    return "".join([*lines[: after + 1], block, *lines[after + 1 :]])


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _indented(text: str, indent: str) -> str:
    return "".join(f"{indent}{line}" for line in text.splitlines(keepends=True))
