"""Where built and downloaded tools are kept: once a machine, in the user's cache directory."""

import os
import time
from pathlib import Path

_REFUSAL_HOURS = 24


def cache_directory() -> Path:
    """The directory for this project's tools (`$XDG_CACHE_HOME/okta-scim`, by default `~/.cache/okta-scim`)."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    directory = base / "okta-scim"
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def was_refused(what: str) -> bool:
    """Whether a download failed within the last day: then it is not tried again, to save the seconds."""
    mark = _mark(what)
    return mark.exists() and time.time() - mark.stat().st_mtime < _REFUSAL_HOURS * 3600


def remember_refusal(what: str) -> None:
    """Note that a download failed just now."""
    _mark(what).touch()


def forget_refusals() -> None:
    """Try every download again the next time."""
    for mark in cache_directory().glob("refused-*"):
        mark.unlink(missing_ok=True)


def _mark(what: str) -> Path:
    return cache_directory() / f"refused-{what}"
