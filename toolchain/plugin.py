"""The Okta plugin: the user's, the official one, or the stand-in where neither can be had."""

import os
import shutil
import subprocess
from pathlib import Path

from toolchain.cache import remember_refusal, was_refused
from toolchain.launcher import write_launcher
from toolchain.report import took

NAME = "pulumi-resource-okta"
VERSION = "7.0.1"
DIRECTORY_VARIABLE = "OKTA_PLUGIN_DIRECTORY"
_DOWNLOAD_SECONDS = 60


def ensure_plugin(directory: Path, cli: Path) -> None:
    """See that the engine will find an Okta plugin; a link or the stand-in goes to `directory`, which is on PATH first.

    Raises `RuntimeError` where the directory that the user named holds none.
    """
    link = directory / NAME
    named = os.environ.get(DIRECTORY_VARIABLE)
    if named:
        _link(link, _named(Path(named)))
        took(NAME, f"{link.resolve()}, from {DIRECTORY_VARIABLE}")
        return
    if found := _on_path(directory):
        link.unlink(missing_ok=True)
        took(NAME, f"{found}, from PATH")
        return
    if _installed() or _install(cli):
        link.unlink(missing_ok=True)
        took(NAME, f"{_installed()}, the official one")
        return
    write_launcher(link, "toolchain.okta_plugin")
    took(NAME, "the official one is not to be had here; taking this project's stand-in, for the sandbox only")


def _named(directory: Path) -> Path:
    plugin = directory / NAME
    if not plugin.is_file():
        raise RuntimeError(
            f"{DIRECTORY_VARIABLE} names {directory}, which holds no {NAME}. Next: correct the variable or unset it."
        )
    return plugin.resolve()


def _link(link: Path, target: Path) -> None:
    if link.resolve() != target:
        link.unlink(missing_ok=True)
        link.symlink_to(target)


def _on_path(without: Path) -> str | None:
    parts = os.environ.get("PATH", "").split(os.pathsep)
    return shutil.which(NAME, path=os.pathsep.join(part for part in parts if Path(part).resolve() != without.resolve()))


def _installed() -> Path | None:
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    plugin = home / "plugins" / f"resource-okta-v{VERSION}" / NAME
    return plugin if plugin.is_file() else None


def _install(cli: Path) -> bool:
    if was_refused(NAME):
        return False
    command = [str(cli), "plugin", "install", "resource", "okta", VERSION]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_DOWNLOAD_SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode != 0:
        remember_refusal(NAME)
        return False
    return _installed() is not None
