"""What a person or a pipeline runs beside `pulumi`, in the folder of Pulumi.yaml.

Exit codes: 0 as it should be; 1 could not find out; 2 wrong command line; 3 steps are left, or nothing proved yet;
4 drift, or evidence against; 6 another run is updating the stack; more under each command.
"""

import sys

import typer

from commands.adopt import adopt
from commands.canary import canary
from commands.check_credentials import check_credentials
from commands.drift import drift
from commands.evidence import evidence
from commands.exits import CommandFailed, Exit
from commands.fleet import fleet
from commands.output import as_json, aside, is_plain
from commands.preview import preview
from commands.publish import publish
from commands.recover import recover
from commands.report import report
from commands.schema import schema
from commands.switch_off import switch_off
from commands.up import up
from evidence.unanswered import Unanswered

# Typer's own tracebacks print local variables, tokens among them.
app = typer.Typer(
    help=__doc__,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None if is_plain() else "rich",
)
_COMMANDS = (
    preview,
    up,
    fleet,
    publish,
    check_credentials,
    evidence,
    canary,
    drift,
    report,
    adopt,
    recover,
    switch_off,
    schema,
)
for command in _COMMANDS:
    app.command()(command)


def main(arguments: list[str] | None = None) -> None:
    """Run one command; what failed is told in words, with the command's exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        app(words, prog_name="python -m commands")
    except (CommandFailed, Unanswered) as failed:
        exit_code = failed.exit_code if isinstance(failed, CommandFailed) else Exit.FAILED
        aside(str(failed))
        if "--json" in words:
            as_json({"exitCode": int(exit_code), "error": str(failed)})
        sys.exit(exit_code)
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)


if __name__ == "__main__":
    main()
