"""The threads that work off the queue of provisioning tasks: several apps at once, one task of an app at a time."""

import logging
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sandbox.org.import_tables import ImportRun
from sandbox.org.provisioning import importing, queue
from sandbox.org.provisioning.outcomes import Refused, Unavailable
from sandbox.org.provisioning.queue import Job
from sandbox.org.secrets import Secrets
from sandbox.org.store import Store

if TYPE_CHECKING:
    import httpx2

_log: Final = logging.getLogger(__name__)
# A slow service holds up its own app; this many of them hold up all.
_APPS_AT_ONCE: Final = 8
# An app's import, and other apps where more than those wait, come after a turn.
_TURN_SECONDS: Final = 1.0
_THREADS: Final = "provisioning"
_IDLE_SECONDS: Final = 30.0
# For the process to answer its first request, which whoever started it waits for.
_HEAD_START_SECONDS: Final = 1.0


@dataclass(frozen=True)
class Retries:
    """How long to keep trying a service that is away: doubling waits, then the task fails.

    A service that only asks for patience, by 429 with Retry-After, is given `patience` seconds before that counts.
    """

    first_wait: float = 1.0
    longest_wait: float = 60.0
    attempts: int = 8
    patience: float = 86_400.0

    def wait(self, attempts: int, asked: float | None) -> float:
        """Give the seconds until the next attempt; what the service asked for comes first."""
        return asked if asked is not None else min(self.first_wait * 2 ** (attempts - 1), self.longest_wait)

    def is_patient(self, error: Unavailable, created: str) -> bool:
        """Whether a try of what was `created` then, an ISO time, does not count."""
        age = datetime.now(UTC) - datetime.fromisoformat(created)
        return error.throttled and age.total_seconds() < self.patience


class Worker:
    """Works off the queue; a task cut off by the end of the process is done again at the next start."""

    def __init__(self, store: Store, secrets: Secrets, retries: Retries | None = None) -> None:
        """Prepare a worker; `start` starts it."""
        self._store = store
        self._secrets = secrets
        self._retries = retries or Retries()
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._under_way: dict[str, Future[None]] = {}
        # Tasks and imports of one app come by turns: what was begun last comes last.
        self._order = ["task", "import"]
        store.after_write(self._wake)

    def start(self) -> None:
        """Put back what was cut off and start working; every commit wakes the worker."""
        self._under_way = {}
        self._put_back()
        self._woken.clear()
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name=_THREADS, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the tasks in hand."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(timeout=15)

    def _run(self) -> None:
        self._woken.wait(self._seconds_to_next(_HEAD_START_SECONDS))
        if self._stopping.is_set():
            return
        # What speaks SCIM takes as long to import as all the rest of the org.
        from sandbox.org.provisioning.service_provider import new_client

        with new_client() as client, ThreadPoolExecutor(_APPS_AT_ONCE, _THREADS) as pool:
            held_up = False
            while not self._stopping.is_set():
                self._woken.clear()
                try:
                    self._collect()
                    if held_up:
                        self._put_back()
                        held_up = False
                    while not self._stopping.is_set() and self._hand_out(pool, client):
                        pass
                    self._woken.wait(self._seconds_to_next(_IDLE_SECONDS))
                except Exception:
                    # The queue must outlive any mistake of ours, and a database that is locked for long.
                    _log.exception("provisioning is held up")
                    self._stopping.wait(1.0)
                    held_up = True

    def _wake(self) -> None:
        # The end of each task wakes the worker by itself, after all that it wrote.
        if not threading.current_thread().name.startswith(_THREADS):
            self._woken.set()

    def _put_back(self) -> None:
        queue.put_back(self._store, tuple(self._under_way))
        importing.put_back(self._store, tuple(self._under_way))

    def _collect(self) -> None:
        """Forget what has ended; what broke off without writing down why is raised."""
        ended = {app_id: future for app_id, future in self._under_way.items() if future.done()}
        for app_id in ended:
            del self._under_way[app_id]
        for future in ended.values():
            future.result()

    def _hand_out(self, pool: ThreadPoolExecutor, client: "httpx2.Client") -> bool:
        """Begin one task and one page of one import; give whether there was anything to begin."""
        begun = [self._begin(kind, pool, client) for kind in tuple(self._order)]
        return any(begun)

    def _begin(self, kind: str, pool: ThreadPoolExecutor, client: "httpx2.Client") -> bool:
        if len(self._under_way) >= _APPS_AT_ONCE:
            return False
        if kind == "task":
            job = queue.claim(self._store, tuple(self._under_way))
            if job is None:
                return False
            app_id, future = job.task.app_id, pool.submit(self._work, job, client)
        else:
            run = importing.claim(self._store, tuple(self._under_way))
            if run is None:
                return False
            app_id, future = run.app_id, pool.submit(self._import, run, client)
        self._under_way[app_id] = future
        self._order.remove(kind)
        self._order.append(kind)
        future.add_done_callback(lambda _future: self._woken.set())
        return True

    def _seconds_to_next(self, most: float) -> float:
        if len(self._under_way) >= _APPS_AT_ONCE:
            return most
        busy = tuple(self._under_way)
        return min(queue.seconds_to_next(self._store, most, busy), importing.seconds_to_next(self._store, most, busy))

    def _work(self, job: Job, client: "httpx2.Client") -> None:
        """Do a task and those of the same app after it, for one turn: to hand each out costs as much as to do it."""
        ends = time.monotonic() + _TURN_SECONDS
        following: Job | None = job
        while following is not None:
            self._do(following, client)
            goes_on = time.monotonic() < ends and not self._stopping.is_set()
            following = queue.claim_next(self._store, job.task.app_id) if goes_on else None

    def _do(self, job: Job, client: "httpx2.Client") -> None:
        from sandbox.org.provisioning.delivery import deliver

        try:
            done = deliver(job, client, self._secrets, lambda id_: queue.holder_of(self._store, job, id_))
        except Unavailable as error:
            if self._retries.is_patient(error, job.task.created):
                wait = max(error.retry_after or 0.0, self._retries.first_wait)
                queue.postpone(self._store, job, str(error), wait, counts=False)
                queue.hold_back(self._store, job.task.app_id, wait)
            elif job.task.attempts >= self._retries.attempts:
                queue.fail(self._store, job, f"{error}; given up after {job.task.attempts} attempts")
            else:
                wait = self._retries.wait(job.task.attempts, error.retry_after)
                queue.postpone(self._store, job, str(error), wait)
        except Refused as error:
            queue.fail(self._store, job, str(error))
        except Exception as error:
            _log.exception("a provisioning task failed")
            queue.fail(self._store, job, f"The sandbox could not do this: {type(error).__name__}")
        else:
            queue.succeed(self._store, job, done)

    def _import(self, run: ImportRun, client: "httpx2.Client") -> None:
        try:
            importing.take_page(self._store, self._secrets, run, client)
        except Unavailable as error:
            if self._retries.is_patient(error, run.created):
                wait = max(error.retry_after or 0.0, self._retries.first_wait)
                importing.postpone(self._store, run, str(error), wait, counts=False)
                queue.hold_back(self._store, run.app_id, wait)
            elif run.attempts >= self._retries.attempts:
                importing.fail(self._store, run, f"{error}; given up after {run.attempts} attempts")
            else:
                wait = self._retries.wait(run.attempts, error.retry_after)
                importing.postpone(self._store, run, str(error), wait)
        except Refused as error:
            importing.fail(self._store, run, str(error))
        except Exception as error:
            _log.exception("an import failed")
            importing.fail(self._store, run, f"The sandbox could not do this: {type(error).__name__}")
