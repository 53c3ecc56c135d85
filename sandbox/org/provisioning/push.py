"""What one provisioning task does at the service provider."""

import secrets
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from scim2_models import Context, Name

from sandbox.org.catalogue import ScimUpdate
from sandbox.org.provisioning.answers import ServicePerson, settable
from sandbox.org.provisioning.outcomes import Done, Refused, during, held_by
from sandbox.org.provisioning.scim_user import ScimEmail, ScimUser
from sandbox.org.provisioning.service_provider import ServiceProvider
from sandbox.org.tables import User as Person


def push(
    service: ServiceProvider,
    person: Person,
    user_name: str,
    *,
    update: ScimUpdate,
    with_password: bool,
    sent_names: Sequence[str] = (),
    holder: Callable[[str], str | None] = lambda _external_id: None,
) -> Done:
    """Bring a newly assigned person about: found by user name they are linked, else created.

    A killed worker repeats this safely: whom it had created, it finds, also under an earlier one of `sent_names`.
    Such an account is renamed, or made inactive where somebody has the new name already. `holder` names the other
    person whom the app has linked to a service's id already; that account is left as it is.
    """
    wanted = _scim_user(person, user_name)
    found = _find(service, user_name)
    for earlier in _made_before(service, person.id, [name for name in sent_names if name != user_name]):
        if found is None:
            found = earlier
        elif earlier.service_id != found.service_id:
            deactivate(service, _id_of(earlier), earlier.user_name, update=update)
    if found is None:
        if with_password:
            wanted.password = secrets.token_urlsafe(18)
        try:
            with during(f"Error while creating user {user_name}"):
                return Done("create", _id_of(service.create(wanted)))
        except Refused as refusal:
            if refusal.status != HTTPStatus.CONFLICT:
                raise
            found = _find(service, user_name)
            if found is None:
                raise
            wanted.password = None
    was_active = found.active
    with during(f"Error while trying to push profile update for {user_name}"):
        external_id = _id_of(found)
        if other := holder(external_id):
            raise Refused(held_by(other))
        _change(service, external_id, wanted, update)
    return Done("link" if was_active else "reactivate", external_id)


def update_profile(
    service: ServiceProvider, external_id: str, person: Person, user_name: str, *, update: ScimUpdate
) -> Done:
    """Send a changed name, email or user name."""
    with during(f"Error while trying to push profile update for {user_name}"):
        _change(service, external_id, _scim_user(person, user_name), update)
    return Done("update", external_id)


def deactivate(service: ServiceProvider, external_id: str, user_name: str, *, update: ScimUpdate) -> Done:
    """Make a person inactive, and change nothing else: names kept back before stay back."""
    try:
        with during(f"Error while deactivating user {user_name}"):
            if update is ScimUpdate.PATCH:
                service.patch(external_id, {"active": False})
            else:
                current = settable(service.get(external_id))
                spelled = next((name for name in current if name.lower() == "active"), "active")
                service.replace(external_id, current | {spelled: False})
    except Refused as refusal:
        if refusal.status != HTTPStatus.NOT_FOUND:
            raise
        return Done("nothing", external_id, "The service no longer has this person")
    return Done("deactivate", external_id)


def deactivate_unheard_of(
    service: ServiceProvider, person_id: str, sent_names: Sequence[str], *, update: ScimUpdate
) -> Done:
    """Make a person inactive whom a push may have made just before it was cut off: Okta's id tells them from others."""
    done = Done("nothing", reason="Okta had not pushed this person")
    for found in _made_before(service, person_id, sent_names):
        done = deactivate(service, _id_of(found), found.user_name, update=update)
    return done


def _made_before(service: ServiceProvider, person_id: str, sent_names: Sequence[str]) -> list[ServicePerson]:
    accounts = (_find(service, name) for name in sent_names)
    return [account for account in accounts if account is not None and account.external_id == person_id]


def _find(service: ServiceProvider, user_name: str) -> ServicePerson | None:
    with during(f"Error while verifying if user {user_name} exists"):
        return service.find(user_name)


def _scim_user(person: Person, user_name: str) -> ScimUser:
    return ScimUser(
        user_name=user_name,
        external_id=person.id,
        name=Name(given_name=person.first_name, family_name=person.last_name),
        display_name=person.display_name,
        emails=[ScimEmail(value=person.email, type=ScimEmail.Type.work, primary=True)],
        active=True,
    )


def _change(service: ServiceProvider, external_id: str, wanted: ScimUser, update: ScimUpdate) -> None:
    if update is ScimUpdate.PUT:
        service.replace(external_id, wanted.model_dump(scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST))
        return
    values: dict[str, Any] = wanted.model_dump()
    service.patch(external_id, {key: value for key, value in values.items() if key != "schemas"})


def _id_of(person: ServicePerson) -> str:
    if not person.service_id:
        raise Refused("The service's answer has no id")
    return person.service_id
