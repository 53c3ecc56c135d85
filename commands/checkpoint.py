"""The state's file on a file backend, where a kill can cut it off while the engine writes it."""

import json
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

from commands.exits import CommandFailed


def restore_if_cut_off(backend_url: str, project: str, stack: str) -> Path | None:
    """Put the state's backup in its place where the file ends too early, and give the file; None where it is whole.

    The engine keeps the state before the last write beside it (`.bak`). Other backends than `file://` write a state
    whole or not at all. Raises `CommandFailed` where the backup is no better.
    """
    if urlsplit(backend_url).scheme != "file":
        return None
    file = Path(unquote(urlsplit(backend_url).path)) / ".pulumi" / "stacks" / project / f"{stack}.json"
    backup = file.with_name(f"{file.name}.bak")
    if not backup.is_file() or _is_whole(file):
        return None
    if not _is_whole(backup):
        raise CommandFailed(
            f"The state of stack {stack!r} and its backup are cut off: {file}\n"
            "Next: take the latest whole one from the folder `history` beside `stacks`, by `pulumi stack import`."
        )
    scratch = file.with_name(f"{file.name}.restored")
    shutil.copy2(backup, scratch)
    scratch.replace(file)
    return file


def _is_whole(file: Path) -> bool:
    try:
        json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True
