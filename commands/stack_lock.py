"""A stack that another run is updating: who holds its lock, and what to do."""

import re

from commands.exits import CommandFailed, Exit

# The words of Pulumi's DIY backends (S3, Azure Blob, GCS, files) and of Pulumi Cloud.
_LOCKED = re.compile(r"the stack is currently locked by|Another update is currently in progress")
_HOLDER = re.compile(r"^\s*(?P<lock>\S+): created by (?P<who>.+) \(pid (?P<pid>\d+)\) at (?P<at>\S+)$", re.MULTILINE)


def require_unlocked(stack: str, stderr: str) -> None:
    """Raise `CommandFailed` where the CLI's standard error says that the stack is locked."""
    if not _LOCKED.search(stderr):
        return
    told = [
        f"{found['who']} (process {found['pid']}) since {found['at']}, by {found['lock']}"
        for found in _HOLDER.finditer(stderr)
    ]
    holders = told or ["a run that Pulumi Cloud shows on the stack's page"]
    raise CommandFailed(
        f"Stack {stack!r} is locked: another run is updating it. This run changed nothing.\n"
        + "".join(f"  held by {holder}\n" for holder in holders)
        + "Next: wait until it has ended, then run this again. Only if it is dead, take its lock away: "
        f"pulumi cancel --stack {stack}, then python -m commands recover --stack {stack}",
        Exit.LOCKED,
    )
