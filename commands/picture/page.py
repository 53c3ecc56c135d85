"""The report as one HTML page: no script, nothing that a browser would fetch, readable without colour."""

from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from commands.picture.state import State
from commands.picture.structure import Report


def as_html(report: Report) -> str:
    """The whole page."""
    return _templates().get_template("report.html").render(report=report, states=list(State))


@cache
def _templates() -> Environment:
    loader = PackageLoader(__package__)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style = (resources.files(__package__) / "templates" / "report.css").read_text(encoding="utf-8")
    environment.globals["style"] = Markup(style)  # noqa: S704 - the project's own file
    environment.filters["moment"] = _moment
    environment.tests["address"] = _is_address
    return environment


def _moment(text: str) -> str:
    """A time of Okta's or Pulumi's to the minute, as people read it."""
    return f"{text[:10]} {text[11:16]} UTC" if len(text) >= len("2026-11-24T09:00") else text or "–"  # noqa: RUF001


def _is_address(text: str) -> bool:
    """Whether a text may be a link's target: no other scheme may run from a page."""
    return text.startswith(("https://", "http://"))
