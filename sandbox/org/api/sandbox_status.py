"""`/sandbox`: what no Okta org has: waiting until provisioning has come to rest, and repeating what failed."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import select

from sandbox.org.dependencies import Reading, RowId, Writing
from sandbox.org.operations import tasks
from sandbox.org.operations.imports import is_idle
from sandbox.org.tables import Task, TaskState

router = APIRouter(prefix="/sandbox")

_OUTCOMES = {
    TaskState.QUEUED: "waiting",
    TaskState.RUNNING: "under way",
    TaskState.SUCCEEDED: "done",
    TaskState.FAILED: "failed",
}


@router.get("/status")
def show_status(session: Reading) -> dict[str, Any]:
    """Count the provisioning tasks; idle means that none is queued or under way, and no import either."""
    return {"idle": is_idle(session), "tasks": tasks.count_by_state(session)}


@router.get("/pushes")
def list_pushes(session: Reading) -> list[dict[str, Any]]:
    """List the provisioning tasks in the order they were queued, with what each did at the service."""
    return [
        {
            "id": task.id,
            "at": task.finished or task.created,
            "app": task.app_label,
            "person": task.person,
            "userName": task.user_name,
            "operation": task.performed or task.operation.value.lower(),
            "outcome": _OUTCOMES[task.state],
            "reason": task.reason,
            "attempts": task.attempts,
        }
        for task in session.scalars(select(Task).order_by(Task.id))
    ]


@router.post("/tasks/{task_id}/retry")
def retry_task(session: Writing, task_id: RowId) -> dict[str, Any]:
    """Repeat a failed provisioning task, as a person does on the Tasks page."""
    return {"id": tasks.retry_task(session, task_id).id}
