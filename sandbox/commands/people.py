"""people: who exists at each service provider, and what Okta pushed there."""

import json
import time
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer

from sandbox.commands.access import secrets_of
from sandbox.commands.options import DEFAULT_DIRECTORY, AsJson, Directory
from sandbox.commands.output import print_table
from sandbox.commands.server import Server, new_client
from sandbox.processes import Run, SandboxError, need_running
from sandbox.scim.tokens import IssuedTokens


@dataclass(frozen=True)
class Person:
    """A person at a service provider; ``assigned``: whether some app in Okta has the person linked to it."""

    userName: str
    name: str
    active: bool
    externalId: str | None
    assigned: bool


def people(
    directory: Directory = DEFAULT_DIRECTORY,
    tenant: Annotated[str | None, typer.Option(help="Only this service provider.")] = None,
    as_json: AsJson = False,
    wait: Annotated[float, typer.Option(help="Seconds to wait until Okta has pushed everything.")] = 10,
) -> None:
    """Show who exists at the service providers and what Okta pushed, once the queue is empty."""
    run = need_running(directory)
    secrets = secrets_of(directory)
    tenants = tuple(run.scim_urls) if tenant is None else (tenant,)
    if tenant is not None and tenant not in run.scim_urls:
        raise SandboxError(f"there is no tenant {tenant!r}; there are: {', '.join(run.scim_urls)}")
    with new_client() as client:
        org = Server(client, run.org_url, f"SSWS {secrets.api_token}")
        if not _wait_until_idle(org, wait):
            typer.echo(f"Okta is still pushing after {wait:g} s; what follows is not final", err=True)
        linked = _linked_ids(org)
        pushes: list[dict[str, Any]] = org.get("/sandbox/pushes")
        found = {
            name: _people_at(
                Server(client, run.scim_urls[name], f"Bearer {IssuedTokens(directory, name).current()}"), linked
            )
            for name in tenants
        }
    if as_json:
        shown = {name: [asdict(person) for person in persons] for name, persons in found.items()}
        typer.echo(json.dumps({"people": shown, "pushes": pushes}, indent=2))
    else:
        _show(run, found, pushes)


def _wait_until_idle(org: Server, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not org.get("/sandbox/status")["idle"]:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _linked_ids(org: Server) -> set[str]:
    """Collect the SCIM ids that app users in Okta are linked to; SCIM ids are unique over all tenants."""
    apps = [app["id"] for app in org.pages("/api/v1/apps")]
    users = (user for app in apps for user in org.pages(f"/api/v1/apps/{app}/users"))
    return {user["externalId"] for user in users if user.get("externalId")}


def _people_at(scim: Server, linked: set[str]) -> list[Person]:
    return sorted((_person(user, linked) for user in scim.people()), key=lambda person: person.userName)


def _person(resource: dict[str, Any], linked: set[str]) -> Person:
    name = resource.get("name", {})
    parts = " ".join(filter(None, (name.get("givenName"), name.get("familyName"))))
    return Person(
        userName=resource["userName"],
        name=resource.get("displayName") or name.get("formatted") or parts,
        active=resource.get("active", False),
        externalId=resource.get("externalId"),
        assigned=resource["id"] in linked,
    )


def _show(run: Run, found: dict[str, list[Person]], pushes: list[dict[str, Any]]) -> None:
    for tenant, persons in found.items():
        rows = [(p.userName, p.name, _yes_no(p.active), _yes_no(p.assigned), p.externalId or "") for p in persons]
        print_table(
            f"People at {tenant} ({run.scim_urls[tenant]})",
            ("user name", "name", "active", "assigned in Okta", "externalId"),
            rows,
            empty="nobody yet",
        )
    print_table(
        "What Okta pushed",
        ("at", "app", "person", "operation", "outcome"),
        [[push["at"], push["app"], push["person"], push["operation"], _outcome(push)] for push in pushes],
        empty="nothing yet",
    )


def _outcome(push: dict[str, Any]) -> str:
    reason = push.get("reason")
    return f"{push['outcome']}: {reason}" if reason else str(push["outcome"])


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
