"""The command line: `python -m walkthrough`, called by the Makefile."""

import shlex
import sys
from typing import Annotated

import typer
from rich.console import Console

from toolchain.ensure import DEFAULT_DIRECTORY, ensure, search_path
from walkthrough import sandbox_cli
from walkthrough.pulumi_cli import STATE_DIRECTORY, PulumiFailed, Stack, dev_environment
from walkthrough.sandbox_cli import SandboxFailed
from walkthrough.show import Show

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)


@app.command()
def up(
    by_hand: Annotated[bool, typer.Option(help="Leave the Admin Console's steps to you.")] = False,
) -> None:
    """Start the sandbox, run `pulumi up` on stack dev, do the console's steps, and show who was provisioned."""
    show = Show(Console())
    show.heading("Tools")
    stack = _dev_stack()
    show.heading("Sandbox")
    sandbox_cli.start()
    show.heading("pulumi up")
    stack.up()
    changed = bool(set(stack.last_changes()) - {"same", "read"})
    pending = _pending(stack)
    pages = [sandbox_cli.show_checklist(app) for app in pending.values()]
    if pending and by_hand:
        show.left_to_you(pending, pages)
        return
    for key, pending_app in pending.items():
        show.heading(f"A scripted person does the steps for {pending_app['label']} in the Admin Console")
        sandbox_cli.switch_on(pending_app, sandbox_cli.base_url_of(key), stack.secret(f"tokens.{key}"))
    if pending:
        show.heading("pulumi up, again")
        stack.up()
        if still_pending := _pending(stack):
            raise PulumiFailed(f"steps are still left for {', '.join(still_pending)}")
        for app_done in pending.values():
            sandbox_cli.forget_checklist(app_done)
    show.heading("Who was provisioned")
    show.people(sandbox_cli.people())
    show.ending(changed or bool(pending))


@app.command()
def down() -> None:
    """Destroy what stack dev declares, stop the sandbox and delete its data."""
    show = Show(Console())
    stack = _dev_stack()
    if sandbox_cli.is_running():
        show.heading("pulumi destroy")
        try:
            stack.run("destroy", "--yes", "--skip-preview", "--stack", stack.name)
        except PulumiFailed as error:
            sys.stderr.write(f"\n{error}; the sandbox goes anyway, and with it all that the stack declared there.\n")
    else:
        # The org is gone, and with it all that the state tells of.
        show.heading("The sandbox does not run: forgetting what it held")
    stack.forget()
    sandbox_cli.reset()


@app.command()
def environment() -> None:
    """Print `export` lines under which `pulumi` works on stack dev, for `eval "$(make -s environment)"`."""
    for name, value in dev_environment(search_path(ensure())).items():
        sys.stdout.write(f"export {name}={shlex.quote(value)}\n")


def _dev_stack() -> Stack:
    stack = Stack("dev", dev_environment(search_path(ensure(DEFAULT_DIRECTORY)), STATE_DIRECTORY))
    stack.select()
    return stack


def _pending(stack: Stack) -> dict[str, dict[str, object]]:
    apps: dict[str, dict[str, object]] = stack.output("apps") or {}
    return {key: value for key, value in apps.items() if value["stepsLeft"]}


def main() -> None:
    """Run a command; what failed has said why, so one line with the next step is enough here."""
    try:
        app()
    except (PulumiFailed, SandboxFailed, RuntimeError) as error:
        sys.stderr.write(f"\n{error}\nNext: read the message above; `make down` starts over.\n")
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
