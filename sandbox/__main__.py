"""The sandbox's command line: `okta-sandbox COMMAND` where it is installed, else `python -m sandbox COMMAND`."""

import sys

import typer

from sandbox.commands import access, bench, faults, import_people, lifecycle, people, seed, supported, switch_on
from sandbox.processes import SandboxError, command_name

# Typer's own tracebacks print local variables, tokens among them.
app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for command in (
    lifecycle.start,
    lifecycle.stop,
    lifecycle.status,
    lifecycle.reset,
    access.token,
    access.issue_token,
    access.env,
    seed.seed,
    people.people,
    faults.faults,
    switch_on.switch_on,
    bench.bench,
    supported.supported,
):
    app.command()(command)
# The name is a word of Python's.
app.command("import")(import_people.import_people)


def main(arguments: list[str] | None = None) -> None:
    """Run one command; what the user can put right is told in one line, with exit code 1."""
    try:
        app(arguments, prog_name=command_name())
    except SandboxError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
