"""Threads for questions to Okta beside those in which resources are registered.

The SDK has one pool for both, of four times the engine's parallelism. A registration keeps its thread until the engine
is through with the resource, the engine waits for the resource's hooks, and hooks ask Okta: with more apps to make than
threads, all would wait for each other for ever.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import pulumi

_P = ParamSpec("_P")
_T = TypeVar("_T")
_QUESTIONS_AT_ONCE = 16

_is_question: ContextVar[bool] = ContextVar("_is_question", default=False)


class _Threads(ThreadPoolExecutor):
    """The SDK's pool, with threads of their own for what is submitted within `question`."""

    def __init__(self) -> None:
        parallel = pulumi.runtime.settings.SETTINGS.parallel
        super().__init__(int(parallel) * 4 if parallel else None)
        self._questions = ThreadPoolExecutor(_QUESTIONS_AT_ONCE)

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        if _is_question.get():
            return self._questions.submit(fn, *args, **kwargs)
        return super().submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._questions.shutdown(wait, cancel_futures=cancel_futures)
        super().shutdown(wait, cancel_futures=cancel_futures)


_threads: WeakKeyDictionary[asyncio.AbstractEventLoop, _Threads] = WeakKeyDictionary()


@contextmanager
def question() -> Iterator[None]:
    """What the running event loop's threads are needed for within this waits for no registration."""
    loop = asyncio.get_running_loop()
    if loop not in _threads:
        _threads[loop] = _Threads()
        loop.set_default_executor(_threads[loop])
    token = _is_question.set(True)
    try:
        yield
    finally:
        _is_question.reset(token)
