"""`/api/v1/groups/rules`: which must be routed before `/api/v1/groups/{id}`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import select

from sandbox.org.api.paging import Page
from sandbox.org.dependencies import JsonBody, Reading, Writing
from sandbox.org.directory_tables import GroupRule
from sandbox.org.operations import group_rules
from sandbox.org.representations.groups import rule_json

router = APIRouter(prefix="/api/v1/groups/rules")
Expand = Annotated[str | None, Query()]


@router.get("")
def list_rules(
    session: Reading, page: Page, search: Annotated[str | None, Query()] = None, expand: Expand = None
) -> list[dict[str, Any]]:
    """List rules; `search` is a part of a rule's name."""
    found = select(GroupRule).order_by(GroupRule.id)
    if search:
        found = found.where(GroupRule.name.icontains(search, autoescape=True))
    if page.after:
        found = found.where(GroupRule.id > page.after)
    size = page.size(50, 200)
    rows = list(session.scalars(found.limit(size + 1)))
    return [rule_json(session, rule, expand) for rule in page.links(rows, size, lambda rule: rule.id)]


@router.post("")
def create_rule(session: Writing, body: JsonBody) -> dict[str, Any]:
    """Add a rule; it starts INACTIVE."""
    return rule_json(session, group_rules.create_rule(session, body))


@router.get("/{rule_id}")
def get_rule(session: Reading, rule_id: str, expand: Expand = None) -> dict[str, Any]:
    """Show a rule."""
    return rule_json(session, group_rules.find_rule(session, rule_id), expand)


@router.put("/{rule_id}")
def replace_rule(session: Writing, rule_id: str, body: JsonBody) -> dict[str, Any]:
    """Change an inactive rule."""
    rule = group_rules.find_rule(session, rule_id)
    group_rules.replace_rule(session, rule, body)
    return rule_json(session, rule)


@router.delete("/{rule_id}", status_code=202)
def delete_rule(
    session: Writing, rule_id: str, remove_users: Annotated[bool, Query(alias="removeUsers")] = False
) -> dict[str, Any]:
    """Delete a rule; Okta says 202 because it may take its time, the sandbox is done at once."""
    group_rules.delete_rule(session, group_rules.find_rule(session, rule_id), remove_users=remove_users)
    return {}


@router.post("/{rule_id}/lifecycle/activate", status_code=204)
def activate_rule(session: Writing, rule_id: str) -> Response:
    """Switch a rule on."""
    group_rules.activate_rule(session, group_rules.find_rule(session, rule_id))
    return Response(status_code=204)


@router.post("/{rule_id}/lifecycle/deactivate", status_code=204)
def deactivate_rule(session: Writing, rule_id: str) -> Response:
    """Switch a rule off."""
    group_rules.deactivate_rule(session, group_rules.find_rule(session, rule_id))
    return Response(status_code=204)
