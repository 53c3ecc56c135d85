"""Reading a web page as a person does: its links, its messages, and forms to fill in and send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from sandbox.processes import SandboxError

_READ: Final = ("a", "option", "button")
_ROLES: Final = ("status", "alert")


@dataclass(frozen=True)
class Link:
    """A link as it reads, and where it leads."""

    identifier: str
    address: str
    text: str


@dataclass(frozen=True)
class Choice:
    """An option of a select or a radio button: what a person reads, and what the form sends."""

    text: str
    value: str


@dataclass
class HtmlForm:
    """A form with the values that it would send untouched."""

    identifier: str
    action: str
    fields: dict[str, str] = field(default_factory=dict, repr=False)
    boxes: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[Choice]] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)

    def fill(self, name: str, value: str) -> None:
        """Type into a field or choose, which must be possible on the page."""
        if name not in self.fields:
            raise SandboxError(f"the form {self.identifier!r} has no field {name!r}")
        self.fields[name] = value

    def tick(self, name: str, ticked: bool) -> None:
        """Tick a box or take the tick away; an unticked box sends nothing."""
        if name not in self.boxes:
            raise SandboxError(f"the form {self.identifier!r} has no box {name!r}")
        self.fields.pop(name, None)
        if ticked:
            self.fields[name] = self.boxes[name]

    def action_of(self, button: str) -> str:
        """Tell where a button sends the form; a button goes by its id, or by its text when it has none."""
        if button not in self.buttons:
            raise SandboxError(f"the form {self.identifier!r} has no button {button!r}")
        return self.buttons[button] or self.action


class WebPage(HTMLParser):
    """What is on one page."""

    def __init__(self, html: str) -> None:
        """Read the page's HTML."""
        super().__init__()
        self.forms: dict[str, HtmlForm] = {}
        self.all_forms: list[HtmlForm] = []
        self.links: list[Link] = []
        self.alerts: list[str] = []
        self.messages: list[str] = []
        self._form: HtmlForm | None = None
        self._select = ""
        self._element: dict[str, str] = {}
        self._text = ""
        self.feed(html)

    @property
    def message(self) -> str:
        """The page's message of success, empty when there is none."""
        return " ".join(self.messages)

    def form(self, identifier: str) -> HtmlForm:
        """Give the form with this id."""
        if identifier not in self.forms:
            raise SandboxError(f"there is no form {identifier!r} on the page")
        return self.forms[identifier]

    def link(self, identifier: str) -> Link:
        """Give the link with this id."""
        for link in self.links:
            if link.identifier == identifier:
                return link
        raise SandboxError(f"there is no link {identifier!r} on the page")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element's start."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = HtmlForm(given.get("id", ""), given.get("action", ""))
        elif tag == "input" and self._form is not None:
            _read_input(self._form, given)
        elif tag == "select" and self._form is not None:
            self._select = given["name"]
            self._form.choices[self._select] = []
        elif tag in _READ or given.get("role") in _ROLES:
            self._element, self._text = given | {"tag": tag}, ""

    def handle_data(self, data: str) -> None:
        """Collect an element's text."""
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Take note of an element's end."""
        if tag == "form" and self._form is not None:
            self.forms[self._form.identifier] = self._form
            self.all_forms.append(self._form)
            self._form = None
        elif tag == "select":
            self._select = ""
        elif self._element.get("tag") == tag:
            self._read_element(self._element, " ".join(self._text.split()))
            self._element = {}

    def _read_element(self, given: dict[str, str], text: str) -> None:
        identifier = given.get("id", "")
        if given.get("role") in _ROLES:
            (self.alerts if given["role"] == "alert" else self.messages).append(text)
        elif given["tag"] == "a":
            self.links.append(Link(identifier, given.get("href", ""), text))
        elif given["tag"] == "button" and self._form is not None:
            self._form.buttons[identifier or text] = given.get("formaction", "")
        elif given["tag"] == "option" and self._form is not None and self._select:
            self._form.choices[self._select].append(Choice(text, given.get("value", "")))
            if "selected" in given or self._select not in self._form.fields:
                self._form.fields[self._select] = given.get("value", "")


def _read_input(form: HtmlForm, given: dict[str, str]) -> None:
    name, value = given.get("name", ""), given.get("value", "")
    if given.get("type") == "checkbox":
        form.boxes[name] = value
    elif given.get("type") == "radio":
        form.choices.setdefault(name, []).append(Choice(value, value))
    if given.get("type") not in ("checkbox", "radio") or "checked" in given:
        form.fields[name] = value
