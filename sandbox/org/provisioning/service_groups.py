"""The groups of a service provider's SCIM 2.0 API as Okta calls it."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from scim2_models import Context, Group

from sandbox.org.provisioning.answers import ServiceGroup, group_of, listed
from sandbox.org.provisioning.outcomes import Refused
from sandbox.org.provisioning.service_provider import ServiceProvider, json_of

_CHANGED: Final = ("id", "displayname", "members")


class ServiceGroups:
    """Sends the requests of one app that are about groups."""

    def __init__(self, service: ServiceProvider) -> None:
        """Use the connection of `service`."""
        self._service = service

    def ids(self, start: int, count: int) -> list[str]:
        """Ask for one page of all groups, `start` counted from 1, and give their ids."""
        groups = self._list({"startIndex": str(start), "count": str(count)})
        return [group.service_id for group in groups if group.service_id]

    def find(self, name: str) -> ServiceGroup | None:
        """Find the group of this name, whatever its case."""
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        query = {"filter": f'displayName eq "{escaped}"', "startIndex": "1", "count": "100"}
        same = (group for group in self._list(query) if group.name.lower() == name.lower())
        return next(same, None)

    def get(self, identifier: str) -> ServiceGroup:
        """Read one group with its members; a service that has it no more refuses with 404."""
        return group_of(json_of(self._service.send("GET", _path(identifier))))

    def create(self, name: str) -> ServiceGroup:
        """Create a group that has no members yet; a service that has it already refuses with 409."""
        body = Group(display_name=name).model_dump(scim_ctx=Context.RESOURCE_CREATION_REQUEST)
        return group_of(json_of(self._service.send("POST", "/Groups", body | {"members": []})))

    def replace(self, identifier: str, group: ServiceGroup, name: str, members: Iterable[str]) -> None:
        """Change name and members by PUT of the whole."""
        changed = {"id": identifier, "displayName": name, "members": [{"value": member} for member in members]}
        kept = {spelled: value for spelled, value in group.whole.items() if spelled.lower() not in _CHANGED}
        self._service.send("PUT", _path(identifier), kept | changed)

    def patch(self, identifier: str, operations: list[dict[str, Any]]) -> None:
        """Change name or members by PATCH."""
        schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
        self._service.send("PATCH", _path(identifier), {"schemas": schemas, "Operations": operations})

    def delete(self, identifier: str) -> None:
        """Delete a group; its members stay people of the service."""
        self._service.send("DELETE", _path(identifier))

    def _list(self, query: dict[str, str]) -> list[ServiceGroup]:
        body = json_of(self._service.send("GET", "/Groups", query=query))
        return [group_of(resource) for resource in listed(body).resources]


def id_of(group: ServiceGroup) -> str:
    """Give a group's id, which every answer must have."""
    if not group.service_id:
        raise Refused("The service's answer has no id")
    return group.service_id


def _path(identifier: str) -> str:
    return f"/Groups/{quote(identifier, safe='')}"
