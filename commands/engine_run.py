"""What a preview or an update says: the resources that change, what the program says of the apps, the diagnostics."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_STACK = "pulumi:pulumi:Stack"
_UNCHANGED = frozenset({"same", "read", "refresh"})


@dataclass(frozen=True)
class Step:
    """One resource that differs."""

    operation: str
    """`create`, `update`, `replace`, `delete`, ..."""
    type: str
    name: str
    inputs: Mapping[str, Any]
    changes: Mapping[str, tuple[Any, Any]]
    """Properties by their paths: as Okta has it now, as declared."""


@dataclass(frozen=True)
class EngineRun:
    """One `pulumi preview` or `pulumi up`."""

    succeeded: bool
    steps: tuple[Step, ...]
    apps: Mapping[str, Mapping[str, Any]]
    """The program's output `apps`; unknown values, in a preview that would create an app, are left out."""
    warnings: tuple[str, ...]
    errors: tuple[str, ...]

    @classmethod
    def of(cls, events: str, stderr: str, exit_code: int) -> "EngineRun":
        """Read the engine's events, one JSON object a line."""
        read = [json.loads(line) for line in events.splitlines() if line.startswith("{")]
        errors = tuple(_said(read, "error"))
        failed = exit_code != 0 and not errors
        return cls(
            succeeded=exit_code == 0,
            steps=tuple(_steps(read)),
            apps=_apps(read),
            warnings=tuple(_said(read, "warning")),
            errors=(stderr.strip() or f"`pulumi` ended with exit code {exit_code}",) if failed else errors,
        )


def _said(events: list[dict[str, Any]], severity: str) -> Iterator[str]:
    for event in events:
        said = event.get("diagnosticEvent", {})
        if said.get("severity") == severity:
            yield said["message"].strip()


def _steps(events: list[dict[str, Any]]) -> Iterator[Step]:
    for event in events:
        metadata = event.get("resourcePreEvent", {}).get("metadata", {})
        if metadata.get("op", "same") in _UNCHANGED or metadata["type"] == _STACK:
            continue
        old, new = metadata.get("old") or {}, metadata.get("new") or {}
        yield Step(
            operation=metadata["op"],
            type=metadata["type"],
            name=metadata["urn"].split("::")[-1],
            inputs=new.get("inputs") or {},
            changes={
                path: (_at(old.get("outputs"), path), _at(new.get("inputs"), path))
                for path in metadata.get("detailedDiff") or metadata.get("diffs") or ()
            },
        )


def _apps(events: list[dict[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    apps: Mapping[str, Mapping[str, Any]] = {}
    for event in events:
        metadata = event.get("resOutputsEvent", {}).get("metadata", {})
        if metadata.get("type") == _STACK:
            apps = ((metadata.get("new") or {}).get("outputs") or {}).get("apps") or apps
    return {key: app for key, app in apps.items() if isinstance(app, Mapping)}


def _at(value: Any, path: str) -> Any:  # noqa: ANN401 - a property is anything
    """The property at a path such as `capabilities.update.status` or `groups[0].id`; None where there is none."""
    for part in path.replace("[", ".").replace("]", "").split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value
