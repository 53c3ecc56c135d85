"""A build of the Pulumi CLI from its Go module, for machines that cannot download it."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from toolchain.go import ENVIRONMENT, go
from toolchain.report import took

_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
# Without a linked version the Automation API refuses the CLI.
_VERSION_SYMBOL = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"


def build(version: str, cli: Path) -> None:
    """Build the CLI to the path `cli`, with Go's own progress shown; raises RuntimeError with the next step."""
    command_of_go = go()
    took("pulumi", f"building {version} with {command_of_go}: about 5 minutes on 2 cores, once a machine")
    cli.parent.mkdir(parents=True, exist_ok=True)
    module = Path(__file__).parent
    with tempfile.TemporaryDirectory(dir=cli.parent) as scratch:
        built = Path(scratch) / "pulumi"
        command = [
            *(command_of_go, "build", "-v", "-trimpath", "-mod=readonly"),
            *("-ldflags", f"-s -w -X {_VERSION_SYMBOL}=v{version}"),
            *("-o", str(built), _PACKAGE),
        ]
        environment = {**os.environ, **ENVIRONMENT}
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
