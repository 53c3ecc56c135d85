"""A policy: why it is there, what it looks at, what can be set, and what to do about a violation."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from .resource import Resource

Options = Mapping[str, Any]
ResourceCheck = Callable[[Resource, Options], Iterable[str]]
StackCheck = Callable[[Sequence[Resource], Options], Iterable[tuple[Resource, str]]]
TEXTS = {"type": "array", "items": {"type": "string"}}
EXCEPT_APPS = {
    **TEXTS,
    "default": [],
    "description": "Names of the apps that may do otherwise, as in the settings; * stands for anything.",
}


_NEXT = "Next: correct the policies' configuration (--policy-pack-config)."


class InvalidOption(ValueError):
    """An option that a policy cannot judge by; the run fails with its message."""


def matched_whole(pattern: str, text: str, option: str) -> bool:
    """Whether a text matches an option's regular expression as a whole; raises `InvalidOption` where it is none."""
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error as error:
        raise InvalidOption(f"{option}: {pattern!r} is no regular expression: {error}. {_NEXT}") from None


@dataclass(frozen=True)
class Policy:
    """One policy; its checks give a sentence for each violation.

    `of_resource` sees a resource's inputs before it is made; `of_stack` all resources with their outputs, when a
    preview or an update is through: it is for what no single resource tells.
    """

    name: str
    reason: str
    remedy: str
    mandatory: bool = True
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """JSON Schema of each option, with its default."""
    of_resource: ResourceCheck | None = None
    of_stack: StackCheck | None = None

    def in_resource(self, resource: Resource, given: Options | None = None) -> list[str]:
        """The messages about one resource."""
        found = self.of_resource(resource, self._options(given)) if self.of_resource else ()
        return [self._message(resource, wrong) for wrong in found]

    def in_stack(self, resources: Sequence[Resource], given: Options | None = None) -> list[tuple[Resource, str]]:
        """The messages about a whole stack, each with the resource that it is about."""
        found = self.of_stack(resources, self._options(given)) if self.of_stack else ()
        return [(resource, self._message(resource, wrong)) for resource, wrong in found]

    def _options(self, given: Options | None) -> Options:
        if unknown := sorted(set(given or ()) - set(self.options)):
            # The engine takes whatever no schema names, and a mistyped option would do nothing.
            raise InvalidOption(
                f"{self.name} has no option {', '.join(unknown)}, only {', '.join(self.options)}. {_NEXT}"
            )
        return {**{name: schema["default"] for name, schema in self.options.items()}, **(given or {})}

    def _message(self, resource: Resource, wrong: str) -> str:
        return f"{resource}: {wrong}\nNext: {self.remedy}"


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name is one of the patterns' (`*` stands for anything)."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)
