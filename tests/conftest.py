"""What tests of Pulumi programs and of pages need around them."""

import asyncio
import logging
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


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


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Start a browser without a window; what needs it is skipped where none is installed."""
    # Most tests look at no page and need not wait for this.
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if not found:
        pytest.skip(f"none of {', '.join(_BROWSERS)} is installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


# By default the same few examples at every run; `--hypothesis-profile=thorough` goes through many.
hypothesis.settings.register_profile("quick", max_examples=200, derandomize=True, deadline=None)
hypothesis.settings.register_profile(
    "thorough", max_examples=10_000, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
hypothesis.settings.load_profile("quick")
