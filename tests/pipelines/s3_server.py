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
    """A running server with one empty bucket."""

    def __init__(self, directory: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.objects = directory / "objects"
        (self.objects / _BUCKET).mkdir(parents=True)
        (directory / "metadata").mkdir()
        self.credentials = {"AWS_ACCESS_KEY_ID": "pipeline", "AWS_SECRET_ACCESS_KEY": "of-the-tests-only"}
        self.backend_url = (
            f"s3://{_BUCKET}?region={_REGION}&endpoint=http://127.0.0.1:{port}&use_path_style=true"  # as MinIO has it
        )
        self._process = subprocess.Popen(
            [
                *(go_tool("versitygw"), "--quiet", "--region", _REGION, "--port", f"127.0.0.1:{port}"),
                *("--access", self.credentials["AWS_ACCESS_KEY_ID"]),
                *("--secret", self.credentials["AWS_SECRET_ACCESS_KEY"]),
                *("posix", "--sidecar", str(directory / "metadata"), str(self.objects)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(port):
            assert self._process.poll() is None, "the S3 server ended"
            assert time.monotonic() < deadline, "the S3 server did not start"
            time.sleep(0.05)

    def stop(self) -> None:
        """End the server."""
        self._process.terminate()
        self._process.wait()

    def locks(self) -> list[Path]:
        """The locks that lie in the bucket now."""
        return list((self.objects / _BUCKET / ".pulumi" / "locks").rglob("*.json"))


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
