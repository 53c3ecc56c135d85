"""What the figures ought to be, and whether they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmark.stack import Cost

FIRST, UNCHANGED, CHANGED, REFRESH = "first up", "up without change", "one change", "refresh"
RECALLED = ", recheckAfter"
"""Added to the names of steps that this project takes with `okta-scim:recheckAfter`."""
_TIMES_THE_BOUND = 1.2
_START = "GET /api/v1/users/me"
"""What the plugin asks when it starts, whatever it is needed for."""


@dataclass(frozen=True)
class Aim:
    """One aim, beside what was measured."""

    text: str
    figures: str
    reached: bool


def aims(here: Mapping[str, Cost], by_hand: Mapping[str, Cost], bound: float | None) -> Iterator[Aim]:
    """Judge the steps of both ways; `bound` is that of a first up in seconds, None where it was not slow."""
    for step, cost in here.items():
        hand = by_hand[step.removesuffix(RECALLED)]
        requests, other = cost.requests.total(), hand.requests.total()
        yield Aim(f"{step}: no more requests than by hand", f"{requests}, by hand {other}", requests <= other)
        figures = f"{cost.seconds:.1f} s, by hand {hand.seconds:.1f} s"
        yield Aim(f"{step}: no more time than by hand", figures, cost.seconds <= hand.seconds)
    if bound is not None:
        times, hand_times = here[FIRST].seconds / bound, by_hand[FIRST].seconds / bound
        figures = f"{times:.2f} times {bound:.0f} s, by hand {hand_times:.2f} times"
        yield Aim(f"{FIRST}: within {_TIMES_THE_BOUND} times the bound", figures, times <= _TIMES_THE_BOUND)
    for step in (UNCHANGED, UNCHANGED + RECALLED):
        more = here[step].requests.total() - here[step].requests[_START]
        yield Aim(f"{step}: no request but those of the plugin's start", f"{more} more", more == 0)
