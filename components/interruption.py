"""The engine interrupts a program whose update has failed meanwhile, and has told the person why."""

import os
import signal
import threading

_TOLD = 32
"""The exit code that Pulumi's language host takes for: the person knows already (`pulumi-language-python-exec`)."""


def end_quietly_when_interrupted() -> None:
    """End the program at an interrupt without a traceback, below which the engine's own error would be lost.

    What is under way is waited for, until a second interrupt. Where the program does not run in its process's main
    thread, interrupts are not its own, and nothing is done.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _end)


def _end(*_: object) -> None:
    signal.signal(signal.SIGINT, lambda *_: os._exit(_TOLD))
    raise SystemExit(_TOLD)
