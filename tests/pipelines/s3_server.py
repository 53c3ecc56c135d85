"""A real S3-compatible server on this machine: Versity's gateway over a folder, which checks every signature."""

import socket
import subprocess
import time
from pathlib import Path

from tests.go_tools import go_tool

_REGION = "eu-central-1"
_BUCKET = "state"
_START_SECONDS = 20


class S3Server:
    """A running server with one empty bucket, and beside it one that refuses to write to the same bucket."""

    def __init__(self, directory: Path) -> None:
        self.objects = directory / "objects"
        self._metadata = directory / "metadata"
        (self.objects / _BUCKET).mkdir(parents=True)
        self._metadata.mkdir()
        self.credentials = {"AWS_ACCESS_KEY_ID": "pipeline", "AWS_SECRET_ACCESS_KEY": "of-the-tests-only"}
        self._processes: list[subprocess.Popen[bytes]] = []
        self.endpoint = self._start()
        self.backend_url = _backend_url(self.endpoint)
        self.reading_url = _backend_url(self._start("--readonly"))

    def stop(self) -> None:
        """End both."""
        for process in self._processes:
            process.terminate()
            process.wait()

    def locks(self) -> list[Path]:
        """The locks that lie in the bucket now."""
        return list((self.objects / _BUCKET / ".pulumi" / "locks").rglob("*.json"))

    def _start(self, *options: str) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        access, secret = self.credentials.values()
        process = subprocess.Popen(
            [
                str(go_tool("versitygw")),
                *("--quiet", *options, "--region", _REGION, "--port", f"127.0.0.1:{port}"),
                *("--access", access, "--secret", secret),
                *("posix", "--sidecar", str(self._metadata), str(self.objects)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._processes.append(process)
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(port):
            assert process.poll() is None, "the S3 server ended"
            assert time.monotonic() < deadline, "the S3 server did not start"
            time.sleep(0.05)
        return f"http://127.0.0.1:{port}"


def _backend_url(endpoint: str) -> str:
    return f"s3://{_BUCKET}?region={_REGION}&endpoint={endpoint}&use_path_style=true"


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
