"""The page on which trouble is set by hand."""

import pytest
from fastapi import FastAPI

from tests.sandbox.console_client import Person


@pytest.fixture
def person(console: FastAPI) -> Person:
    person = Person(console)
    person.org.faults.set({})
    (person.org.directory / "scim-acme.sqlite").touch()
    person.open("/admin/faults")
    return person


def test_the_page_is_reached_from_every_page(person: Person) -> None:
    assert '<a href="/admin/faults"' in person.open("/admin/apps/active").text


def test_what_is_filled_in_is_rehearsed_and_shown(person: Person) -> None:
    form = person.page.form("faults")
    form.fill("api.error_rate", "0.5")
    form.fill("api.latency", "[0.1, 2]")
    form.tick("scim.acme.no_patch", True)
    person.send(form, seed="7")

    plan = person.org.faults.plan
    assert (plan.seed, plan.api.error_rate, plan.api.latency) == (7, 0.5, [0.1, 2])
    assert plan.scim["acme"].no_patch
    assert person.page.form("faults").fields.items() >= {"seed": "7", "scim.acme.no_patch": "true"}.items()


def test_a_box_without_its_tick_is_at_rest_again(person: Person) -> None:
    person.send("faults", wipe_provisioning_on_app_update=True)
    person.send("faults", wipe_provisioning_on_app_update=False)

    assert not person.org.faults.plan.wipe_provisioning_on_app_update


def test_a_mistake_is_told_beside_what_was_filled_in_and_nothing_is_saved(person: Person) -> None:
    form = person.page.form("faults")
    form.fill("api.error_rate", "often")
    answer = person.send(form, seed="7")

    assert answer.status_code == 400
    assert "api.error_rate: The value must be a number from 0 to 1" in answer.text
    assert person.page.form("faults").fields["api.error_rate"] == "often"
    assert person.org.faults.plan.seed == 0


def test_nobody_sets_faults_without_being_signed_in_or_from_another_site(person: Person, console: FastAPI) -> None:
    stranger = Person(console, signed_in=False)

    assert stranger.client.get("/admin/faults", follow_redirects=False).status_code == 303
    assert person.client.post("/admin/faults", data={"seed": "7"}).status_code == 403
    assert person.org.faults.plan.seed == 0
