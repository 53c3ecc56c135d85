"""Everything that `pulumi up` needs on this machine, in one directory to put on PATH first."""

import fcntl
import os
import shutil
from pathlib import Path

from toolchain.cache import cache_directory
from toolchain.engine import LANGUAGE_HOST, ensure_engine
from toolchain.launcher import write_launcher
from toolchain.plugin import ensure_plugin

DEFAULT_DIRECTORY = Path(__file__).parents[1] / ".toolchain" / "bin"


def ensure(directory: Path = DEFAULT_DIRECTORY) -> Path:
    """Find or get engine, language host and Okta plugin, each with one line on standard error; returns `directory`.

    Raises `RuntimeError` with the next step where one cannot be had.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with (cache_directory() / "lock").open("w") as lock:
        # Two processes at once, of any checkout, would take each other's half-made files.
        fcntl.flock(lock, fcntl.LOCK_EX)
        engine = ensure_engine(without=directory)
        _place(engine.cli, directory / "pulumi")
        if engine.language_host is None:
            write_launcher(directory / LANGUAGE_HOST, "toolchain.language_host")
        else:
            (directory / LANGUAGE_HOST).unlink(missing_ok=True)
        ensure_plugin(directory, engine.cli)
    return directory


def search_path(directory: Path = DEFAULT_DIRECTORY) -> str:
    """PATH with `directory` first."""
    return os.pathsep.join([str(directory), os.environ.get("PATH", "")])


def _place(cli: Path, link: Path) -> None:
    """Put a CLI of the cache into the directory, a CLI of the user's stays where it is.

    A hard link, because the engine warns of a language host that does not lie beside its own executable.
    """
    if cli.parent.parent != cache_directory():
        link.unlink(missing_ok=True)
        return
    if link.exists() and (link.samefile(cli) or link.stat().st_size == cli.stat().st_size):
        return
    link.unlink(missing_ok=True)
    try:
        os.link(cli, link)
    except OSError:
        shutil.copy2(cli, link)
