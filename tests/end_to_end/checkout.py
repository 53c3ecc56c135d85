"""A newcomer's copy of the project, with a sandbox on ports of its own."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PORTS = ("8470", "8471")


class Checkout:
    """The files of the project as they stand, without anything that was installed or made beside them."""

    def __init__(self, directory: Path, search_path: str) -> None:
        self.directory = directory
        files = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for name in filter(None, files.split("\0")):
            if (ROOT / name).is_file():
                (directory / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, directory / name)
        self._move_ports()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("OKTA_", "PULUMI_"))},
            "PATH": search_path,
            "NO_COLOR": "1",
        }

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a shell script as a person does who has opened the folder; its output is checked by nobody here."""
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.directory,
            env={**self.environment, **variables},
            text=True,
            capture_output=True,
            check=False,
            timeout=300,
        )

    def _move_ports(self) -> None:
        # The person who runs the tests may have a sandbox of their own on the usual ports.
        file = self.directory / "Pulumi.dev.yaml"
        text = file.read_text(encoding="utf-8")
        for port in PORTS:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                text = text.replace(port, str(probe.getsockname()[1]))
        file.write_text(text, encoding="utf-8")
