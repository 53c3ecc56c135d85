"""One line for each tool that says which one was taken."""

import sys


def took(tool: str, which: str) -> None:
    """Say which one of a tool was taken."""
    sys.stderr.write(f"{tool}: {which}\n")
    sys.stderr.flush()
