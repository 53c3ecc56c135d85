"""What one task on a pushed group does at the service provider."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from sandbox.org.catalogue import ScimUpdate
from sandbox.org.provisioning.answers import ServiceGroup
from sandbox.org.provisioning.outcomes import Done, Refused, during
from sandbox.org.provisioning.service_groups import ServiceGroups, id_of


def push_group(
    service: ServiceGroups, external_id: str | None, name: str, members: Sequence[str], *, update: ScimUpdate
) -> Done:
    """Bring a group and its members in step: found by name it is linked, else created.

    `members` are the service's own ids. A killed worker repeats this safely.
    """
    performed = "update group"
    if external_id is None:
        performed, external_id = _find_or_create(service, name)
    with during(f"Error while updating group {name}"):
        try:
            group = service.get(external_id)
        except Refused as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise
            reason = "Linked group is missing. Change the linked group to resume pushing group memberships"
            raise Refused(reason, refusal.status) from None
        if update is ScimUpdate.PUT:
            service.replace(external_id, group, name, members)
        elif operations := _differences(group, name, members):
            service.patch(external_id, operations)
    return Done(performed, external_id)


def delete_group(service: ServiceGroups, external_id: str, name: str) -> Done:
    """Delete a group that is pushed no longer."""
    try:
        with during(f"Error while deleting group {name}"):
            service.delete(external_id)
    except Refused as refusal:
        if refusal.status != HTTPStatus.NOT_FOUND:
            raise
        return Done("nothing", external_id, "The service no longer has this group")
    return Done("delete group", external_id)


def _find_or_create(service: ServiceGroups, name: str) -> tuple[str, str]:
    found = _find(service, name)
    if found is None:
        try:
            with during(f"Error while creating group {name}"):
                return "create group", id_of(service.create(name))
        except Refused as refusal:
            if refusal.status != HTTPStatus.CONFLICT:
                raise
            found = _find(service, name)
            if found is None:
                raise
    return "link group", id_of(found)


def _find(service: ServiceGroups, name: str) -> ServiceGroup | None:
    with during(f"Error while verifying if group {name} exists"):
        return service.find(name)


def _differences(group: ServiceGroup, name: str, members: Sequence[str]) -> list[dict[str, Any]]:
    added = [{"value": member} for member in members if member not in group.members]
    operations: list[dict[str, Any]] = []
    if group.name != name:
        operations.append({"op": "replace", "path": "displayName", "value": name})
    operations.extend(
        {"op": "remove", "path": f'members[value eq "{member}"]'} for member in sorted(group.members - set(members))
    )
    if added:
        operations.append({"op": "add", "path": "members", "value": added})
    return operations
