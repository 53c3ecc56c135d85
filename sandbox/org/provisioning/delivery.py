"""Carrying out a task in hand: by which requests, with which token, or why there is nothing to do."""

from collections.abc import Callable

import httpx2

from sandbox.org.catalogue import entry_of
from sandbox.org.operations.group_push import PUSHED
from sandbox.org.operations.tasks import is_active
from sandbox.org.provisioning.outcomes import Done, Refused
from sandbox.org.provisioning.push import deactivate, deactivate_unheard_of, push, update_profile
from sandbox.org.provisioning.push_groups import delete_group, push_group
from sandbox.org.provisioning.queue import Job
from sandbox.org.provisioning.service_groups import ServiceGroups
from sandbox.org.provisioning.service_provider import ServiceProvider
from sandbox.org.secrets import Secrets
from sandbox.org.tables import Operation


def deliver(job: Job, client: httpx2.Client, secrets: Secrets, holder: Callable[[str], str | None]) -> Done:
    """Do what the task asks for at the service provider, as the org's data stand now; `holder` is that of `push`."""
    app, settings = job.app, job.settings
    if app is None or settings is None or not settings.enabled:
        return Done("nothing", reason="Provisioning was switched off before this was done")
    entry = entry_of(app)
    if not entry.scim or settings.base_url is None or settings.token is None:
        raise Refused(f"The sandbox pushes by SCIM with a token only, and {app.name} has neither")
    token = secrets.decrypt(settings.token)
    service = ServiceProvider(client, settings.base_url, entry.authorization(token))
    if job.task.operation is Operation.GROUP_DELETE:
        if job.external_id is None:
            return Done("nothing", reason="Okta had not pushed this group")
        return delete_group(ServiceGroups(service), job.external_id, job.task.user_name)
    if job.task.operation is Operation.GROUP_PUSH:
        if job.mapping is None or job.mapping.status not in PUSHED:
            return Done("nothing", reason="The group is not pushed any more")
        groups = ServiceGroups(service)
        return push_group(groups, job.external_id, job.mapping.target_name, job.members, update=entry.update)
    if job.task.operation is Operation.DEACTIVATE:
        unheard_of = deactivate_unheard_of(service, job.task.user_id, job.sent_names, update=entry.update)
        if job.external_id is None:
            return unheard_of
        return deactivate(service, job.external_id, job.task.user_name, update=entry.update)
    if job.app_user is None or job.user is None:
        return Done("nothing", reason="The assignment ended before this was done")
    if not is_active(job.user):
        return Done("nothing", reason=f"{job.user.display_name} is not active in Okta; this waits until they are")
    user_name = job.app_user.user_name
    if job.task.operation is Operation.UPDATE:
        if job.external_id is None:
            return Done("nothing", reason="Okta had not pushed this person")
        return update_profile(service, job.external_id, job.user, user_name, update=entry.update)
    return push(
        service,
        job.user,
        user_name,
        update=entry.update,
        with_password=settings.push_password,
        sent_names=job.sent_names,
        holder=holder,
    )
