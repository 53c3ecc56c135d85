"""Executables that start a module of this project with this project's Python."""

import shlex
import sys
from pathlib import Path


def write_launcher(path: Path, module: str) -> None:
    """Write an executable at `path` that runs `python -m module` with the modules of this checkout."""
    root = Path(__file__).parents[1]
    script = (
        "#!/bin/sh\n"
        f"PYTHONPATH={shlex.quote(str(root))}${{PYTHONPATH:+:$PYTHONPATH}} "
        f'exec {shlex.quote(sys.executable)} -P -m {module} "$@"\n'
    )
    if not path.exists() or path.is_symlink() or path.read_text(encoding="utf-8") != script:
        path.unlink(missing_ok=True)
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)
