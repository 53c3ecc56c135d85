"""Tools in Go that the tests run: built from the modules of go.mod, once a machine, each checked against go.sum."""

import fcntl
import hashlib
import os
import subprocess
from pathlib import Path

from toolchain.cache import cache_directory
from toolchain.go import ENVIRONMENT, go

_MODULE = Path(__file__).parent


def go_tool(name: str) -> Path:
    """The program of this name, e.g. `actionlint`; built where this machine does not have it yet."""
    versions = hashlib.sha256((_MODULE / "go.sum").read_bytes()).hexdigest()[:12]
    program = cache_directory() / f"go-tools-{versions}" / name
    with (cache_directory() / "lock-go-tools").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not program.exists():
            (package,) = [path for path in _packages() if path.endswith(f"/{name}")]
            words = ("build", "-trimpath", "-mod=readonly", "-ldflags", "-s -w", "-o", f"{program}.new", package)
            _run(*words)
            Path(f"{program}.new").replace(program)
    return program


def _packages() -> list[str]:
    return _run("list", "-f", "{{.ImportPath}}", "tool").split()


def _run(*words: str) -> str:
    done = subprocess.run(
        [go(), *words], cwd=_MODULE, env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
