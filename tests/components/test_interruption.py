"""An interrupted program: it says nothing of its own, for the engine has said why."""

import signal
import subprocess
import sys

import pytest

_PROGRAM = """
import asyncio, threading
from components.interruption import end_quietly_when_interrupted

end_quietly_when_interrupted()
threading.Thread(target=threading.Event().wait, daemon={daemon}).start()

async def run():
    print("running", flush=True)
    await asyncio.sleep(30)

asyncio.new_event_loop().run_until_complete(run())
"""


@pytest.mark.parametrize(("daemon", "interrupts"), [(True, 1), (False, 2)], ids=["at once", "threads are under way"])
def test_an_interrupted_program_ends_without_a_word(daemon: bool, interrupts: int) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM.format(daemon=daemon)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdout
    assert program.stdout.readline() == b"running\n"
    for sent in range(interrupts):
        if sent:
            with pytest.raises(subprocess.TimeoutExpired):
                program.wait(0.5)
        program.send_signal(signal.SIGINT)
    said = program.communicate(timeout=20)
    assert (program.returncode, said) == (32, (b"", b""))
