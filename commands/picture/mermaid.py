"""An app's way as a Mermaid flowchart, which GitHub and GitLab draw in Markdown."""

from collections.abc import Iterator

from commands.picture.state import State
from commands.picture.structure import AppPicture, Fact, Station

_CLASSES = {
    State.AS_DECLARED: "fill:#e9f6ec,stroke:#1a7f37,color:#0f5323,stroke-width:2px",
    State.STEPS_LEFT: "fill:#fff6dd,stroke:#9a6700,color:#6b4700,stroke-width:2px,stroke-dasharray:6 4",
    State.DIFFERS: "fill:#fdecea,stroke:#b3261e,color:#8c1d18,stroke-width:5px",
    State.UNKNOWN: "fill:#f0f2f5,stroke:#57606a,color:#3c444d,stroke-width:2px,stroke-dasharray:2 3",
    State.ABSENT: "fill:#ffffff,stroke:#8c959f,color:#4b535c,stroke-width:1px",
}
_PLAIN = frozenset(" .,:/@_()-")


def flowchart(app: AppPicture) -> str:
    """The chart's text, without the fence around it."""
    return "\n".join(_lines(app))


def _lines(app: AppPicture) -> Iterator[str]:
    yield "flowchart LR"
    yield f"  accTitle: {_escaped(f'The way of {app.label} from Okta to the service provider')}"
    names = [f"s{number}" for number in range(len(app.way))]
    for name, station in (*zip(names, app.way, strict=True), ("import", app.back)):
        yield f'  {name}["{_label(station)}"]:::{station.state.css}'
    yield f"  {' --> '.join(names)}"
    yield f"  {names[-1]} -.-> import -.-> {names[0]}"
    used = {station.state for station in (*app.way, app.back)}
    yield from (f"  classDef {state.css} {_CLASSES[state]}" for state in State if state in used)


def _label(station: Station) -> str:
    lines = [f"<b>{_escaped(station.title)}</b>", f"{station.state.symbol} {station.state.value}"]
    lines += [_escaped(f"{fact.name}: {_value(fact)}") for fact in station.facts]
    return "<br/>".join(lines)


def _value(fact: Fact) -> str:
    if fact.state in (State.DIFFERS, State.STEPS_LEFT) and fact.declared != fact.seen:
        return f"{fact.declared}, seen {fact.seen}"
    return fact.seen if fact.state is State.AS_DECLARED else fact.declared or fact.seen


def _escaped(text: str) -> str:
    """All but letters, digits and a few signs as Mermaid's entity codes, so that no text ends a label."""
    return "".join(sign if sign.isalnum() or sign in _PLAIN else f"#{ord(sign)};" for sign in " ".join(text.split()))
