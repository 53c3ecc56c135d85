"""The official download of the Pulumi CLI."""

import platform
import shutil
import tarfile
import tempfile
from pathlib import Path

_URL = "https://get.pulumi.com/releases/sdk/pulumi-v{version}-{system}-{machine}.tar.gz"
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
_CONNECT_SECONDS = 4.0
_READ_SECONDS = 30.0


def download(version: str, directory: Path) -> None:
    """Unpack the official CLI of `version` into `directory`; raises OSError where it cannot be had, within seconds."""
    import httpx2

    url = _URL.format(
        version=version, system=platform.system().lower(), machine=_MACHINES.get(platform.machine().lower(), "x64")
    )
    with tempfile.TemporaryDirectory(dir=directory.parent) as scratch:
        archive = Path(scratch) / "pulumi.tar.gz"
        timeout = httpx2.Timeout(_READ_SECONDS, connect=_CONNECT_SECONDS)
        try:
            with (
                httpx2.stream("GET", url, timeout=timeout, follow_redirects=True) as answer,
                archive.open("wb") as file,
            ):
                answer.raise_for_status()
                for chunk in answer.iter_bytes():
                    file.write(chunk)
        except httpx2.HTTPError as error:
            raise OSError(str(error) or type(error).__name__) from error
        try:
            with tarfile.open(archive) as packed:
                packed.extractall(scratch, filter="data")
        except tarfile.TarError as error:
            raise OSError(f"what came is no archive: {error}") from error
        shutil.move(Path(scratch) / "pulumi", directory)
