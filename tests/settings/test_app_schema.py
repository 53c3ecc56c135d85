"""The schema that editors check app files by."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from commands.schema import FILE, as_text
from settings.app import AppSettings
from settings.app_schema import app_schema
from tests.settings.stacks import INVISION

ROOT = Path(__file__).parents[2]
SCHEMA = Draft202012Validator(app_schema())


def test_the_shipped_schema_is_current() -> None:
    assert (ROOT / FILE).read_text(encoding="utf-8") == as_text(), "Next: python -m commands schema"


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(json.loads(as_text()))


def test_every_setting_is_described() -> None:
    schema = app_schema()
    sections = {"app": schema, **schema["$defs"]}
    settings = {(name, key): one for name, row in sections.items() for key, one in row.get("properties", {}).items()}
    assert [name for name, setting in settings.items() if not setting.get("description")] == []


@pytest.mark.parametrize("setting", [info.alias for info in AppSettings.model_fields.values()])
def test_every_setting_is_in_it_and_may_be_null(setting: str) -> None:
    assert SCHEMA.is_valid({setting: None})


@pytest.mark.parametrize(
    "file", [{"stacks": ["dev"], **INVISION}, {"connection": {"tokenConfirmed": "4be1d27a09c3"}}, {}]
)
def test_a_good_file_is_taken_also_one_that_holds_only_what_differs(file: dict[str, Any]) -> None:
    assert list(SCHEMA.iter_errors(file)) == []


@pytest.mark.parametrize(
    "file",
    [
        {"lable": "x"},
        {"stacks": "dev"},
        {"preset": "invision"},
        {"usernameFormat": "mail"},
        {"connection": {"token": "x"}},
        {"groups": []},
        {"groups": [{"id": "Design"}]},
        {"features": {"create": "perhaps"}},
    ],
)
def test_a_mistake_is_seen_in_the_editor(file: dict[str, Any]) -> None:
    assert not SCHEMA.is_valid(file)


def test_examples_and_defaults_are_values_that_may_stand_in_a_file() -> None:
    for name, setting in app_schema()["properties"].items():
        values = [*setting.get("examples", ()), *([setting["default"]] if "default" in setting else [])]
        assert [value for value in values if not SCHEMA.is_valid({name: value})] == []
