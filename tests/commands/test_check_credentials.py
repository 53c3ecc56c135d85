"""`check-credentials`: the preflight for a person."""

import asyncio
import json
from collections.abc import Iterator

import pytest
import typer
from typer.testing import CliRunner, Result

from commands.check_credentials import check_credentials
from tests.preflight.scim_servers import TOKEN, Server, scim, serving

app = typer.Typer()
app.command()(check_credentials)


@pytest.fixture(autouse=True)
def event_loop_of_the_thread() -> Iterator[None]:
    """The command's own event loop takes the thread's away, which Pulumi's tests need."""
    yield
    asyncio.set_event_loop(asyncio.new_event_loop())


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(scim()) as running:
        yield running


def check(*words: str, **variables: str) -> Result:
    result = CliRunner().invoke(app, list(words), env={"SCIM_TOKEN": TOKEN, **variables})
    assert TOKEN not in result.output
    return result


def test_what_works_ends_with_0_and_says_what_was_seen(server: Server) -> None:
    result = check(f"{server.url}/v2")
    assert (result.exit_code, result.output) == (
        0,
        f"SCIM server: {server.url}/v2 takes the token; Okta can work with it.\n"
        "  users: 2 users\n"
        "  filter by userName: works (it found one of them)\n"
        "  ServiceProviderConfig: it is not there, and Okta does not need it\n",
    )


def test_what_does_not_work_ends_with_1_and_names_the_cause(server: Server) -> None:
    result = check(f"{server.url}/v2", SCIM_TOKEN="another-token")
    assert result.exit_code == 1
    assert "SCIM server: the server does not accept the token (401)." in result.output
    assert "setting: the token in SCIM_TOKEN" in result.output
    assert "Next: issue a new token" in result.output


def test_the_base_url_is_named_as_the_argument(server: Server) -> None:
    assert f"setting: BASE_URL: {server.url}\n" in check(server.url).output


def test_programs_get_json(server: Server) -> None:
    passed = check(f"{server.url}/v2", "--json")
    assert json.loads(passed.output) == {
        "passed": True,
        "people": 2,
        "filterFoundSomebody": True,
        "serviceProviderConfig": False,
        "notes": [],
    }
    failed = check(f"{server.url}/v2", "--json", SCIM_TOKEN="another-token")
    answer = json.loads(failed.output)
    assert (failed.exit_code, answer["passed"], answer["cause"]) == (1, False, "unauthorized")
    assert answer["next"].startswith("issue a new token")


def test_a_header_auth_app_s_token_is_sent_as_typed(server: Server) -> None:
    result = check(f"{server.url}/v2", "--header-auth")
    assert result.exit_code == 1
    assert 'takes it with "Bearer " before it' in result.output
    assert check(f"{server.url}/v2", "--header-auth", SCIM_TOKEN=f"Bearer {TOKEN}").exit_code == 0


def test_another_variable_may_hold_the_token(server: Server) -> None:
    assert check(f"{server.url}/v2", "--token-variable", "MINE", MINE=TOKEN, SCIM_TOKEN="wrong").exit_code == 0


def test_a_variable_that_is_not_there_is_a_wrong_command_line(server: Server) -> None:
    result = check(f"{server.url}/v2", "--token-variable", "NOT_THERE")
    assert result.exit_code == 2
    assert "NOT_THERE" in result.output
    assert server.requests == []
