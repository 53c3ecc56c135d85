"""`make up`, `make down`, and every other command that README.md names, in a newcomer's copy of the project."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.end_to_end.checkout import ROOT, Checkout
from tests.end_to_end.secrets import places_of

README = (ROOT / "README.md").read_text(encoding="utf-8")
DESIGN = {"ada.lovelace@example.com", "grace.hopper@example.com", "radia.perlman@example.com"}
# `make test` is what runs this test; the others have fixtures and tests of their own.
RUN_ELSEWHERE = {"make test", "make up", "make up BY_HAND=1", "make down"}


def blocks(section: str) -> list[str]:
    """The shell blocks of a section of README.md."""
    text = README.split(f"## {section}")[1].split("\n## ")[0]
    found = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [re.sub(r"^   ", "", block, flags=re.MULTILINE).strip() for block in found]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    own = str(ROOT / ".toolchain" / "bin")
    path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if part != own)
    copy = Checkout(tmp_path_factory.mktemp("checkout"), path)
    yield copy
    copy.run("make down")


@pytest.fixture(scope="module")
def by_hand(checkout: Checkout) -> subprocess.CompletedProcess[str]:
    """The very first run, with the steps left to the person."""
    return checkout.run("make up BY_HAND=1")


@pytest.fixture(scope="module")
def first_up(checkout: Checkout, by_hand: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    return checkout.run("make up")


def test_by_hand_the_steps_are_left_to_the_person_in_the_terminal_and_on_a_page(
    by_hand: subprocess.CompletedProcess[str],
) -> None:
    assert by_hand.returncode == 0, by_hand.stdout + by_hand.stderr
    assert "== Left to you: InVision V7" in by_hand.stdout
    assert re.search(r"The same as a page: http://\S+/admin/checklists#checklist-0oa", by_hand.stdout)
    assert "Who was provisioned" not in by_hand.stdout


def test_make_up_ends_with_the_people_of_the_group_at_the_service(first_up: subprocess.CompletedProcess[str]) -> None:
    assert first_up.returncode == 0, first_up.stdout + first_up.stderr
    invision = first_up.stdout.split("At invision")[1].split("At zscaler")[0]
    assert all(re.search(rf"{re.escape(person)}.*yes", invision) for person in DESIGN)


def test_make_up_shows_the_steps_and_that_a_person_does_them(first_up: subprocess.CompletedProcess[str]) -> None:
    assert "3 steps are left in the Admin Console" in first_up.stdout
    assert "Test API Credentials: InVision V7 was verified successfully" in first_up.stdout


def test_make_up_again_changes_nothing_and_says_so(
    first_up: subprocess.CompletedProcess[str], checkout: Checkout
) -> None:
    again = checkout.run("make up")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Nothing changed: Okta already is as declared." in again.stdout


@pytest.mark.parametrize(
    "block",
    [block for block in [*blocks("Try it: two commands"), *blocks("Policies")] if block not in RUN_ELSEWHERE],
)
def test_a_command_on_the_sandbox_works(
    block: str, first_up: subprocess.CompletedProcess[str], checkout: Checkout
) -> None:
    done = checkout.run(block)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_commands_for_a_real_org_work_in_their_order(
    first_up: subprocess.CompletedProcess[str], checkout: Checkout
) -> None:
    tool = checkout.run('eval "$(make -s environment)"; echo "$PATH"').stdout.strip().splitlines()[-1]
    dev = yaml.safe_load((checkout.directory / "Pulumi.dev.yaml").read_text(encoding="utf-8"))["config"]
    base_url = dev["okta-scim:apps"]["invision-v7"]["connection"]["baseUrl"]
    variables = {
        "PATH": tool,
        "PULUMI_BACKEND_URL": (checkout.directory / ".state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "acme",
        # The org of the text is acme.okta.com; the sandbox stands in for it.
        "OKTA_HTTP_PROXY": dev["okta:httpProxy"],
        "MY_OKTA_API_TOKEN": checkout.run(".venv/bin/python -m sandbox token api").stdout.strip(),
        "MY_SCIM_TOKEN": checkout.run(".venv/bin/python -m sandbox token scim").stdout.strip(),
    }
    *steps, last = blocks("On your own Okta org")
    for step in steps:
        done = checkout.run(step, **variables)
        assert done.returncode == 0, step + done.stdout + done.stderr
    example = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)[0]
    apps = yaml.safe_load(example)["config"]["okta-scim:apps"]
    apps["invision-v7"]["connection"]["baseUrl"] = base_url
    stack_file = checkout.directory / "Pulumi.acme.yaml"
    content = yaml.safe_load(stack_file.read_text(encoding="utf-8"))
    content["config"]["okta-scim:apps"] = apps
    stack_file.write_text(yaml.safe_dump(content), encoding="utf-8")
    done = checkout.run(last, **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    tokens = [variables["MY_OKTA_API_TOKEN"], variables["MY_SCIM_TOKEN"]]
    assert places_of(tokens, [checkout.directory / ".state"], [done.stdout, done.stderr]) == []


def test_the_quick_tests_are_found_by_their_command(checkout: Checkout) -> None:
    assert "make unit" in README
    # They ran already; here the command has only to find them.
    done = checkout.run('make unit PYTEST=".venv/bin/python -m pytest --quiet --collect-only"')
    assert done.returncode == 0, done.stdout + done.stderr
    assert "test_a_missing_org_is_named" in done.stdout


def test_make_down_leaves_nothing_running(first_up: subprocess.CompletedProcess[str], checkout: Checkout) -> None:
    done = checkout.run("make down")
    assert done.returncode == 0, done.stdout + done.stderr
    assert processes_in(checkout.directory) == []
    assert not (checkout.directory / ".sandbox").exists()


def processes_in(directory: Path) -> list[str]:
    """The command lines of processes that name the directory."""
    lines = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line for line in lines if str(directory) in line]
