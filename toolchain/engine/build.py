"""A build of the Pulumi CLI from its Go module, for machines that cannot download it."""

from pathlib import Path

from toolchain.go import go, go_build
from toolchain.report import took

_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
# Without a linked version the Automation API refuses the CLI.
_VERSION_SYMBOL = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"


def build(version: str, cli: Path) -> None:
    """Build the CLI to the path `cli`; raises RuntimeError with the next step."""
    took("pulumi", f"building {version} with {go()}: about 5 minutes on 2 cores, once a machine")
    if not go_build(_PACKAGE, Path(__file__).parent, cli, f"-X {_VERSION_SYMBOL}=v{version}"):
        raise RuntimeError(
            "The Pulumi CLI could not be built (see Go's messages above). Next: install Pulumi yourself "
            "(https://www.pulumi.com/docs/install) so that `pulumi` is on PATH, then run the command again."
        )
