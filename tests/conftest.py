"""Silence about programs that failed as they should."""

import logging

import pytest


@pytest.fixture(scope="session", autouse=True)
def quiet_leftovers() -> None:
    """Let asyncio be silent of errors that nobody asked for, as Pulumi's own runtime does.

    A program that fails leaves some behind. Printed while a module is parsed, they end Python 3.11.7 with
    "AST constructor recursion depth mismatch".
    """
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
