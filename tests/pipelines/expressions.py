"""The expressions of workflow files, as far as this project's use them."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_GITHUB = re.compile(r"'[^']*'|[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*(?!\w*\()|&&|\|\||!(?!=)")
_OPERATORS = {"&&": " and ", "||": " or ", "!": " not "}


def interpolated(text: str, context: Mapping[str, Any], directory: Path | None = None) -> str:
    """A value with its `${{ }}` filled in."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: _text(github(found[1], context, directory)), text)


def github(expression: str, context: Mapping[str, Any], directory: Path | None = None) -> Any:
    """The value of a GitHub expression, with or without `${{ }}`."""
    bare = re.sub(r"^\s*\$\{\{(.*)\}\}\s*$", r"\1", expression)

    def translated(found: re.Match[str]) -> str:
        token = found[0]
        return _OPERATORS.get(token) or (token if token.startswith("'") else f"look({token!r})")

    functions: dict[str, Callable[..., Any]] = {
        "look": lambda path: _look(path, context),
        "cancelled": lambda: False,
        "hashFiles": lambda name: "hash" if directory and (directory / name).is_file() else "",
        "fromJSON": json.loads,
    }
    return eval(_GITHUB.sub(translated, bare).strip(), {"__builtins__": {}}, functions)


def gitlab(expression: str, variables: Mapping[str, str]) -> bool:
    """Whether a rule of GitLab's `if` holds."""
    text = re.sub(r"\$(\w+)", lambda found: f"look({found[1]!r})", expression)
    text = text.replace("&&", " and ").replace("||", " or ")
    return bool(eval(text, {"__builtins__": {}}, {"look": lambda name: variables.get(name, "")}))


def _look(path: str, context: Mapping[str, Any]) -> Any:
    value: Any = context
    for part in path.split("."):
        value = value.get(part, "") if isinstance(value, Mapping) else ""
    return value


def _text(value: Any) -> str:
    return "" if value is None else str(value)
