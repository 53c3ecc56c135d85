"""The report as Markdown, for a job summary, a change request or a ticket."""

import html
import re
from collections.abc import Iterator, Sequence

from commands.picture.mermaid import flowchart
from commands.picture.state import State
from commands.picture.structure import AppPicture, Report, StackPicture

_SIGNS = re.compile(r"([\\`*_\[\]|~#])")


def as_markdown(report: Report) -> str:
    """The whole report."""
    parts = [f"# SCIM provisioning\n\nAs of {report.at[:16]}Z.", "\n".join(_overview(report))]
    for stack in report.stacks:
        parts += _stack(stack)
    return "\n\n".join(part for part in parts if part) + "\n"


def _overview(report: Report) -> Iterator[str]:
    rows = [
        (app.label, stack.name, _marked(app.state), str(len(app.steps) or ""), _count(app.people))
        for stack, app in report.apps
    ]
    yield from _table(("App", "Stack", "State", "Steps left", "People"), rows)


def _stack(stack: StackPicture) -> Iterator[str]:
    yield f"## Stack {_text(stack.name)}"
    if stack.run:
        changes = ", ".join(f"{number} {operation}" for operation, number in stack.run.changes.items())
        yield (
            f"Okta org {_text(stack.org)}. Latest run: {_text(stack.run.kind)} {_text(stack.run.result)}, "
            f"{stack.run.at[:16]}Z ({_text(changes) or 'no resource changed'})."
        )
    if not stack.asked and not stack.errors:
        yield "**Okta was not asked.** What is shown as seen is what the latest run saw."
    for error in stack.errors:
        yield _quoted("Could not find out", error)
    if stack.drift:
        rows = [(change.operation, change.name, change.properties) for change in stack.drift]
        yield "### Drift of resources\n\n" + "\n".join(_table(("", "Resource", "Okta now → declared"), rows))
    for app in stack.apps:
        yield from _app(app)


def _app(app: AppPicture) -> Iterator[str]:
    yield f"### {_text(app.label)}: {_marked(app.state)}"
    yield _text(app.says)
    yield f"```mermaid\n{flowchart(app)}\n```"
    stations = [
        (station.title, _marked(station.state), fact.name, fact.declared, fact.seen)
        for station in (*app.way, app.back)
        for fact in station.facts
    ]
    yield "\n".join(_table(("Station", "State", "", "Declared", "Seen"), stations))
    if app.steps:
        yield "#### Steps left"
        yield "\n".join(
            line
            for step in app.steps
            for line in (f"- [ ] {_link(step.title, step.url)}", *(f"  - {_text(line)}" for line in step.do))
        )
    if app.evidence:
        yield f"#### Evidence: {_text(app.verdict)}"
        proofs = [(_marked(proof.state), proof.name, proof.says, proof.at[:16]) for proof in app.evidence]
        yield "\n".join(_table(("", "Evidence", "Found", "At"), proofs))
    if app.unanswered:
        yield _quoted("Not all could be found out", app.unanswered)
    if app.pushes:
        yield "#### Last pushes"
        pushes = [
            (
                push.published[:16],
                push.person,
                push.type.removeprefix("application.provision."),
                push.result.lower(),
                push.reason or "",
            )
            for push in app.pushes
        ]
        yield "\n".join(_table(("When", "Who", "What", "Result", "Reason"), pushes))
    if app.notes:
        yield "\n".join(f"- Note: {_text(note)}" for note in app.notes)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    yield from (f"| {' | '.join(map(_text, row))} |" for row in rows)


def _text(text: str) -> str:
    """Text that means nothing to Markdown and HTML, on one line."""
    return _SIGNS.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))


def _link(text: str, url: str) -> str:
    if not url.startswith(("https://", "http://")) or re.search(r"[\s<>]", url):
        return _text(text)
    return f"[{_text(text)}](<{url}>)"


def _quoted(title: str, text: str) -> str:
    # A longer fence than any in the text, so that none of it ends the block.
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return f"**{title}:**\n\n{fence}text\n{text}\n{fence}"


def _marked(state: State) -> str:
    return f"{state.symbol} {state.value}"


def _count(people: int | None) -> str:
    return "" if people is None else str(people)
