"""`/api/v1/apps/{id}/group-push/mappings`: the groups that are pushed to an app, as Okta's SDKs describe them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import select

from sandbox.org.api.paging import Page
from sandbox.org.dependencies import BaseUrl, JsonBody, Reading, Writing
from sandbox.org.errors import invalid
from sandbox.org.group_push_tables import GroupPushMapping, MappingStatus
from sandbox.org.objects import text_at
from sandbox.org.operations import apps, group_push, groups

router = APIRouter(prefix="/api/v1/apps/{app_id}/group-push/mappings")


@router.get("")
def list_mappings(
    session: Reading,
    base: BaseUrl,
    page: Page,
    app_id: str,
    source_group_id: Annotated[str | None, Query(alias="sourceGroupId")] = None,
    status: Annotated[MappingStatus | None, Query()] = None,
    last_updated: Annotated[str | None, Query(alias="lastUpdated")] = None,
) -> list[dict[str, Any]]:
    """List an app's mappings; `lastUpdated` leaves out those that were changed before."""
    app = apps.find_app(session, app_id)
    found = select(GroupPushMapping).where(GroupPushMapping.app_id == app.id).order_by(GroupPushMapping.id)
    if source_group_id:
        found = found.where(GroupPushMapping.source_group_id == source_group_id)
    if status:
        found = found.where(GroupPushMapping.status == status)
    if last_updated:
        found = found.where(GroupPushMapping.last_updated >= last_updated.replace("Z", ".000Z"))
    if page.after:
        found = found.where(GroupPushMapping.id > page.after)
    size = page.size(100, 1000)
    rows = list(session.scalars(found.limit(size + 1)))
    return [_mapping_json(mapping, base) for mapping in page.links(rows, size, lambda mapping: mapping.id)]


@router.post("")
def create_mapping(session: Writing, base: BaseUrl, app_id: str, body: JsonBody) -> dict[str, Any]:
    """Push a group; the sandbox imports no groups, so there is no `targetGroupId` to link to."""
    app = apps.find_app(session, app_id)
    if not isinstance(body.get("sourceGroupId"), str):
        raise invalid("sourceGroupId", "sourceGroupId: The field cannot be left blank")
    if body.get("targetGroupId"):
        raise invalid("targetGroupId", "targetGroupId: The sandbox links by targetGroupName only")
    group = groups.find_group(session, body["sourceGroupId"])
    active = _status(body.get("status", "ACTIVE")) is MappingStatus.ACTIVE
    name = text_at(body, "targetGroupName")
    return _mapping_json(group_push.push_group(session, app, group, target_name=name, active=active), base)


@router.get("/{mapping_id}")
def get_mapping(session: Reading, base: BaseUrl, app_id: str, mapping_id: str) -> dict[str, Any]:
    """Show a mapping and how its latest push went."""
    return _mapping_json(group_push.find_mapping(session, apps.find_app(session, app_id), mapping_id), base)


@router.patch("/{mapping_id}")
def change_mapping(session: Writing, base: BaseUrl, app_id: str, mapping_id: str, body: JsonBody) -> dict[str, Any]:
    """Switch a mapping on or off; switched on, the group is pushed again."""
    app = apps.find_app(session, app_id)
    mapping = group_push.find_mapping(session, app, mapping_id)
    group_push.set_mapping_status(session, app, mapping, _status(body.get("status")))
    return _mapping_json(mapping, base)


@router.delete("/{mapping_id}")
def delete_mapping(
    session: Writing,
    app_id: str,
    mapping_id: str,
    delete_target: Annotated[bool, Query(alias="deleteTargetGroup")],
) -> Response:
    """Remove a mapping that is INACTIVE, with the service's group or without."""
    app = apps.find_app(session, app_id)
    mapping = group_push.find_mapping(session, app, mapping_id)
    group_push.unpush_group(session, app, mapping, delete_target=delete_target)
    return Response()


def _status(value: object) -> MappingStatus:
    if value not in ("ACTIVE", "INACTIVE"):
        raise invalid("status", "status: The field must be ACTIVE or INACTIVE")
    return MappingStatus(str(value))


def _time(kept: str) -> str:
    # Okta shows no milliseconds here.
    return kept.replace(".000Z", "Z")


def _mapping_json(mapping: GroupPushMapping, base: str) -> dict[str, Any]:
    return {
        "id": mapping.id,
        "status": mapping.status,
        "sourceGroupId": mapping.source_group_id,
        "targetGroupId": mapping.target_group_id,
        "created": _time(mapping.created),
        "lastUpdated": _time(mapping.last_updated),
        **({} if mapping.last_push is None else {"lastPush": _time(mapping.last_push)}),
        **({} if mapping.error_summary is None else {"errorSummary": mapping.error_summary}),
        "_links": {
            "app": {"href": f"{base}/api/v1/apps/{mapping.app_id}"},
            "sourceGroup": {"href": f"{base}/api/v1/groups/{mapping.source_group_id}"},
            "targetGroup": {"href": f"{base}/api/v1/groups/{mapping.target_group_id}"},
        },
    }
