"""What a preview or an update made of a stack: for a terminal, a program, a change request or a job summary."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commands.engine_run import EngineRun, Step
from commands.exits import Exit
from commands.step_changes import changes_of
from commands.summary import in_block
from evidence.unrecorded import Twin

_MOST_ROWS = 100

_WORDS = {
    Exit.DONE: "as declared",
    Exit.LEFT: "steps are left in the Admin Console",
    Exit.DIFFERS: "Okta differs from what is declared",
    Exit.FAILED: "failed",
}


@dataclass(frozen=True)
class AppState:
    """One app after the run."""

    key: str
    label: str
    status: str | None
    """`on` as declared, `off`, or `differs`; None where the update would create the app."""
    differences: tuple[str, ...]
    steps_left: tuple[Mapping[str, Any], ...]
    """For a person in the Admin Console: `title`, `url`, `do`, `enter`."""
    notes: tuple[str, ...]

    @property
    def exit_code(self) -> Exit:
        """What is left of this app decides: steps for a person, or a difference that none of them settles."""
        if self.steps_left:
            return Exit.LEFT
        return Exit.DONE if self.status in ("on", None) else Exit.DIFFERS


@dataclass(frozen=True)
class RunReport:
    """One run on one stack."""

    stack: str
    operation: str
    """`preview` or `up`."""
    steps: tuple[Step, ...]
    apps: tuple[AppState, ...]
    errors: tuple[str, ...]
    outputs_change: bool = False
    """Whether an update would tell other outputs, although it changed no resource."""
    advice: tuple[str, ...] = ()
    """What advisory policies say."""
    twins: tuple[str, ...] = ()
    """Second apps in Okta of those that the update made."""

    @property
    def exit_code(self) -> Exit:
        """The most telling: failed, then a difference, then steps left."""
        if self.errors:
            return Exit.FAILED
        found = {app.exit_code for app in self.apps} | {Exit.DIFFERS for _ in self.twins}
        if self.operation == "preview" and self.resources:
            # Okta still shows what the update is about to change.
            found.discard(Exit.DIFFERS)
        return next((code for code in (Exit.DIFFERS, Exit.LEFT) if code in found), Exit.DONE)

    @property
    def changes(self) -> bool:
        """Whether an update has something to do."""
        return bool(self.steps) or self.outputs_change

    @property
    def headline(self) -> str:
        """How the run ended, in one line."""
        counts = Counter(step.told for step in self.resources)
        to = "to " if self.operation == "preview" else ""
        told = [f"{number} {to}{operation}" for operation, number in counts.items()]
        if self.operation == "up" or not told or self.exit_code is not Exit.DONE:
            told.append(_WORDS[self.exit_code])
        return f"pulumi {self.operation}, stack {self.stack}: {', '.join(told)}"

    @property
    def resources(self) -> tuple[Step, ...]:
        """What changes in Okta."""
        return tuple(step for step in self.steps if step.in_okta)

    def as_dict(self) -> dict[str, Any]:
        """The run as plain data."""
        return {
            "stack": self.stack,
            "operation": self.operation,
            "exitCode": int(self.exit_code),
            "status": _WORDS[self.exit_code],
            "changes": self.changes,
            "resources": [
                {"operation": step.operation, "type": step.type, "name": step.name, "failed": step.failed}
                for step in self.steps
            ],
            "apps": [
                {
                    "name": app.key,
                    "label": app.label,
                    "provisioningStatus": app.status,
                    "differences": list(app.differences),
                    "stepsLeft": [dict(step) for step in app.steps_left],
                }
                for app in self.apps
            ],
            "errors": list(self.errors),
            "advice": list(self.advice),
            "twins": list(self.twins),
        }

    def as_markdown(self) -> str:
        """The run for a change request, a ticket or a job summary."""
        parts = [
            f"### {self.headline}",
            *map(in_block, (*self.errors, *self.twins)),
            *self._changes(),
            *map(in_block, self.advice),
        ]
        parts += [_checklist(app) for app in self.apps if _is_told(app)]
        return "\n\n".join(parts) + "\n"

    def _changes(self) -> list[str]:
        if not self.resources:
            return [] if self.errors else ["No resource of Okta changes."]
        rows = [f"| {step.told} | `{step.name}` | {_cell(changes_of(step))} |" for step in self.resources]
        more = [f"\n... and {len(rows) - _MOST_ROWS} more."] if len(rows) > _MOST_ROWS else []
        return ["\n".join(["| | resource | Okta now → declared |", "| --- | --- | --- |", *rows[:_MOST_ROWS], *more])]


def report_of(
    stack: str,
    operation: str,
    run: EngineRun,
    apps: Mapping[str, Mapping[str, Any]],
    expected: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    outputs_change: bool = False,
    twins: Sequence[Twin] = (),
) -> RunReport:
    """Judge a run by what the engine said and by the program's output `apps`.

    `expected` has the steps of apps that an update would create: a preview knows no id of theirs, so the program itself
    does not tell them yet.
    """
    states = tuple(_state(key, app, (expected or {}).get(key, ())) for key, app in apps.items())
    told = tuple(_second_app(twin, stack) for twin in twins)
    return RunReport(stack, operation, run.steps, states, run.errors, outputs_change, run.advice, told)


def is_known(app: Mapping[str, Any]) -> bool:
    """Whether a preview could look at the app in Okta."""
    return isinstance(app.get("stepsLeft"), list)


def _state(key: str, app: Mapping[str, Any], expected: Sequence[Mapping[str, Any]]) -> AppState:
    known = is_known(app)
    return AppState(
        key=key,
        label=str(app.get("label", key)),
        status=app["provisioningStatus"] if known else None,
        differences=tuple(app["differences"]) if known else (),
        steps_left=tuple(app["stepsLeft"] if known else expected),
        notes=tuple(app.get("notes") or ()),
    )


def _second_app(twin: Twin, stack: str) -> str:
    said = f"{twin.label}: Okta has a second app of this label, {twin.app_id}, beside the one that the update made"
    if twin.in_use:
        return f"{said}.\nNext: people have it; delete the one that nobody needs in the Admin Console."
    return (
        f"{said}: an answer of Okta was lost, and the provider sent the creation again. Nobody has it.\n"
        f"Next: `python -m commands recover --delete-twins --stack {stack}` deletes it."
    )


def _is_told(app: AppState) -> bool:
    return app.exit_code is not Exit.DONE


def _checklist(app: AppState) -> str:
    lines = [f"#### {app.label} (`{app.key}`)", ""]
    if app.status is None:
        lines += ["The update makes the app; then these steps are left, and their links lead to the app itself.", ""]
    lines += [f"- {difference}" for difference in app.differences]
    lines += [""] if app.differences else []
    for step in app.steps_left:
        lines.append(f"- [ ] [{step['title']}]({step['url']})")
        lines += [f"  - {line}" for line in step["do"]]
    if app.steps_left:
        lines += ["", *(f"Note: {note}  " for note in app.notes), "Then the next run goes on by itself."]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
