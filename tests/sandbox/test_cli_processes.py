"""Starting and stopping: two processes on loopback that leave nothing behind, and harm no other process."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from sandbox import processes
from sandbox.lock import ProcessLock
from sandbox.processes import Run, SandboxError
from tests.living import is_alive
from tests.sandbox.command_line import CLIENT, Result, Sandbox, command


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    """Give a directory whose sandbox, if a test starts one, is stopped afterwards."""
    yield tmp_path / "data"
    processes.stop(tmp_path / "data")


@pytest.fixture
def bystander() -> Iterator["subprocess.Popen[bytes]"]:
    """Give a process that has nothing to do with the sandbox."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


@dataclass
class Life:
    """What was seen of a sandbox that is started, half killed, started again and stopped."""

    start: Result
    answered: list[int]
    run_after_kill: Run | None
    first: Run
    second: Run
    first_alive_at_the_end: bool
    people: int
    stop: Result
    directory: Path


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Live through it once, since each start takes more than a second."""
    directory = tmp_path_factory.mktemp("life") / "data"
    start = command("start", "--directory", str(directory), "--org-port", "0", "--scim-port", "0")
    first = processes.need_running(directory)
    urls = (first.console_url, first.scim_urls["invision"])
    answered = [CLIENT.get(url, timeout=1).status_code for url in urls]
    sandbox = Sandbox(directory, processes.start(directory))
    person = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ada@example.com"}
    sandbox.scim("invision", "POST", "/Users", json=person)
    os.kill(first.scim_pid, signal.SIGKILL)
    assert ProcessLock(directory / "scim.lock").wait_until_free(2)
    run_after_kill = processes.running(directory)
    again = Sandbox(directory, processes.start(directory))
    first_alive = is_alive(first.org_pid)
    people = again.scim("invision", "GET", "/Users")["totalResults"]
    stop = command("stop", "--directory", str(directory))
    return Life(start, answered, run_after_kill, first, again.run, first_alive, people, stop, directory)


class TestALifeWithAnAccident:
    def test_a_start_returns_when_both_processes_answer(self, life: Life) -> None:
        assert (life.start.code, life.answered) == (0, [303, 401])

    def test_a_half_that_was_killed_is_noticed(self, life: Life) -> None:
        assert life.run_after_kill is None

    def test_another_start_replaces_both_halves(self, life: Life) -> None:
        assert not life.first_alive_at_the_end
        assert life.second.scim_pid != life.first.scim_pid

    def test_people_at_the_service_provider_are_still_there(self, life: Life) -> None:
        assert life.people == 1

    def test_a_stop_leaves_no_process_and_no_run_file(self, life: Life) -> None:
        assert life.stop.output == "The sandbox has stopped\n"
        assert [is_alive(pid) for pid in (life.second.org_pid, life.second.scim_pid)] == [False, False]
        assert not (life.directory / "run.json").exists()


def test_a_process_that_has_a_pid_of_an_old_run_is_not_killed(
    directory: Path, bystander: "subprocess.Popen[bytes]"
) -> None:
    directory.mkdir()
    old = Run("", {}, org_pid=bystander.pid, scim_pid=bystander.pid, console_url="")
    (directory / "run.json").write_text(json.dumps(asdict(old)))
    for name in ("org", "scim"):
        (directory / f"{name}.lock").write_text(f"{bystander.pid}\n")

    result = command("stop", "--directory", str(directory))

    assert result.output.startswith("No sandbox runs in ")
    assert bystander.poll() is None
    assert not (directory / "run.json").exists()


@pytest.mark.parametrize("option", ["--org-port", "--scim-port"])
def test_a_port_in_use_is_an_error_that_names_the_option(directory: Path, option: str) -> None:
    ports = {"--org-port": "0", "--scim-port": "0"}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        options = [part for pair in (ports | {option: port}).items() for part in pair]

        result = command("start", "--directory", str(directory), *options)

    assert result.code == 1
    assert f"port {port} cannot be used: address already in use" in result.error
    assert f"{option} PORT" in result.error


def test_a_process_that_cannot_start_says_why_and_takes_the_other_with_it(directory: Path) -> None:
    directory.mkdir()
    (directory / "scim-invision.sqlite").write_bytes(b"no database at all" * 100)

    with pytest.raises(SandboxError, match=r"(?s)the scim process did not start.*file is not a database"):
        processes.start(directory)

    assert [ProcessLock(directory / f"{name}.lock").holder() for name in processes.NAMES] == [None, None]


def test_a_stop_ends_a_process_that_ignores_sigterm(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.2)
    directory.mkdir()
    held = ProcessLock(directory / "org.lock").acquire()
    assert held is not None
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", stubborn], pass_fds=[held], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    os.pwrite(held, str(process.pid).encode(), 0)
    os.close(held)

    assert processes.stop(directory)

    assert process.wait(timeout=1) == -signal.SIGKILL


def test_a_reset_deletes_the_data_and_leaves_foreign_files(directory: Path) -> None:
    directory.mkdir()
    for name in ("key", "org.sqlite", "org.sqlite-wal", "scim-invision.sqlite", "org.log", "org.lock", "uv.lock"):
        (directory / name).touch()

    command("reset", "--directory", str(directory))

    assert [file.name for file in directory.iterdir()] == ["uv.lock"]


def test_a_reset_of_what_is_no_sandbox_says_so_and_makes_nothing(directory: Path) -> None:
    result = command("reset", "--directory", str(directory))

    assert result.output == f"{directory} holds no sandbox; nothing was deleted\n"
    assert not directory.exists()


def seconds_to_start(directory: Path) -> float:
    """How long a sandbox in a new directory takes until it answers."""
    try:
        return processes.start(directory).seconds
    finally:
        processes.stop(directory)


@pytest.mark.alone
def test_is_ready_within_three_seconds(tmp_path: Path) -> None:
    seconds_to_start(tmp_path / "cold")  # The first reads files that nobody has read yet.
    assert seconds_to_start(tmp_path / "warm") < 3


class TestARunningSandbox:
    def test_started_again_is_left_as_it_is(self, running_sandbox: Sandbox) -> None:
        result = running_sandbox.command("start")

        assert result.output.startswith("The sandbox already runs")
        assert running_sandbox.run.org_url in result.output
        assert processes.running(running_sandbox.directory) == running_sandbox.run

    def test_reports_its_addresses_and_processes(self, running_sandbox: Sandbox) -> None:
        status = json.loads(running_sandbox.command("status", "--json").output)

        assert status["running"] is True
        assert status["org_pid"] == running_sandbox.run.org_pid
        assert list(status["scim_urls"]) == ["invision", "zscaler"]

    def test_listens_on_loopback_only(self, running_sandbox: Sandbox) -> None:
        table = Path("/proc/net/tcp")
        if not table.exists():
            pytest.skip("the system has no /proc/net/tcp")
        run = running_sandbox.run
        ports = {int(url.split(":")[2].split("/")[0]) for url in (run.org_url, run.scim_urls["zscaler"])}
        listening = [line.split()[1].split(":") for line in table.read_text().splitlines()[1:] if " 0A " in line]

        found = {int(port, 16): address for address, port in listening if int(port, 16) in ports}

        assert found == dict.fromkeys(ports, "0100007F")

    def test_keeps_its_key_to_its_owner_and_its_tokens_out_of_every_file(self, running_sandbox: Sandbox) -> None:
        secrets = running_sandbox.secrets
        running_sandbox.api("GET", "/api/v1/apps")
        running_sandbox.scim("invision", "GET", "/Users")
        tokens = [secrets.api_token, secrets.scim_token("invision"), secrets.scim_token("zscaler")]

        mode = stat.S_IMODE((running_sandbox.directory / "key").stat().st_mode)
        contents = [file.read_bytes() for file in running_sandbox.directory.iterdir()]

        assert mode == 0o600
        assert not [token for token in tokens for content in contents if token.encode() in content]

    def test_shows_no_token_in_its_command_lines(self, running_sandbox: Sandbox) -> None:
        line = Path(f"/proc/{running_sandbox.run.scim_pid}/cmdline")
        if not line.exists():
            pytest.skip("the system has no /proc")

        assert running_sandbox.secrets.scim_token("invision") not in line.read_text()

    def test_does_not_pass_the_shells_secrets_on_to_its_processes(self, running_sandbox: Sandbox) -> None:
        environment = Path(f"/proc/{running_sandbox.run.org_pid}/environ")
        if not environment.exists():
            pytest.skip("the system has no /proc")

        names = {pair.partition("=")[0] for pair in environment.read_text().split("\0") if pair}

        assert names <= {*processes.PASSED_ON, processes.CALLED}


@pytest.mark.parametrize(
    ("program", "unwanted"),
    [
        ("import sandbox.__main__", {"httpx2", "rich", "sqlalchemy", "fastapi", "cryptography", "scim2_models"}),
        ("import sandbox.console.routes, sandbox.org.app", {"scim2_models", "cryptography", "jinja2", "rich"}),
        ("import sandbox.scim.app, sandbox.scim.tokens", {"fastapi", "sqlalchemy", "cryptography", "rich"}),
    ],
    ids=["the command line", "the org", "the SCIM servers"],
)
def test_a_start_does_not_wait_for_what_is_needed_later(program: str, unwanted: set[str]) -> None:
    seen = [sys.executable, "-c", f"{program}\nimport sys\nprint(*sys.modules)"]

    loaded = subprocess.run(seen, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]).stdout

    assert unwanted & set(loaded.split()) == set()


@pytest.mark.parametrize("arguments", [("start", "--org-port", "0"), ("seed", "--users", "1")])
def test_a_directory_that_cannot_be_made_is_an_error_that_names_the_option(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    result = command(*arguments, "--directory", str(tmp_path / "file" / "below"))

    assert result.code == 1
    assert "cannot be made: Not a directory; name another with --directory" in result.error


def test_the_status_of_nothing_is_told_by_its_exit_code(directory: Path) -> None:
    assert command("status", "--directory", str(directory)).code == 3


def test_a_tenant_needs_a_name_that_fits_an_address(directory: Path) -> None:
    result = command("start", "--directory", str(directory), "--tenant", "In Vision")

    assert (result.code, "In Vision" in result.error) == (1, True)
