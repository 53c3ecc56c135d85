"""The org's worker in a process of its own, to be killed as hard as a machine can."""

import multiprocessing
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from sandbox.org.organisation import open_org
from sandbox.org.provisioning.service_provider import new_client
from sandbox.org.provisioning.worker import Retries

_PATIENCE_SECONDS = 60
# Reads the system's certificates, which each process would else do for itself.
new_client().close()


def work(directory: str) -> None:
    """Work off the queue of the org in `directory` until killed."""
    open_org(Path(directory), retries=Retries(first_wait=0.01, longest_wait=0.05, attempts=4)).worker.start()
    threading.Event().wait()


def context() -> ForkServerContext:
    """Give processes that begin in milliseconds, with all that the org needs imported already."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["tests.sandbox.org.org_process", "sandbox.org.provisioning.delivery"])
    return found


class Killer:
    """Kills the running process at the n-th of the moments that it is told of."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._left = 0
        self._process: ForkServerProcess | None = None
        self.kills = 0

    def aim(self, process: ForkServerProcess, within: int) -> None:
        """Choose when the process dies: at one of so many moments from now."""
        self._left, self._process = self._random.randint(1, within), process

    def tick(self) -> None:
        """Come to the next moment."""
        self._left -= 1
        if self._left == 0 and self._process is not None:
            self._process.kill()
            self.kills += 1


@contextmanager
def running(directory: Path) -> Iterator[ForkServerProcess]:
    """Run the worker of the org in `directory`."""
    process = context().Process(target=work, args=(str(directory),), daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def run_with_kills(directory: Path, killer: Killer, is_idle: Callable[[], bool], *, times: int, within: int) -> None:
    """Start the worker and have it killed so many times, then let it finish."""
    for _ in range(times):
        with running(directory) as process:
            killer.aim(process, within)
            process.join(timeout=_PATIENCE_SECONDS)
            assert not process.is_alive(), "the worker came to rest before it was killed"
    with running(directory):
        _wait(is_idle)


def _wait(until: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(100 * _PATIENCE_SECONDS):
        if until():
            return
        pause.wait(0.01)
    raise AssertionError("the worker does not come to rest")
