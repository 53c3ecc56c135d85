"""A resource as the policies see it: its inputs before it is made, its outputs once the whole stack is known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

COMPONENT: Final = "okta-scim:components:ScimProvisioning"
_COMPONENTS: Final = "okta-scim:components:"


@dataclass(frozen=True)
class Resource:
    """One resource; `props` are camelCase as the provider has them, and hold nothing that is not known yet."""

    type: str
    name: str
    props: Mapping[str, Any] = field(default_factory=dict)
    urn: str = ""
    parent: str = ""
    """The parent's URN, empty where it has none."""

    @property
    def app(self) -> str:
        """The app's name in the settings; the resource's own where no component of this project declares it."""
        words = self.parent.split("::")
        ours = len(words) == 4 and words[2].split("$")[-1].startswith(_COMPONENTS)
        return words[3] if ours else self.name

    @property
    def stack(self) -> str:
        """The short name of the stack."""
        return self.urn.split("::")[0].removeprefix("urn:pulumi:")

    @property
    def of_okta(self) -> bool:
        """Whether it is a resource of the Okta provider, or the provider itself."""
        return self.type.startswith(("okta:", "pulumi:providers:okta"))

    def __str__(self) -> str:
        label = self.props.get("label")
        named = f"{label} ({self.name})" if isinstance(label, str) else self.name
        return f"{self.type.split(':')[-1]} {named}"

    def get(self, path: str) -> Any:  # noqa: ANN401 - a property is anything
        """The property at a dotted path, None where it is absent or not known yet."""
        value: Any = self.props
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Each text at any depth: its dotted path, its property's name, the text."""
        return _texts(self.props, "", "")


def _texts(value: Any, path: str, name: str) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - properties
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}".lstrip("."), str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, item in enumerate(value):
            yield from _texts(item, f"{path}[{place}]", name)
    elif isinstance(value, str):
        yield path, name, value
