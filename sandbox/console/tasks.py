"""Tasks: what Okta is still to do at the services, what it did, and what it gave up."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy import select

from sandbox.console.drafts import Message, drafts_of
from sandbox.console.pages import ConsoleRoute, page, see_other
from sandbox.console.session import Admin, AdminForm
from sandbox.org.dependencies import RowId, org_of
from sandbox.org.errors import OktaError
from sandbox.org.operations.tasks import count_by_state, retry_task
from sandbox.org.organisation import Org
from sandbox.org.tables import Operation, Task, TaskState

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

PATH: Final = "/admin/tasks"
SHOWN: Final = 100
# What a state is called on the page, the style of its badge.
STATES: Final = {
    TaskState.QUEUED: ("Waiting", "warn"),
    TaskState.RUNNING: ("Under way", "warn"),
    TaskState.SUCCEEDED: ("Done", "good"),
    TaskState.FAILED: ("Failed", "bad"),
}
# What Okta puts before the reason; of the last two its words are not known.
FAILURES: Final = {
    Operation.PUSH: "Automatic provisioning of user {person} to app {app} failed",
    Operation.UPDATE: "Automatic profile push of user {person} to app {app} failed",
    Operation.DEACTIVATE: "Automatic deprovisioning of user {person} from app {app} failed",
    Operation.GROUP_PUSH: "Automatic push of group {person} to app {app} failed",
    Operation.GROUP_DELETE: "Automatic deletion of group {person} from app {app} failed",
}


def failure_of(task: Task) -> str:
    """Say in Okta's words why a task failed."""
    what = FAILURES[task.operation].format(person=task.person, app=task.app_label)
    return f"{what}: {task.reason}"


@router.get("/tasks")
def tasks(request: Request, _session: Admin, state: str = "") -> Response:
    """List the latest provisioning tasks, the newest first, of one state or of all."""
    found = select(Task).order_by(Task.id.desc()).limit(SHOWN)
    if state in TaskState.__members__:
        found = found.where(Task.state == state)
    with org_of(request).store.reading() as store:
        rows = store.scalars(found).all()
        counts = count_by_state(store)
    return page(
        request,
        "tasks.html",
        title="Tasks",
        rows=rows,
        counts=counts,
        states=STATES,
        state=state,
        failures={task.id: failure_of(task) for task in rows if task.state is TaskState.FAILED},
    )


@router.post("/tasks/retry")
def retry(
    request: Request,
    session: AdminForm,
    org: Annotated[Org, Depends(org_of)],
    selected: Annotated[tuple[RowId, ...], Form(alias="task_id")] = (),
) -> Response:
    """Repeat the selected tasks that failed; their outcome appears on the page when the worker has it."""
    repeated, problems = [], []
    with org.store.writing() as store:
        for task_id in selected:
            try:
                repeated.append(retry_task(store, task_id).person)
            except OktaError as error:
                problems.append(str(error))
    message = Message(f"Repeated: {', '.join(repeated)}" if repeated else "Select the tasks to repeat")
    if problems or not repeated:
        message = Message("; ".join(problems) or message.text, is_error=True)
    drafts_of(request).tell(session.identifier, message)
    return see_other(PATH)
