"""Look at a stack for a report: settings and outputs, and Okta where it may be asked."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from commands.apps import StackApps
from commands.drift_report import AppDrift, Drift, StackDrift, apps_of, drift_of
from commands.exits import CommandFailed
from commands.expected_steps import expected_steps
from commands.picture.secrets import without_secrets
from commands.picture.state import State, weight
from commands.picture.structure import AppPicture, Change, Proof, Run, StackPicture
from commands.picture.way import Way
from commands.stack import Stack
from commands.step_changes import changes_of
from components import Method
from components.checklist import Step
from evidence.grades import Evidence
from evidence.okta_api import Event
from evidence.okta_http import OktaHttp
from evidence.system_log import OneReadingOfTheLog
from evidence.unanswered import Unanswered

_PEOPLE_ASKED_FOR = 10
_PUSHES = 5
_APPS_AT_ONCE = 4
_NOT_MADE = "The app is not there yet: the next update makes it."
_UNLOOKED = "No update has looked at the app yet: the next one does."
_STATES = {Drift.NONE: State.AS_DECLARED, Drift.STEPS_LEFT: State.STEPS_LEFT, Drift.DRIFT: State.DIFFERS}


def look(stack: Stack, offline: bool, http: OktaHttp | None = None) -> StackPicture:
    """One stack; what could not be found out is told in it, and keeps no other stack from being looked at.

    Offline, all that is seen is what the latest update saw. Else the engine previews with Okta asked for the state's
    resources, which finds drift and changes nothing, and Okta and the services are asked for evidence. `http` is for
    tests.
    """
    try:
        apps = StackApps.of(stack)
        run = _run_of(stack.last_run())
    except CommandFailed as failed:
        return StackPicture(stack.name, "", None, asked=False, errors=(str(failed),))
    org = f"{apps.settings.okta.org_name}.{apps.settings.okta.base_url}"
    if offline:
        assigned = {key: {"groupsAssigned": app.get("groupsAssigned")} for key, app in apps.outputs.items()}
        seen = {app.key: app for app in apps_of(apps.outputs, before=assigned)}
        pictures = _pictures(apps, apps.outputs, seen, {})
        return without_secrets(StackPicture(stack.name, org, run, asked=False, apps=pictures), apps.settings)
    preview = stack.preview_of_now()
    drift = drift_of(stack.name, preview, apps.outputs)
    known = {app.key: app for app in drift.apps}
    # A preview that fails before it has told of the apps leaves what the latest update told.
    outputs = {key: preview.apps[key] if key in known else apps.outputs.get(key, {}) for key in apps.settings.apps}
    with closing(http or OktaHttp(apps.settings.okta)) as opened:
        answers = _answers(OneReadingOfTheLog(opened), apps)
    picture = StackPicture(
        stack.name,
        org,
        run,
        asked=True,
        apps=_pictures(apps, outputs, known, answers),
        drift=tuple(_changes(drift)),
        errors=drift.errors,
    )
    return without_secrets(picture, apps.settings)


@dataclass(frozen=True)
class _Answers:
    """What Okta and the service say of one app now."""

    people: Mapping[str, int | None]
    assigned: frozenset[str] | None = None
    """The groups that have the app, by name and by id."""
    evidence: Evidence | None = None
    pushes: tuple[Event, ...] = ()
    unanswered: str = ""


def _answers(api: OneReadingOfTheLog, apps: StackApps) -> dict[str, _Answers]:
    with ThreadPoolExecutor(_APPS_AT_ONCE) as pool:
        return dict(
            zip(apps.settings.apps, pool.map(lambda key: _ask(api, apps, key), apps.settings.apps), strict=True)
        )


def _ask(api: OneReadingOfTheLog, apps: StackApps, key: str) -> _Answers:
    people: dict[str, int | None] = {}
    try:
        for group in apps.settings.apps[key].groups:
            title = group.name or group.id or ""
            people[title] = api.people_in_group(title)
        evidence = apps.evidence(api, key, _PEOPLE_ASKED_FOR)
        groups = api.app_groups(evidence.app)
        assigned = frozenset(text for group in groups for text in (group.group_id, group.group_name))
        return _Answers(people, assigned, evidence, tuple(api.events_of(evidence.app)[:_PUSHES]))
    except (Unanswered, CommandFailed) as unanswered:
        return _Answers(people, unanswered=str(unanswered))


def _pictures(
    apps: StackApps,
    outputs: Mapping[str, Mapping[str, Any]],
    known: Mapping[str, AppDrift],
    answers: Mapping[str, _Answers],
) -> tuple[AppPicture, ...]:
    made = [
        _picture(apps, key, outputs.get(key) or {}, known.get(key), answers.get(key, _Answers({})))
        for key in apps.settings.apps
    ]
    return tuple(sorted(made, key=lambda app: (weight(app.state), app.label.casefold())))


def _picture(
    apps: StackApps, key: str, outputs: Mapping[str, Any], drift: AppDrift | None, answers: _Answers
) -> AppPicture:
    settings = apps.settings
    state = _STATES.get(drift.drift, State.UNKNOWN) if drift else State.UNKNOWN
    way = Way(settings, key, outputs, state, _assigned(answers, outputs))
    groups = way.groups(answers.people)
    proofs = _proofs(answers.evidence, outputs.get("evidence") or {})
    stations = way.stations(groups, proofs)
    off = [station.title for station in stations if station.state is State.DIFFERS]
    by_hand = way.method is Method.CONSOLE
    adopted = settings.apps[key].existing is not None
    told = outputs.get("stepsLeft") if outputs else expected_steps(settings, key) if by_hand and not adopted else ()
    steps = tuple(Step(step["title"], step["url"], tuple(step["do"]), dict(step["enter"])) for step in told or ())
    verdict = answers.evidence.verdict.value if answers.evidence else (outputs.get("evidence") or {}).get("verdict")
    return AppPicture(
        key=key,
        label=settings.apps[key].label,
        app_id=str(outputs.get("appId") or ""),
        state=State.DIFFERS if off else state,
        says=_says(state, off, len(steps)) if outputs else _UNLOOKED if adopted else _NOT_MADE,
        way=stations,
        back=way.back(),
        groups=groups,
        differences=way.differences,
        steps=steps,
        notes=tuple(outputs.get("notes") or ()),
        evidence=proofs,
        verdict=verdict or "unknown",
        pushes=answers.pushes,
        unanswered=answers.unanswered,
    )


def _assigned(answers: _Answers, outputs: Mapping[str, Any]) -> frozenset[str]:
    if answers.assigned is not None:
        return answers.assigned
    told = outputs.get("groupsAssigned")
    return frozenset(told if isinstance(told, list) else ())


def _says(state: State, off: Sequence[str], steps: int) -> str:
    left = f"{steps} step{'' if steps == 1 else 's'} left in the Admin Console"
    if off:
        return f"Okta or the service differs from what is declared ({', '.join(off)}){f'; {left}' if steps else ''}."
    return {
        State.AS_DECLARED: "Provisioning is on exactly as declared.",
        State.STEPS_LEFT: f"Provisioning is not on as declared yet: {left}.",
        State.DIFFERS: "Okta differs from what is declared.",
    }.get(state, "What Okta shows of the app is not known.")


def _proofs(evidence: Evidence | None, told: Mapping[str, Any]) -> tuple[Proof, ...]:
    if evidence:
        return tuple(Proof(grade.name, grade.proves, one.holds, one.at, one.says) for grade, one in evidence.findings)
    return tuple(
        Proof(
            str(one.get("name") or "evidence"),
            str(one.get("proves") or ""),
            one.get("holds"),
            str(one.get("at") or ""),
            str(one["says"]),
        )
        for one in told.get("found") or ()
    )


def _changes(drift: StackDrift) -> Iterator[Change]:
    for step in drift.steps:
        yield Change(step.operation, step.name, changes_of(step))


def _run_of(told: Mapping[str, Any]) -> Run | None:
    if not told:
        return None
    changes = told.get("resourceChanges") or {}
    return Run(
        kind=str(told.get("kind") or "update"),
        result=str(told.get("result") or ""),
        at=str(told.get("endTime") or told.get("startTime") or ""),
        changes={operation: number for operation, number in changes.items() if operation not in ("same", "read")},
    )
