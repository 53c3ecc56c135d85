"""Looking for tokens where none may be."""

from collections.abc import Iterable
from pathlib import Path


def places_of(tokens: Iterable[str], directories: Iterable[Path], texts: Iterable[str]) -> list[str]:
    """Where one of the tokens stands in clear: files below the directories, and texts by their number."""
    wanted = [token.encode() for token in tokens]
    files = [file for directory in directories for file in directory.rglob("*") if file.is_file()]
    found = [str(file) for file in files if any(token in file.read_bytes() for token in wanted)]
    found += [f"text {i}" for i, text in enumerate(texts) if any(token in text.encode() for token in wanted)]
    return found
