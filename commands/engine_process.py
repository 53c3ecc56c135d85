"""The engine as a process whose work is shown, and which is asked to stop once, never killed in the middle of it."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any


def run_shown(command: Sequence[str], directory: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Run a command, its output on this process's standard error as it comes; returns exit code and standard error.

    On Ctrl-C or SIGTERM the engine gets one interrupt: it finishes the calls under way, saves the state and takes its
    lock away. A second one, or an end of this process before the engine's, would leave the stack locked.
    """
    process = subprocess.Popen(  # noqa: S603 - the CLI on PATH, as a person would run it
        command,
        cwd=directory,
        env=environment,
        stdout=sys.stderr.fileno(),
        stderr=subprocess.PIPE,
        text=True,
        # Else a terminal would interrupt it too, besides this process.
        start_new_session=True,
    )
    with process, _interrupting(process) as interrupted:
        stderr = process.stderr.read() if process.stderr else ""
        exit_code = process.wait()
    if interrupted:
        raise KeyboardInterrupt
    if exit_code != 0:
        sys.stderr.write(stderr)
    return exit_code, stderr


@contextmanager
def _interrupting(process: subprocess.Popen[str]) -> Iterator[list[int]]:
    received: list[int] = []

    def interrupt(number: int, _: FrameType | None) -> None:
        if not received:
            process.send_signal(signal.SIGINT)
        received.append(number)

    before: dict[signal.Signals, Any] = {
        number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
