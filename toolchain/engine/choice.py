"""Choose the Pulumi CLI: the one on PATH, else the official download, else a build from its Go module."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from toolchain.cache import cache_directory, remember_refusal, was_refused
from toolchain.engine.build import build
from toolchain.engine.download import download
from toolchain.report import took

VERSION = "3.259.0"
OLDEST = (3, 250, 0)
LANGUAGE_HOST = "pulumi-language-python"


@dataclass(frozen=True)
class Engine:
    """A Pulumi CLI and, where it has one, its Python language host."""

    cli: Path
    language_host: Path | None


def ensure_engine(without: Path) -> Engine:
    """Find or get a CLI; `without` is left out of PATH, because there lie the links that this module made.

    Raises `RuntimeError` with the next step where none can be had.
    """
    engine = _on_path(without) or _downloaded() or _built()
    took("pulumi-language-python", str(engine.language_host or "this project's own, on the Pulumi SDK"))
    return engine


def _on_path(without: Path) -> Engine | None:
    path = os.pathsep.join(
        part for part in os.environ.get("PATH", "").split(os.pathsep) if Path(part).resolve() != without.resolve()
    )
    found = shutil.which("pulumi", path=path)
    if found is None:
        return None
    version = version_of(Path(found))
    if version < OLDEST:
        took("pulumi", f"not {found}: {_text(version)} is older than {_text(OLDEST)}")
        return None
    took("pulumi", f"{found}, {_text(version)}, from PATH")
    host = shutil.which(LANGUAGE_HOST, path=path)
    return Engine(Path(found), Path(host) if host else _beside(Path(found)))


def _downloaded() -> Engine | None:
    directory = cache_directory() / f"pulumi-{VERSION}-official"
    cli = directory / "pulumi"
    if not cli.exists():
        if was_refused(directory.name):
            return None
        try:
            download(VERSION, directory)
        except OSError as error:
            took("pulumi", f"the official download is not to be had ({error})")
            remember_refusal(directory.name)
            return None
    took("pulumi", f"{cli}, {VERSION}, the official download")
    return Engine(cli, _beside(cli))


def _built() -> Engine:
    cli = cache_directory() / f"pulumi-{VERSION}-built" / "pulumi"
    if not cli.exists():
        build(VERSION, cli)
    took("pulumi", f"{cli}, {VERSION}, built from its Go module")
    return Engine(cli, None)


def version_of(cli: Path) -> tuple[int, ...]:
    """The version of a CLI, (0,) where it does not tell."""
    answer = subprocess.run([cli, "version"], capture_output=True, text=True, check=False)  # noqa: S603 - a found tool
    numbers = answer.stdout.strip().removeprefix("v").split("-")[0].split(".")
    return tuple(int(number) for number in numbers) if all(number.isdigit() for number in numbers) else (0,)


def _beside(cli: Path) -> Path | None:
    host = cli.resolve().parent / LANGUAGE_HOST
    return host if host.exists() else None


def _text(version: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in version)
