"""`supported`: what the sandbox imitates of Okta, and how far that is known."""

from typing import Annotated

import typer

from sandbox.supported import PAGE, load_ledger, page


def supported(
    write: Annotated[bool, typer.Option("--write", help="Renew sandbox/SUPPORTED.md instead of printing it.")] = False,
) -> None:
    """Print what the sandbox imitates of Okta, and how far that is known."""
    text = page(load_ledger())
    if write:
        PAGE.write_text(text, encoding="utf-8")
        typer.echo(f"{PAGE.name} written")
    else:
        typer.echo(text, nl=False)
