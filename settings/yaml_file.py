"""YAML files that people write."""

import json
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml


class InvalidFile(ValueError):
    """A file that is not what it has to be; says why, and nothing of what it holds."""


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a YAML file that holds one mapping of what JSON has, or nothing. Raises `InvalidFile`."""
    if path.suffix != ".yaml":
        raise InvalidFile(f"its name ends in {path.suffix}")
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise InvalidFile(f"cannot be read: {error.strerror}") from None
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        raise InvalidFile(f"is no YAML: {error.problem}{line}") from None
    except (yaml.reader.ReaderError, UnicodeDecodeError):
        raise InvalidFile("is no YAML: it holds characters that are none of a text's") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise InvalidFile("is no YAML: it holds a date or a number that is none, or too many brackets") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise InvalidFile("holds no settings but a text or a list")
    try:
        settings: dict[str, Any] = json.loads(json.dumps(content, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        raise InvalidFile("holds what no setting takes (a date, a set, .nan, itself): put texts in quotes") from None
    return settings


class _UniqueKeys(yaml.SafeLoader):
    """PyYAML keeps the last of two equal keys and says nothing."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(keys) > len(mapping):
            place = next(place for place, key in enumerate(keys) if key in keys[:place])
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {keys[place]!r} stands there twice", node.value[place][0].start_mark
            )
        return mapping
