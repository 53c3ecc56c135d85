"""Mistakes in the settings, each with its key, what is wrong and an example of what is right."""

import difflib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from settings.stack import Settings, variable_of

Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake."""

    key: str
    wrong: str
    right: str = ""

    def __str__(self) -> str:
        return f"{self.key}: {self.wrong}" + (f"\n    right: {self.right}" if self.right else "")


def from_validation(error: ValidationError, namespace: str) -> list[Problem]:
    """Turn pydantic's findings into problems, one each."""
    return [_problem(details, namespace) for details in error.errors(include_input=False, include_url=False)]


def report(problems: Iterable[Problem], stack: str) -> str:
    """All problems in one text, sorted by key, with the number of them and the next step."""
    lines = [str(problem) for problem in sorted(set(problems))]
    listed = "\n".join(f"  {number}. {line}" for number, line in enumerate(lines, start=1))
    mistakes = "1 mistake" if len(lines) == 1 else f"{len(lines)} mistakes"
    return (
        f"The settings of stack {stack!r} have {mistakes}; nothing was declared and Okta was not asked.\n{listed}\n"
        f"Next: correct Pulumi.{stack}.yaml (or the files and environment variables named above), then run the command "
        "again."
    )


def key_of(path: Path, namespace: str) -> str:
    """A setting's key as `pulumi config` has it: `okta:orgName`, or `okta-scim:apps.invision-v7.label`."""
    if path and path[0] == "okta":
        namespace, path = "okta", path[1:]
    dotted = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    return f"{namespace}:{dotted}" if dotted else namespace


def nearest(word: str, known: Iterable[str]) -> str:
    """`did you mean x?`, or nothing where no known word resembles it."""
    match = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"did you mean {match[0]!r}?" if match else ""


def _problem(details: ErrorDetails, namespace: str) -> Problem:
    # A wrong key of a mapping is reported one level below it.
    path = tuple(part for part in details["loc"] if part != "[key]")
    model, field = _field(path)
    key = key_of(path, namespace) + _from_environment(path)
    if details["type"] == "extra_forbidden":
        known = [info.alias or name for name, info in model.model_fields.items() if name != "okta"]
        guess = nearest(str(path[-1]), known)
        return Problem(key, f"is no setting. {guess}".strip(), f"one of {', '.join(known)}")
    if details["loc"][-1] == "[key]":
        return Problem(key, "is no name for an app: use lower-case letters, digits and dashes", "invision-v7")
    example = details.get("ctx", {}).get("example") or (field.examples[0] if field and field.examples else "")
    return Problem(key, _wording(details), str(example))


def _wording(details: ErrorDetails) -> str:
    if details["type"] == "missing":
        return "is missing"
    if details["type"] == "too_short":
        return "is empty: at least one is needed"
    message = details["msg"].removeprefix("Value error, ")
    return message[0].lower() + message[1:]


def _from_environment(path: Path) -> str:
    variable = variable_of(path)
    return f" (from {variable})" if variable in os.environ else ""


def _field(path: Path) -> tuple[type[BaseModel], FieldInfo | None]:
    """The model that holds the setting at `path`, and the setting's field where the model has it."""
    owner: type[BaseModel] = Settings
    model: type[BaseModel] | None = Settings
    field: FieldInfo | None = None
    in_container = False
    for part in path:
        if in_container:  # an app's key or a place in a list
            in_container = False
            continue
        if model is None:
            break
        owner = model
        field = next((info for name, info in model.model_fields.items() if part in (name, info.alias)), None)
        model = next(iter(_models_in(field.annotation)), None) if field else None
        in_container = field is not None and get_origin(field.annotation) in (dict, list)
    return owner, field


def _models_in(annotation: Any) -> Sequence[type[BaseModel]]:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (annotation,)
    return [model for argument in get_args(annotation) for model in _models_in(argument)]
