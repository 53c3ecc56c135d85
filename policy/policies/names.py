"""What things are called."""

from collections.abc import Iterator, Sequence

from .policy import Options, Policy, matched_whole
from .resource import COMPONENT, Resource

_UNPADDED = r"\S(.*\S)?"


def _named(resource: Resource) -> Iterator[tuple[str, str, object]]:
    """The option that a name of the resource has to match, what it is the name of, and the name."""
    if resource.type == COMPONENT:
        yield "app", "the app's name", resource.name
    elif resource.type.startswith("okta:app/") and "label" in resource.props:
        yield "label", "the label", resource.props["label"]
    elif resource.type == "okta:group/group:Group":
        yield "group", "the group's name", resource.get("name")


def _unlike_pattern(resource: Resource, options: Options) -> Iterator[str]:
    for option, what, name in _named(resource):
        if isinstance(name, str) and not matched_whole(options[option], name, f"names, {option}"):
            yield f"{what} {name!r} does not match {options[option]}"


def _shared_labels(resources: Sequence[Resource], options: Options) -> Iterator[tuple[Resource, str]]:
    owners: dict[str, Resource] = {}
    for resource in resources:
        adopted = resource.type == COMPONENT and resource.get("adopted")
        label = resource.get("label") if adopted or resource.type.startswith("okta:app/") else None
        if not isinstance(label, str):
            continue
        first = owners.setdefault(label.strip().lower() if options["ignoreCase"] else label, resource)
        if first is not resource:
            yield resource, f"its label is also that of {first}."


def _pattern(default: str, of: str) -> dict[str, str]:
    return {"type": "string", "default": default, "description": f"A regular expression for {of}, matched whole."}


LABELS_UNIQUE = Policy(
    name="labels-unique",
    reason="Each app has a label of its own: nobody could tell two of one label apart in Okta.",
    remedy="give one of them another label.",
    options={
        "ignoreCase": {
            "type": "boolean",
            "default": True,
            "description": "Whether labels that differ in case or in blanks around them count as one.",
        }
    },
    of_stack=_shared_labels,
)
NAMES = Policy(
    name="names",
    reason="Names follow the organisation's pattern: people and scripts find things by them.",
    remedy="rename it, or set the pattern in this policy's options.",
    mandatory=False,
    options={
        "app": _pattern("[a-z][a-z0-9-]*", "the apps' names in the settings"),
        "label": _pattern(_UNPADDED, "the apps' labels"),
        "group": _pattern(_UNPADDED, "the names of declared groups"),
    },
    of_resource=_unlike_pattern,
)
