"""The state's file on a file backend, where a kill can cut it off while the engine writes it."""

import json
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

from commands.exits import CommandFailed


def repair(backend_url: str, project: str, stack: str) -> list[Path]:
    """Repair what a kill cut off of a stack's state and locks, and give the files; none where all is whole.

    A state that ends too early is replaced by the one before it, which the engine keeps beside it (`.bak`). The
    attributes of a file (`.attrs`) are written before the file, are read with it, and may be missing. Other backends
    than `file://` write a file whole or not at all. Raises `CommandFailed` where the backup is no better.
    """
    if urlsplit(backend_url).scheme != "file":
        return []
    folder = Path(unquote(urlsplit(backend_url).path)) / ".pulumi"
    file = folder / "stacks" / project / f"{stack}.json"
    attributes = [*file.parent.glob(f"{stack}.json*.attrs"), *(folder / "locks").glob(f"**/{stack}/*.attrs")]
    cut_off = [one for one in attributes if not _is_whole(one)]
    for one in cut_off:
        one.unlink()
    backup = file.with_name(f"{file.name}.bak")
    if not backup.is_file() or _is_whole(file):
        return cut_off
    if not _is_whole(backup):
        raise CommandFailed(
            f"The state of stack {stack!r} and its backup are cut off: {file}\n"
            "Next: take the latest whole one from the folder `history` beside `stacks`, by `pulumi stack import`."
        )
    scratch = file.with_name(f"{file.name}.restored")
    shutil.copy2(backup, scratch)
    scratch.replace(file)
    return [*cut_off, file]


def _is_whole(file: Path) -> bool:
    try:
        json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True
