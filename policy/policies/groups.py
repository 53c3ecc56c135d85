"""Who is provisioned."""

from collections.abc import Iterator, Mapping, Sequence

from .policy import EXCEPT_APPS, TEXTS, Options, Policy, matches
from .resource import COMPONENT, Resource


def _guarded(resource: Resource, options: Options) -> bool:
    return matches(resource.stack, options["stacks"]) and not matches(resource.app, options["exceptApps"])


def _by_id(resource: Resource, options: Options) -> Iterator[str]:
    if resource.type == "okta:app/groupAssignment:GroupAssignment":
        ids = [resource.get("groupId")]
    elif resource.type == "okta:app/groupAssignments:AppGroupAssignments":
        ids = [group.get("id") for group in resource.get("groups") or () if isinstance(group, Mapping)]
    else:
        return
    for group in ids:
        if group in options["groupIds"] and _guarded(resource, options):
            yield f"it assigns the group {group}, which holds everyone."


def _by_name(resources: Sequence[Resource], options: Options) -> Iterator[tuple[Resource, str]]:
    refused = {name.lower() for name in options["groups"]} | {group.lower() for group in options["groupIds"]}
    for resource in resources:
        if resource.type == COMPONENT and _guarded(resource, options):
            for group in resource.get("declared.groups") or ():
                if isinstance(group, str) and group.strip().lower() in refused:
                    yield resource, f"it assigns the group {group!r}."


NO_EVERYONE = Policy(
    name="no-everyone-in-production",
    reason="In production nobody assigns everyone: one mistake would make or close everybody's account.",
    remedy="assign the groups of the people who need the app, or name the app in this policy's exceptApps.",
    options={
        "stacks": {
            **TEXTS,
            "default": ["prod", "prod-*", "*-prod", "production", "production-*", "*-production"],
            "description": "The stacks that count as production; * stands for anything.",
        },
        "groups": {**TEXTS, "default": ["Everyone"], "description": "Names of the groups that hold everyone."},
        "groupIds": {
            **TEXTS,
            "default": [],
            "description": "Ids of such groups, to stop assignments by id and those outside ScimProvisioning.",
        },
        "exceptApps": EXCEPT_APPS,
    },
    of_resource=_by_id,
    of_stack=_by_name,
)
