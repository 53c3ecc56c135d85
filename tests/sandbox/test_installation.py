"""The project installed elsewhere: a command, packages to import, fixtures; and what the sandbox's README says."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
import yaml

from sandbox.__main__ import app as commands
from sandbox.faults.plan import FaultPlan, about, flat, read_plan, shown

ROOT = Path(__file__).parents[2]
README = (ROOT / "sandbox" / "README.md").read_text(encoding="utf-8")
PARTS = ("components", "settings", "sandbox", "pyproject.toml", "requirements.in", "requirements-sandbox.in")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def table(heading: str) -> list[list[str]]:
    """The rows of the table whose first column has this heading."""
    lines = README.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the project into a directory of its own; what it needs is in this environment already."""
    source, site = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("site")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, source / part)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-compile"]
    subprocess.run([*pip, "--no-index", "--target", str(site), str(source)], check=True)
    return site


@pytest.fixture
def run(installed: Path, tmp_path: Path) -> Run:
    """Run a command in an empty directory, where nothing but the installation can be imported."""

    def run_(*command: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(installed)}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return run_


def test_every_file_of_the_packages_is_installed(installed: Path) -> None:
    def files(root: Path) -> set[str]:
        found = (file for part in PARTS[:3] for file in (root / part).rglob("*"))
        return {str(file.relative_to(root)) for file in found if file.is_file() and "__pycache__" not in file.parts}

    assert files(installed) == files(ROOT)


def test_a_pulumi_program_elsewhere_imports_the_components(run: Run) -> None:
    result = run(sys.executable, "-c", "from components import ScimProvisioning; print(ScimProvisioning.__name__)")

    assert (result.stdout, result.stderr) == ("ScimProvisioning\n", "")


def test_the_command_starts_a_sandbox_whose_pages_name_it_and_stops_it(installed: Path, run: Run) -> None:
    command = str(installed / "bin" / "okta-sandbox")
    started = run(sys.executable, command, "start", "--org-port", "0", "--scim-port", "0")
    try:
        assert started.returncode == 0, started.stderr
        status = json.loads(run(sys.executable, command, "status", "--json").stdout)
        assert status["running"] is True
        assert "<code>okta-sandbox token console" in httpx2.get(f"{status['org_url']}/admin/signin").text
    finally:
        stopped = run(sys.executable, command, "stop")
    assert stopped.stdout == "The sandbox has stopped\n"


def test_its_help_and_its_errors_name_the_command_as_it_was_called(installed: Path, run: Run) -> None:
    command = str(installed / "bin" / "okta-sandbox")
    assert "Usage: okta-sandbox" in run(sys.executable, command, "--help").stdout
    assert "start it with `okta-sandbox start" in run(sys.executable, command, "people").stderr


def test_the_examples_of_tests_pass_with_the_installed_fixtures(run: Run, tmp_path: Path) -> None:
    examples = blocks("python")
    (tmp_path / "test_examples.py").write_text("\n\n".join(examples), encoding="utf-8")

    result = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_examples.py")

    written = len(re.findall("^def test_", "\n".join(examples), re.MULTILINE))
    assert f"{written} passed" in result.stdout, result.stdout


def test_a_run_that_uses_no_fixture_imports_nothing_of_the_sandbox(run: Run) -> None:
    heavy = "{'fastapi', 'sqlalchemy', 'pydantic', 'httpx2', 'scim2_models', 'sandbox.testing'}"

    result = run(sys.executable, "-c", f"import sys, sandbox.pytest_plugin; print({heavy} & set(sys.modules))")

    assert result.stdout == "set()\n", result.stderr


def test_every_command_is_in_the_table() -> None:
    told = {word for row in table("`okta-sandbox` ...") for word in re.findall(r"`([^`]+)`", row[0])}

    names = {row.name or row.callback.__name__ for row in commands.registered_commands if row.callback}
    assert told == {name.replace("_", "-") for name in names}


def test_every_fault_is_in_the_table_with_what_it_does() -> None:
    at_rest = dict(flat(shown(FaultPlan(), ["TENANT"])))

    told = {name.strip("`"): rest for name, *rest in table("fault")}
    assert told == {name: [*about(name), f"`{json.dumps(value)}`"] for name, value in at_rest.items()}


def test_the_example_of_faults_is_taken() -> None:
    (example,) = blocks("yaml")

    assert read_plan(yaml.safe_load(example), ["invision"]).scim["invision"].ignores_count


def test_the_commands_of_the_examples_exist() -> None:
    called = set(re.findall(r"okta-sandbox ([a-z-]+)", "\n".join(blocks("sh"))))

    assert called <= {word for row in table("`okta-sandbox` ...") for word in re.findall(r"`([^`]+)`", row[0])}
