"""The Pulumi CLI for the Automation API, in as many processes as it starts, all of which can be asked to stop."""

import os
import signal
import subprocess
from collections.abc import Mapping
from threading import RLock

from pulumi import automation
from pulumi.automation.errors import create_command_error

from commands.exits import CommandFailed, Exit

# A query ends by itself in a moment; these hold a stack's lock, or ask Okta much.
_RUNS = frozenset({"up", "preview"})


class InterruptibleCli(automation.PulumiCommand):
    """Runs the CLI as the Automation API does, each time in a session of its own.

    Else a terminal's Ctrl-C would interrupt the engine besides whoever started it, and a second interrupt makes it drop
    the calls under way, with the stack's lock left behind.
    """

    interrupted = False

    def __init__(self) -> None:
        """Find the CLI on PATH, and check that it is one that the SDK knows."""
        try:
            super().__init__()
        except (FileNotFoundError, automation.InvalidVersionError) as unfit:
            raise CommandFailed(
                f"`pulumi` on PATH does not fit: {unfit}\nNext: install Pulumi (https://www.pulumi.com/docs/install/)."
            ) from None
        self._running: set[subprocess.Popen[str]] = set()
        # A signal's handler may come while its own thread holds it.
        self._lock = RLock()

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: automation.OnOutput | None = None,
        on_error: automation.OnOutput | None = None,
    ) -> automation.CommandResult:
        """Run a command to its end; the callbacks are not used: what happens comes as events."""
        environment = {
            **os.environ,
            **additional_env,
            "PULUMI_AUTOMATION_API": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        process = self._begin([self.command, "--non-interactive", *args], cwd, environment)
        with process:
            stdout, stderr = process.communicate()
        with self._lock:
            self._running.discard(process)
        result = automation.CommandResult(stdout, stderr, process.returncode)
        if process.returncode != 0:
            raise create_command_error(result)
        return result

    def interrupt(self) -> None:
        """Begin no further run, and ask those under way to finish their calls, save the state and unlock the stack."""
        with self._lock:
            if not self.interrupted:
                self.interrupted = True
                for process in self._running:
                    process.send_signal(signal.SIGINT)

    def _begin(self, words: list[str], cwd: str, environment: dict[str, str]) -> "subprocess.Popen[str]":
        with self._lock:
            is_run = not _RUNS.isdisjoint(words)
            if is_run and self.interrupted:
                raise CommandFailed("Not begun: the whole was interrupted.", Exit.INTERRUPTED)
            process = subprocess.Popen(  # noqa: S603 - the CLI on PATH, as a person would run it
                words,
                cwd=cwd,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
            if is_run:
                self._running.add(process)
            return process
