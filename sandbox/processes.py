"""Starting and stopping the sandbox's two processes, the org and the SCIM servers."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from sandbox.lock import ProcessLock, write_holder

HOST: Final = "127.0.0.1"
SCRIPT: Final = "okta-sandbox"
DEFAULT_TENANTS: Final = ("invision", "zscaler")
NAMES: Final = ("org", "scim")
PORT_OPTIONS: Final = {"org": "--org-port", "scim": "--scim-port"}
READY_SECONDS: Final = 20.0
STOP_SECONDS: Final = 5.0
# The rest of the environment stays out: it may hold tokens, or a proxy that would see what the org pushes.
PASSED_ON: Final = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ", "VIRTUAL_ENV")
MADE_HERE: Final = (
    "key",
    "run.json",
    "faults.json*",
    "org.sqlite*",
    "scim-*.sqlite*",
    "scim-*.tokens.json",
    "org.log",
    "scim.log",
    "org.lock",
    "scim.lock",
    "command.lock",
)
# Told to the two processes, whose pages name commands too.
CALLED: Final = "OKTA_SANDBOX_COMMAND"


class SandboxError(Exception):
    """Something that the user can put right; the message says how."""


@dataclass(frozen=True)
class Run:
    """A running sandbox, as `run.json` in its directory tells other programs; it holds no secret."""

    org_url: str
    scim_urls: dict[str, str]
    org_pid: int
    scim_pid: int
    console_url: str


@dataclass(frozen=True)
class Started:
    """What `start` found or made; ``seconds`` is how long both processes took to answer."""

    run: Run
    already_running: bool
    seconds: float


def start(
    directory: Path,
    *,
    org_port: int = 0,
    scim_port: int = 0,
    tenants: Sequence[str] = DEFAULT_TENANTS,
    seed: str | None = None,
) -> Started:
    """Start both processes and return once both answer; 0 stands for a free port.

    With `seed` the tokens of a new directory are made from it instead of at random.

    What runs already in this directory is left as it is, its ports and tenants included.
    """
    from sandbox.org.secrets import Secrets

    directory = directory.resolve()
    make_directory(directory)
    began = time.monotonic()
    with _alone(directory):
        run = running(directory)
        if run is not None:
            return Started(run, already_running=True, seconds=0.0)
        _end_processes(directory)
        Secrets.of(directory, seed)
        with ExitStack() as opened:
            sockets = {
                name: opened.enter_context(_listen(name, port))
                for name, port in zip(NAMES, (org_port, scim_port), strict=True)
            }
            ports = {name: listener.getsockname()[1] for name, listener in sockets.items()}
            try:
                pids = {name: _launch(name, directory, sockets[name], tenants) for name in NAMES}
                opened.close()
                for name in NAMES:
                    _wait_until_ready(name, ports[name], directory)
            except BaseException:
                _end_processes(directory)
                raise
        run = Run(
            org_url=f"http://{HOST}:{ports['org']}",
            scim_urls={tenant: f"http://{HOST}:{ports['scim']}/{tenant}/scim/v2" for tenant in tenants},
            org_pid=pids["org"],
            scim_pid=pids["scim"],
            console_url=f"http://{HOST}:{ports['org']}/admin/apps/active",
        )
        _write_run(directory, run)
    return Started(run, already_running=False, seconds=time.monotonic() - began)


def running(directory: Path) -> Run | None:
    """Return the sandbox that runs in a directory; a `run.json` left by processes that died counts as none."""
    try:
        run = Run(**json.loads(_run_file(directory).read_text()))
    except (FileNotFoundError, TypeError, ValueError):
        return None
    alive = tuple(_lock(directory, name).holder() for name in NAMES)
    return run if alive == (run.org_pid, run.scim_pid) else None


def command_name() -> str:
    """Give what the command line was called by that runs here or started this process, to name another command."""
    called = SCRIPT if Path(sys.argv[0]).stem == SCRIPT else "python -m sandbox"
    return os.environ.get(CALLED, called)


def make_directory(directory: Path) -> None:
    """Make a directory that its owner alone can read, unless it is there."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SandboxError(f"{directory} cannot be made: {error.strerror}; name another with --directory") from None


