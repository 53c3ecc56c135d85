"""Writing an app into a file of its own, where one stack alone has it."""

from pathlib import Path
from typing import Any

import yaml

from settings.app_files import FOLDER

_SCHEMA = "# yaml-language-server: $schema=../app.schema.json\n"


def write(directory: Path, stack: str, key: str, settings: dict[str, Any]) -> Path:
    """Write `apps/<stack>/<key>.yaml`, which editors check by its first line, and give it."""
    file = directory / FOLDER / stack / f"{key}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(settings, sort_keys=False, allow_unicode=True, width=120)
    file.write_text(f"{_SCHEMA}{text}", encoding="utf-8")
    return file
