"""Lock files: how the sandbox knows which of its processes live, without trusting a pid on paper."""

import fcntl
import os
import time
from pathlib import Path


class ProcessLock:
    """A lock file that a process holds as long as it lives, with the process id inside.

    A pid alone proves nothing, since the system gives it to another process later; the kernel drops the lock
    at the very moment its holder ends, however it ends.
    """

    def __init__(self, file: Path) -> None:
        """Name the lock file; nothing is opened yet."""
        self.file = file

    def acquire(self) -> int | None:
        """Take the lock and return its open file descriptor, or None when somebody has it.

        A child process that inherits the descriptor keeps the lock after the parent has closed its own.
        """
        descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        os.ftruncate(descriptor, 0)
        return descriptor

    def holder(self) -> int | None:
        """Return the pid of the living holder, or None when nobody has the lock."""
        try:
            descriptor = os.open(self.file, os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.read(descriptor, 32).strip()
            return int(pid) if pid else None
        finally:
            os.close(descriptor)
        return None

    def wait_until_free(self, seconds: float) -> bool:
        """Wait for the holder to end; False when it still lives after ``seconds``."""
        deadline = time.monotonic() + seconds
        while self.holder() is not None:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True


def write_holder(descriptor: int, pid: int) -> None:
    """Write down who holds the lock of this descriptor."""
    os.pwrite(descriptor, f"{pid}\n".encode(), 0)
