"""Everything that `pulumi up` needs on this machine, in one directory to put on PATH first."""

import os
import shutil
from pathlib import Path

from toolchain.engine import LANGUAGE_HOST, ensure_engine
from toolchain.launcher import write_launcher
from toolchain.plugin import ensure_plugin

DEFAULT_DIRECTORY = Path(__file__).parents[1] / ".toolchain" / "bin"


def ensure(directory: Path = DEFAULT_DIRECTORY) -> Path:
    """Find or get engine, language host and Okta plugin, each with one line on standard error; returns `directory`.

    Raises `RuntimeError` with the next step where one cannot be had.
    """
    directory.mkdir(parents=True, exist_ok=True)
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
    link.unlink(missing_ok=True)
    if shutil.which("pulumi") == str(cli):
        return
    try:
        os.link(cli, link)
    except OSError:
        shutil.copy2(cli, link)
