"""What services say of their people and groups, read as a client must: it takes what it needs and ignores the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.org.provisioning.outcomes import Refused

# Only the service sets these; sent back, they are at best ignored.
_READ_ONLY: Final = ("meta", "groups")


@dataclass(frozen=True)
class Listed:
    """One page of a list, and how many the service claims to have in all."""

    resources: Sequence[object]
    total: int


@dataclass(frozen=True)
class ServicePerson:
    """A person as the service describes them, cut down to what Okta needs; `external_id` is Okta's id of them."""

    service_id: str
    user_name: str
    email: str
    given_name: str
    family_name: str
    active: bool
    external_id: str | None = None


@dataclass(frozen=True)
class ServiceGroup:
    """A group as the service describes it; `members` are the service's ids, `whole` is all that it answered."""

    service_id: str
    name: str
    members: frozenset[str]
    whole: Mapping[str, Any]


def listed(body: object) -> Listed:
    """Read a list; what has neither resources nor a total is none."""
    named = _lower_case(body)
    resources, total = named.get("resources"), named.get("totalresults")
    if resources is None and total is None:
        raise _not_scim("it has neither Resources nor totalResults")
    if not isinstance(resources, list | None):
        raise _not_scim("Resources is no list")
    announced = str(total)
    return Listed(resources or (), int(announced) if announced.isdecimal() else 0)


def person_of(body: object) -> ServicePerson:
    """Read a person; the user name stands in for a missing email, and `active` is true unless said.

    Ids that are numbers and truth values that are texts are common.
    """
    named = _lower_case(body)
    name = _lower_case(named.get("name") if isinstance(named.get("name"), Mapping) else {})
    user_name = _text(named.get("username"))
    return ServicePerson(
        service_id=_text(named.get("id")),
        user_name=user_name,
        email=_email(named.get("emails")) or user_name,
        given_name=_text(name.get("givenname")),
        family_name=_text(name.get("familyname")),
        active=str(named.get("active")).lower() not in ("false", "0"),
        external_id=_text(named.get("externalid")) or None,
    )


def group_of(body: object) -> ServiceGroup:
    """Read a group."""
    named = _lower_case(body)
    members = named.get("members")
    rows = members if isinstance(members, list) else []
    ids = (_text(_lower_case(row).get("value")) for row in rows if isinstance(row, Mapping))
    return ServiceGroup(
        service_id=_text(named.get("id")),
        name=_text(named.get("displayname")),
        members=frozenset(filter(None, ids)),
        whole=settable(body),
    )


def settable(body: object) -> dict[str, Any]:
    """Give a resource as the service has it, whole, without what only the service sets."""
    if not isinstance(body, Mapping):
        raise _not_scim("it is no object")
    return {name: value for name, value in body.items() if name.lower() not in _READ_ONLY}


def _email(sent: object) -> str:
    rows = [_lower_case(row) for row in sent if isinstance(row, Mapping)] if isinstance(sent, list) else []
    rows.sort(key=lambda row: str(row.get("primary")).lower() != "true")
    return next((text for row in rows if (text := _text(row.get("value")))), "")


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) else ""


def _lower_case(sent: object) -> dict[str, Any]:
    # SCIM compares the names of attributes without regard to case.
    if not isinstance(sent, Mapping):
        raise _not_scim("it is no object")
    return {name.lower(): value for name, value in sent.items()}


def _not_scim(why: str) -> Refused:
    return Refused(f"The service's answer is not SCIM 2.0: {why}")
