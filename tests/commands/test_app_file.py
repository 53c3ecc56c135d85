"""An adopted app in a file of its own is read like one that a person wrote."""

from pathlib import Path

from commands import app_file
from settings import read_app_files

SETTINGS = {"label": "Ärger & Co", "existing": {"id": "0oa1gjh63g214q0Hq0g4"}, "groups": [{"name": "Design"}]}


def test_the_stack_has_the_app_and_others_do_not(tmp_path: Path) -> None:
    file = app_file.write(tmp_path, "dev", "old-tool", SETTINGS)
    assert file == tmp_path / "apps" / "dev" / "old-tool.yaml"
    assert read_app_files(tmp_path, "dev").apps == {"old-tool": SETTINGS}
    assert read_app_files(tmp_path, "prod").apps == {}


def test_its_first_line_leads_editors_to_the_schema(tmp_path: Path) -> None:
    (first, *_) = app_file.write(tmp_path, "dev", "old-tool", SETTINGS).read_text(encoding="utf-8").splitlines()
    schema = first.removeprefix("# yaml-language-server: $schema=")
    assert (Path("apps/dev") / schema).as_posix() == "apps/dev/../app.schema.json"
