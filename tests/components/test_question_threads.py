"""Questions to Okta wait for no registration, as registrations wait for hooks, and hooks for answers."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from components.question_threads import question


def test_a_question_is_answered_while_registrations_hold_every_thread() -> None:
    async def program() -> str:
        loop, over = asyncio.get_running_loop(), threading.Event()
        loop.set_default_executor(ThreadPoolExecutor(1))
        registration = loop.run_in_executor(None, over.wait)
        with question():
            answer = await asyncio.wait_for(loop.run_in_executor(None, str, "answer"), timeout=5)
        assert not registration.done()
        over.set()
        await registration
        return answer

    assert asyncio.run(program()) == "answer"


def test_what_is_asked_for_is_not_taken_for_a_question_afterwards() -> None:
    async def program() -> tuple[str, str]:
        loop = asyncio.get_running_loop()
        with question():
            asked = await loop.run_in_executor(None, lambda: threading.current_thread().name)
        return asked, await loop.run_in_executor(None, lambda: threading.current_thread().name)

    asked, other = asyncio.run(program())
    assert asked.rpartition("_")[0] != other.rpartition("_")[0]
