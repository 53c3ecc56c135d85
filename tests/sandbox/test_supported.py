"""What is said to be imitated is what is there: every route is in the ledger, every row of the ledger has a route."""

import re
from urllib.parse import urlsplit

import pytest
import yaml
from fastapi import FastAPI

from sandbox.org.api import router
from sandbox.supported import PAGE, Basis, load_ledger, page
from tests.sandbox.command_line import command
from tests.sandbox.org.contract import METHODS, SPEC, operations
from tests.sandbox.org.test_replay_of_recordings import CASSETTES, RECORDINGS

LEDGER = load_ledger()


def routes() -> set[str]:
    """List the routes that are Okta's; those under /sandbox are not."""
    served = FastAPI()
    served.include_router(router)
    found = {
        f"{method.upper()} {path}"
        for path, item in served.openapi()["paths"].items()
        for method in METHODS
        if method in item
    }
    return {operation for operation in found if not operation.partition(" ")[2].startswith("/sandbox")}


def without_names(operation: str) -> str:
    """Make operations comparable whose paths name their parameters differently."""
    return re.sub(r"\{\w+\}", "{}", operation)


def test_every_route_is_in_the_ledger_and_every_row_has_a_route() -> None:
    assert set(LEDGER.by_operation) == routes()


def test_the_page_is_as_it_is_made_from_the_ledger() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(LEDGER), "run: python -m sandbox supported --write"


def test_the_page_says_first_what_the_sandbox_is_not() -> None:
    first = PAGE.read_text(encoding="utf-8").split("\n\n")[1]
    assert first.startswith("The sandbox is not Okta")


def test_the_command_prints_the_page() -> None:
    assert command("supported").output == page(LEDGER)


@pytest.mark.skipif(not SPEC.exists(), reason="../shared/okta-openapi is not there")
def test_what_is_missing_is_all_that_is_missing_and_what_is_documented_is_in_the_file() -> None:
    documented = {without_names(operation) for operation in operations()}
    imitated = {without_names(operation) for operation in LEDGER.by_operation}
    assert {without_names(operation) for operation in LEDGER.missing} == documented - imitated
    claimed = {without_names(name) for name, basis in LEDGER.by_operation.items() if basis is Basis.DOCUMENTED}
    assert claimed <= documented


@pytest.mark.skipif(not CASSETTES, reason="../shared/recordings/okta is not there")
def test_what_is_called_measured_is_what_the_recordings_hold() -> None:
    recorded = set()
    for cassette in CASSETTES:
        text = (RECORDINGS / f"{cassette}.yaml").read_text(encoding="utf-8")
        for interaction in yaml.safe_load(text)["interactions"]:
            request = interaction["request"]
            recorded.add(_operation(f"{request['method']} {urlsplit(request['url']).path}"))
    assert {name for name, basis in LEDGER.by_operation.items() if basis is Basis.MEASURED} == recorded


def _operation(request: str) -> str:
    fitting = [name for name in LEDGER.by_operation if _pattern(name).fullmatch(request)]
    return min(fitting, key=lambda name: name.count("{"))


def _pattern(operation: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(operation)))
