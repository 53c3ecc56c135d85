"""What the benchmark holds its figures against."""

from collections import Counter

from benchmark.aims import CHANGED, FIRST, RECALLED, REFRESH, UNCHANGED, Aim, aims
from benchmark.stack import Cost

START = {"GET /api/v1/users/me": 2}


def cost(seconds: float, requests: int) -> Cost:
    asked = Counter({**START, "GET /api/v1/apps/{id}": requests - 2})
    return Cost(seconds, asked, refused=Counter(), memory_mb=0, state_kb=0, load=0)


BY_HAND = {FIRST: cost(10, 20), UNCHANGED: cost(5, 5), CHANGED: cost(6, 6), REFRESH: cost(7, 10)}
HERE = {FIRST: cost(12, 20), UNCHANGED: cost(5, 4), CHANGED: cost(6, 7), REFRESH: cost(7, 10)}
HERE |= {UNCHANGED + RECALLED: cost(5, 2), CHANGED + RECALLED: cost(6, 6)}


def judged(bound: float | None = 10) -> dict[str, Aim]:
    return {aim.text: aim for aim in aims(HERE, BY_HAND, bound)}


def test_each_step_is_held_against_the_same_step_by_hand() -> None:
    reached = {text: aim.reached for text, aim in judged().items() if text.endswith("by hand")}
    assert [text for text, held in reached.items() if not held] == [
        "first up: no more time than by hand",
        "one change: no more requests than by hand",
    ]
    assert len(reached) == 12


def test_a_first_up_is_held_against_the_bound_and_so_is_that_by_hand() -> None:
    aim = judged()["first up: within 1.2 times the bound"]
    assert (aim.figures, aim.reached) == ("1.20 times 10 s, by hand 1.00 times", True)
    assert not judged(9.9)["first up: within 1.2 times the bound"].reached


def test_without_latencies_there_is_no_bound() -> None:
    assert "first up: within 1.2 times the bound" not in judged(None)


def test_what_the_plugin_asks_when_it_starts_does_not_count() -> None:
    found = {text: (aim.figures, aim.reached) for text, aim in judged().items() if "plugin" in text}
    assert found == {
        "up without change: no request but those of the plugin's start": ("2 more", False),
        "up without change, recheckAfter: no request but those of the plugin's start": ("0 more", True),
    }