def need_running(directory: Path) -> Run:
    """Return the running sandbox, or say how to start it."""
    run = running(directory)
    if run is None:
        raise SandboxError(
            f"no sandbox runs in {directory}; start it with `{command_name()} start --directory {directory}`"
        )
    return run


def stop(directory: Path) -> bool:
    """End both processes, the hard way after a few seconds; False when none ran."""
    if not directory.is_dir():
        return False
    with _alone(directory):
        ended = _end_processes(directory)
        _run_file(directory).unlink(missing_ok=True)
    return ended


def reset(directory: Path) -> bool:
    """Stop, then delete all that the sandbox made, the key too; foreign files stay. False where there was nothing."""
    if not any(_made_here(directory)):
        return False
    stop(directory)
    for file in _made_here(directory):
        file.unlink()
    if not any(directory.iterdir()):
        directory.rmdir()
    return True


def _made_here(directory: Path) -> list[Path]:
    return [file for pattern in MADE_HERE for file in directory.glob(pattern)]


def _run_file(directory: Path) -> Path:
    return directory / "run.json"


def _lock(directory: Path, name: str) -> ProcessLock:
    return ProcessLock(directory / f"{name}.lock")


def _log(directory: Path, name: str) -> Path:
    return directory / f"{name}.log"


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Keep a second start or stop of the same directory waiting."""
    lock = ProcessLock(directory / "command.lock")
    deadline = time.monotonic() + READY_SECONDS + STOP_SECONDS
    while (descriptor := lock.acquire()) is None:
        if time.monotonic() > deadline:
            raise SandboxError(f"another start or stop holds {lock.file}; try again when it has ended")
        time.sleep(0.05)
    try:
        yield
    finally:
        os.close(descriptor)


def _listen(name: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        option = PORT_OPTIONS[name]
        reason = error.strerror.lower() if isinstance(error, OSError) and error.strerror else str(error)
        raise SandboxError(
            f"port {port} cannot be used: {reason}; choose another with {option} PORT ({option} 0 takes a free one)"
        ) from None
    return listener


def _launch(name: str, directory: Path, listener: socket.socket, tenants: Sequence[str]) -> int:
    held = _lock(directory, name).acquire()
    if held is None:
        raise SandboxError(f"an earlier {name} process still holds {directory / f'{name}.lock'}")
    command = [sys.executable, "-m", "sandbox.serve", name]
    command += ["--directory", str(directory), "--socket", str(listener.fileno())]
    command += [f"--tenant={tenant}" for tenant in tenants]
    try:
        with open(_log(directory, name), "ab", opener=_private) as log:
            child = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                command,
                # `-m` finds this very package from here, wherever the user's shell is.
                cwd=Path(__file__).resolve().parent.parent,
                env={name: os.environ[name] for name in PASSED_ON if name in os.environ} | {CALLED: command_name()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(listener.fileno(), held),
                start_new_session=True,
                umask=0o077,
            )
        write_holder(held, child.pid)
    finally:
        os.close(held)
    return child.pid


def _wait_until_ready(name: str, port: int, directory: Path) -> None:
    # Imported while the processes start, and not before.
    import http.client

    # The socket listens already, so this one request waits in its queue until the process serves it; a
    # process that dies closes the socket and the request fails at once.
    connection = http.client.HTTPConnection(HOST, port, timeout=READY_SECONDS)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        log = _log(directory, name)
        last_lines = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
        raise SandboxError(f"the {name} process did not start; {log} ends with:\n{last_lines}") from None
    finally:
        connection.close()


def _end_processes(directory: Path) -> bool:
    ended = False
    for name in NAMES:
        pid = _lock(directory, name).holder()
        if pid is not None:
            os.kill(pid, signal.SIGTERM)
            ended = True
    for name in NAMES:
        lock = _lock(directory, name)
        if not lock.wait_until_free(STOP_SECONDS):
            pid = lock.holder()
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
            lock.wait_until_free(STOP_SECONDS)
    return ended


def _write_run(directory: Path, run: Run) -> None:
    written = directory / "run.json.new"
    with open(written, "w", encoding="utf-8", opener=_private) as file:
        file.write(json.dumps(asdict(run), indent=2) + "\n")
    written.replace(_run_file(directory))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
