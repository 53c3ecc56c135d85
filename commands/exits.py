"""How the commands end: exit codes, and the failure that carries one."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of all commands; 2 is a wrong command line. deploy/README.md has them as a table for pipelines."""

    DONE = 0
    """As declared, proved, passed."""
    FAILED = 1
    """The command could not find out, or could not do what was asked."""
    LEFT = 3
    """Nothing is wrong yet: steps are left in the Admin Console, nothing is proved yet, or the canary was refused."""
    DIFFERS = 4
    """Drift, evidence against, a canary that provisioning lost, or an Okta that is no longer as a plan expects it."""
    UNCLEAN = 5
    """The canary could not be unassigned: a person has to do it."""
    LOCKED = 6
    """Another run is updating the stack: nothing was changed."""
    INTERRUPTED = 130
    """Ctrl-C or SIGTERM, after cleaning up."""


class CommandFailed(Exception):
    """A command's end with a message for a person: what, why, and the next step."""

    def __init__(self, message: str, exit_code: Exit = Exit.FAILED) -> None:
        """Keep the message, which never holds a token."""
        super().__init__(message)
        self.exit_code = exit_code
