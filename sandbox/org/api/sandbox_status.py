"""`/sandbox`: what no Okta org has, so that a caller can wait until provisioning has come to rest."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import select

from sandbox.org.dependencies import Reading
from sandbox.org.operations.tasks import count_by_state
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
    """Count the provisioning tasks; idle means that none is queued or under way."""
    tasks = count_by_state(session)
    return {"idle": tasks["QUEUED"] + tasks["RUNNING"] == 0, "tasks": tasks}


@router.get("/pushes")
def list_pushes(session: Reading) -> list[dict[str, Any]]:
    """List the provisioning tasks in the order they were queued, with what each did at the service."""
    return [
        {
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
