"""The groups of a service provider's SCIM 2.0 API as Okta calls it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import httpx2
from pydantic import ValidationError
from scim2_models import Context, Group, ListResponse

from sandbox.org.provisioning.outcomes import Refused
from sandbox.org.provisioning.service_provider import ServiceProvider, json_of, not_scim


class ServiceGroups:
    """Sends the requests of one app that are about groups."""

    def __init__(self, service: ServiceProvider) -> None:
        """Use the connection of `service`."""
        self._service = service

    def ids(self, start: int, count: int) -> list[str]:
        """Ask for one page of all groups, `start` counted from 1, and give their ids."""
        return [group.id for group in self._list({"startIndex": str(start), "count": str(count)}) if group.id]

    def find(self, name: str) -> Group | None:
        """Find the group of this name, whatever its case."""
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        query = {"filter": f'displayName eq "{escaped}"', "startIndex": "1", "count": "100"}
        same = (group for group in self._list(query) if (group.display_name or "").lower() == name.lower())
        return next(same, None)

    def get(self, identifier: str) -> Group:
        """Read one group with its members; a service that has it no more refuses with 404."""
        return _group(self._service.send("GET", _path(identifier)))

    def create(self, name: str) -> Group:
        """Create a group that has no members yet; a service that has it already refuses with 409."""
        body = Group(display_name=name).model_dump(scim_ctx=Context.RESOURCE_CREATION_REQUEST)
        return _group(self._service.send("POST", "/Groups", body | {"members": []}))

    def replace(self, identifier: str, group: Group, name: str, members: Iterable[str]) -> None:
        """Change name and members by PUT of the whole."""
        body = group.model_dump(scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
        changed = {"id": identifier, "displayName": name, "members": [{"value": member} for member in members]}
        self._service.send("PUT", _path(identifier), body | changed)

    def patch(self, identifier: str, operations: list[dict[str, Any]]) -> None:
        """Change name or members by PATCH."""
        schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
        self._service.send("PATCH", _path(identifier), {"schemas": schemas, "Operations": operations})

    def delete(self, identifier: str) -> None:
        """Delete a group; its members stay people of the service."""
        self._service.send("DELETE", _path(identifier))

    def _list(self, query: dict[str, str]) -> list[Group]:
        answer = self._service.send("GET", "/Groups", query=query)
        try:
            return ListResponse[Group].model_validate(json_of(answer)).resources or []
        except ValidationError as error:
            raise not_scim(error) from None


def id_of(group: Group) -> str:
    """Give a group's id, which every answer must have."""
    if not group.id:
        raise Refused("The service's answer has no id")
    return group.id


def _path(identifier: str) -> str:
    return f"/Groups/{quote(identifier, safe='')}"


def _group(answer: httpx2.Response) -> Group:
    try:
        return Group.model_validate(json_of(answer))
    except ValidationError as error:
        raise not_scim(error) from None
