"""The command line: `python -m toolchain`."""

import sys
from typing import Annotated

import typer

from toolchain.cache import forget_refusals
from toolchain.ensure import ensure

app = typer.Typer(add_completion=False, help="Get the Pulumi engine, its language host and the Okta plugin.")


@app.command()
def main(
    retry: Annotated[bool, typer.Option(help="Try downloads again that failed within the last day.")] = False,
) -> None:
    """Find or get the tools and print the directory to put on PATH first."""
    if retry:
        forget_refusals()
    try:
        directory = ensure()
    except RuntimeError as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(1) from error
    sys.stdout.write(f"{directory}\n")


if __name__ == "__main__":
    app()
