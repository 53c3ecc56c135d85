"""The stacks that app files name, by a folder or under `stacks`, and those among them that are none."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from settings.problems import Problem

_LIKE = 0.75


class NamedStack(NamedTuple):
    """A stack, and where it is named: `apps/staging`, `apps/invision.yaml:stacks`."""

    place: str
    name: str


def unknown_stacks(named: Iterable[NamedStack], directory: Path, stack: str) -> tuple[list[Problem], list[str]]:
    """Problems, where a name resembles a stack's, and warnings, of stacks that have no settings file in `directory`.

    Only where the running stack's own file is there anything is missed: others keep theirs elsewhere (`stackConfigDir`,
    `--config-file`, ESC). So may a single stack, which is why a name that resembles none is no mistake.
    """
    known = {file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in directory.glob("Pulumi.*.yaml")}
    problems, warnings = [], []
    for place, name in dict.fromkeys(named) if stack in known else ():
        if name in known:
            continue
        if guess := next((one for one in sorted(known) if _resembles(name, one)), None):
            wrong = f"there is no stack {name!r}, for there is no Pulumi.{name}.yaml. did you mean {guess!r}?"
            problems.append(Problem(place, wrong, f"apps/{guess}" if place == f"apps/{name}" else f"[{guess}]"))
        else:
            warnings.append(
                f"{place}: stack {name!r} has no Pulumi.{name}.yaml here; stack {stack!r} takes nothing of it."
            )
    return problems, warnings


def _resembles(name: str, stack: str) -> bool:
    """Whether they are the same but for a slip: `prod-eu` is no slip of `prod-us`."""
    mine, its = name.lower().split("-"), stack.lower().split("-")
    return len(mine) == len(its) and all(map(_is_like, mine, its))


def _is_like(word: str, other: str) -> bool:
    return SequenceMatcher(None, word, other).ratio() >= _LIKE
