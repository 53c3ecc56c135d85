"""Whether a process lives, its parent gone or not."""

import time

import psutil


def is_alive(pid: int) -> bool:
    """Tell a living process from an ended one, one that nobody has waited for yet included.

    An orphan waits for process 1, which in a container may take seconds, or never come.
    """
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def ends(pid: int, within_seconds: float) -> bool:
    """Wait for a process's end; False where it lives on."""
    deadline = time.monotonic() + within_seconds
    while alive := is_alive(pid):
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    return not alive
