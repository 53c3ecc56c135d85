"""The steps that are left to a person in the Admin Console, with the exact values of this very app."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from components.comparison import Difference
from components.features import FEATURES, Features, wanted
from components.username_format import UsernameFormat


@dataclass(frozen=True)
class Step:
    """One step: what to do, line by line, and the page of the Admin Console to do it on."""

    title: str
    url: str
    do: tuple[str, ...]
    enter: dict[str, str]
    """The page's fields by their names in the Admin Console, with the values that belong in them."""

    def as_dict(self) -> dict[str, Any]:
        """The step as plain data, for stack outputs."""
        return {**asdict(self), "do": list(self.do)}


@dataclass(frozen=True)
class Subject:
    """The app that a checklist is for, and the values that a person has to enter."""

    admin_console_url: str
    app_id: str
    app_name: str
    custom_saml: bool
    username_format: UsernameFormat
    base_url: str
    token_source: str
    """Where a person gets the token, e.g. a command: never the token itself."""
    features: Features
    token_fingerprint: str = ""


def steps_left(subject: Subject, differences: Iterable[Difference]) -> tuple[Step, ...]:
    """The steps that settle the differences, in the order in which the Admin Console allows them."""
    differing = {difference.setting for difference in differences}
    return tuple(
        _step(row, subject)
        for row in _table()["provisioning"]
        if differing.intersection(row["when"]) and (subject.custom_saml or not row.get("custom_saml"))
    )


def import_steps(subject: Subject) -> tuple[Step, ...]:
    """The steps of an import by hand, for apps whose import rules the API does not set."""
    return tuple(_step(row, subject) for row in _table()["import"])


def as_text(steps: Iterable[Step]) -> str:
    """Number the steps for a terminal."""
    lines = []
    for number, step in enumerate(steps, start=1):
        lines.append(f"{number}. {step.title}")
        lines.append(f"   {step.url}")
        lines.extend(f"   - {line}" for line in step.do)
    return "\n".join(lines)


def as_markdown(steps: Iterable[Step]) -> str:
    """Write the steps as a task list, for a change request or a ticket."""
    lines = []
    for step in steps:
        lines.append(f"- [ ] [{step.title}]({step.url})")
        lines.extend(f"  - {line}" for line in step.do)
    return "\n".join(lines)


def _step(row: dict[str, Any], subject: Subject) -> Step:
    boxes = _boxes(subject.features)
    values = {
        "username_format": subject.username_format.display_name,
        "base_url": subject.base_url,
        "token_source": subject.token_source,
        "token_fingerprint": subject.token_fingerprint,
        "features": "; ".join(f"{box}: {state}" for box, state in boxes.items()),
    }
    enter = row.get("enter", {})
    return Step(
        title=row["title"],
        url=page(subject, row["tab"]),
        do=tuple(line.format(**values) for line in row["do"]),
        enter=boxes if enter == "{features}" else {name: text.format(**values) for name, text in enter.items()},
    )


def _boxes(features: Features) -> dict[str, str]:
    states = {feature.box: wanted(features, feature) for feature in FEATURES}
    return {box: "Enable" if want else "off" for box, want in states.items() if want is not None}


def page(subject: Subject, tab: str) -> str:
    """The address of one tab of the app in the Admin Console, or of the dashboard."""
    # The console's addresses are not documented; seen in public tools that link to them.
    if tab == "dashboard":
        return f"{subject.admin_console_url}/admin/dashboard"
    return page_of_app(subject.admin_console_url, subject.app_name, subject.app_id, tab)


def page_of_app(admin_console_url: str, app_name: str, app_id: str, tab: str) -> str:
    """The address of one tab of an app in the Admin Console."""
    return f"{admin_console_url}/admin/app/{app_name}/instance/{app_id}/#tab-{tab}"


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    text = (resources.files(__package__) / "checklist.yaml").read_text(encoding="utf-8")
    table: dict[str, list[dict[str, Any]]] = yaml.safe_load(text)
    return table
