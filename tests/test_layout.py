"""The arrows between the top-level folders point one way."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Folders that are filled by installers.
INSTALLED = {".venv", "node_modules"}
# What each folder may import of the others.
ALLOWED = {
    "components": set[str](),
    "settings": {"components"},
    "package": {"components"},
    "evidence": {"settings", "components"},
    "commands": {"evidence", "settings", "components"},
    "sandbox": set[str](),
    "policy": set[str](),
    "toolchain": set[str](),
    "walkthrough": {"toolchain"},
    "benchmark": {"toolchain"},
}


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("folder", ALLOWED)
def test_a_folder_imports_only_what_lies_below_it(folder: str) -> None:
    others = (set(ALLOWED) | {"tests"}) - {folder} - ALLOWED[folder]
    files = [file for file in (ROOT / folder).rglob("*.py") if not INSTALLED.intersection(file.parts)]
    found = {str(file.relative_to(ROOT)): imported(file) & others for file in files}
    assert {file: names for file, names in found.items() if names} == {}
