"""What tests of Pulumi programs need around them."""

import asyncio
import logging

import hypothesis
import pytest


@pytest.fixture(autouse=True)
def event_loop_of_pulumi() -> None:
    """Give the thread an event loop, as Pulumi needs: `asyncio.run` in an earlier test took it away."""
    try:
        asyncio.get_event_loop_policy().get_event_loop()
    except RuntimeError:
        asyncio.set_event_loop(asyncio.new_event_loop())


@pytest.fixture(scope="session", autouse=True)
def quiet_leftovers() -> None:
    """Let asyncio be silent of errors that nobody asked for, as Pulumi's own runtime does.

    A program that fails leaves some behind. Printed while a module is parsed, they end Python 3.11.7 with
    "AST constructor recursion depth mismatch".
    """
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)


# By default the same few examples at every run; `--hypothesis-profile=thorough` goes through many.
hypothesis.settings.register_profile("quick", max_examples=200, derandomize=True, deadline=None)
hypothesis.settings.register_profile(
    "thorough", max_examples=10_000, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
hypothesis.settings.load_profile("quick")
