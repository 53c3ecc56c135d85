"""What a preview or an update says: the resources that change, what the program says of the apps, the diagnostics."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pulumi.automation import EngineEvent, StepEventStateMetadata

from commands.known_failures import told

_STACK = "pulumi:pulumi:Stack"
_OF_THE_PROGRAM = ("okta-scim:components:", "pulumi:")
_UNCHANGED = frozenset({"same", "read", "refresh"})
# What the engine says besides of a run that failed.
_FAILED = frozenset({"preview failed", "update failed"})


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
    resource: Mapping[str, Any] = field(default_factory=dict)
    """What the state would have of it: `urn`, `custom`, `type`, `parent`, `provider`, `inputs`."""
    failed: bool = False
    """Whether an update tried it in vain."""

    @property
    def told(self) -> str:
        """The operation and what became of it, in a word or two."""
        return f"{self.operation} failed" if self.failed else self.operation

    @property
    def in_okta(self) -> bool:
        """Whether it is of Okta: components and providers are the program's, and no reviewer needs them."""
        return not self.type.startswith(_OF_THE_PROGRAM)


@dataclass(frozen=True)
class EngineRun:
    """One `pulumi preview` or `pulumi up`."""

    succeeded: bool
    steps: tuple[Step, ...]
    apps: Mapping[str, Mapping[str, Any]]
    """The program's output `apps`; unknown values, in a preview that would create an app, are left out."""
    warnings: tuple[str, ...]
    errors: tuple[str, ...]
    """Violations of mandatory policies among them."""
    advice: tuple[str, ...] = ()
    """Violations of advisory policies, which stop nothing."""

    @classmethod
    def of(cls, events: str, stderr: str, exit_code: int) -> "EngineRun":
        """Read the engine's events, one JSON object a line."""
        return cls.of_events(map(EngineEvent.from_json, _objects(events)), stderr, exit_code)

    @classmethod
    def of_events(cls, events: Iterable[EngineEvent], stderr: str, exit_code: int) -> "EngineRun":
        """Read the engine's events as the Automation API hands them over."""
        read = list(events)
        violations = _violations(read)
        said = list(_said(read, "error"))
        errors = [*violations.get("mandatory", ()), *(error for error in said if error not in _FAILED)] or said
        if exit_code != 0 and not errors:
            errors = [stderr.strip() or f"`pulumi` ended with exit code {exit_code}"]
        return cls(
            succeeded=exit_code == 0,
            steps=tuple(_steps(read)),
            apps=_apps(read),
            warnings=tuple(_said(read, "warning")),
            errors=told(errors),
            advice=tuple(violations.get("advisory", ())),
        )


def _objects(lines: str) -> Iterator[dict[str, Any]]:
    # An engine that was killed leaves half a line.
    for line in lines.split("\n"):
        if line.startswith("{"):
            with suppress(ValueError):
                yield json.loads(line)


def _said(events: list[EngineEvent], severity: str) -> Iterator[str]:
    said = (event.diagnostic_event for event in events if event.diagnostic_event)
    yield from (_with_resource(one.urn or "", one.message.strip()) for one in said if one.severity == severity)


def _with_resource(urn: str, message: str) -> str:
    """A message of the provider, after the name of the resource that it is about: it knows ids alone."""
    *_, kind, name = ["", "", *urn.split("::")]
    is_told = name in message or not kind.rpartition("$")[2].startswith("okta:")
    return message if is_told else f"{name}: {message}"


def _violations(events: list[EngineEvent]) -> dict[str, list[str]]:
    """What violates a policy, by the policy's level; each once, though the engine judges a resource more than once."""
    violations: dict[str, dict[str, None]] = {}
    for event in events:
        if one := event.policy_event:
            message = f"Policy {one.policy_name} of {one.policy_pack_name}: {one.message.strip()}"
            violations.setdefault(one.enforcement_level, {})[message] = None
    return {level: list(messages) for level, messages in violations.items()}


def _steps(events: list[EngineEvent]) -> Iterator[Step]:
    failed = {event.res_op_failed_event.metadata.urn for event in events if event.res_op_failed_event}
    for event in events:
        metadata = event.resource_pre_event.metadata if event.resource_pre_event else None
        if metadata is None or metadata.op.value in _UNCHANGED or metadata.type == _STACK:
            continue
        seen = metadata.old.outputs if metadata.old else None
        inputs = (metadata.new.inputs if metadata.new else None) or {}
        yield Step(
            operation=metadata.op.value,
            type=metadata.type,
            name=metadata.urn.split("::")[-1],
            inputs=inputs,
            changes={
                path: (_at(seen, path), _at(inputs, path)) for path in metadata.detailed_diff or metadata.diffs or ()
            },
            resource=_of_the_state(metadata.new) if metadata.new else {},
            failed=metadata.urn in failed,
        )


def _of_the_state(new: StepEventStateMetadata) -> dict[str, Any]:
    return {
        "urn": new.urn,
        "custom": True,
        "type": new.type,
        "parent": new.parent,
        "provider": new.provider,
        "inputs": new.inputs,
    }


def _apps(events: list[EngineEvent]) -> Mapping[str, Mapping[str, Any]]:
    apps: Mapping[str, Mapping[str, Any]] = {}
    for event in events:
        metadata = event.res_outputs_event.metadata if event.res_outputs_event else None
        if metadata and metadata.type == _STACK and metadata.new:
            apps = (metadata.new.outputs or {}).get("apps") or apps
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
