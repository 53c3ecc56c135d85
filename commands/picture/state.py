"""What becomes of a thing that is declared: a word, a symbol and a colour each, so that no one of them is needed."""

from collections.abc import Iterable
from enum import StrEnum


class State(StrEnum):
    """The value is the word that people read."""

    AS_DECLARED = "as declared"
    STEPS_LEFT = "steps left"
    DIFFERS = "differs"
    UNKNOWN = "not known"
    ABSENT = "not declared"

    @property
    def symbol(self) -> str:
        """One character for text; the page draws the same shape."""
        return _SYMBOLS[self]

    @property
    def css(self) -> str:
        """The name of its class and of its drawing."""
        return self.value.replace(" ", "-")


_SYMBOLS = {
    State.AS_DECLARED: "✓",
    State.STEPS_LEFT: "☐",
    State.DIFFERS: "≠",
    State.UNKNOWN: "?",
    State.ABSENT: "–",  # noqa: RUF001 - a dash is meant
}
_BY_WEIGHT = (State.DIFFERS, State.STEPS_LEFT, State.UNKNOWN, State.AS_DECLARED, State.ABSENT)


def weight(state: State) -> int:
    """The place of a state among all, the most telling first."""
    return _BY_WEIGHT.index(state)


def weightiest(states: Iterable[State]) -> State:
    """The most telling of several; `ABSENT` of none."""
    return min(states, key=weight, default=State.ABSENT)
