"""`seed` fills an org, `bench` tells how quick it is then."""

import json
from pathlib import Path

from tests.sandbox.command_line import Sandbox, command


def test_an_org_is_filled_while_it_runs_and_the_same_seed_twice_is_refused(running_sandbox: Sandbox) -> None:
    result = running_sandbox.command("seed", "--users", "30", "--groups", "2", "--apps", "1", "--seed", "3")
    assert result.output.startswith("Added 30 people, 2 groups and 1 apps in ")

    again = running_sandbox.command("seed", "--users", "30", "--seed", "3")

    assert (again.code, again.output) == (1, "")
    assert "The org has the people of seed 3 already; choose another seed" in again.error
    found = running_sandbox.api("GET", '/api/v1/users?search=profile.login sw "m" or profile.login ge "a"')
    assert len(found) >= 30


def test_an_org_can_be_filled_before_it_ever_ran(tmp_path: Path) -> None:
    result = command("seed", "--directory", str(tmp_path / "new"), "--users", "5", "--groups", "0", "--apps", "0")

    assert (result.code, result.error) == (0, "")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_the_benchmark_prints_what_everything_took() -> None:
    result = command("bench", "--users", "20", "--groups", "2", "--apps", "1", "--runs", "1", "--json")

    figures = {figure["what"]: figure for figure in json.loads(result.output)}
    assert {"seed", "list users, first page", "assign a group of 4"} <= set(figures)
    assert all(figure["slowest_ms"] >= figure["median_ms"] > 0 for figure in figures.values())
