"""The JSON Schema of app files, for editors; what is right is decided when the settings are loaded."""

import ast
import inspect
from itertools import pairwise
from typing import Any

import yaml
from pydantic import BaseModel

from components import presets
from settings import app
from settings.app import AppSettings

_STACKS = {
    "description": "The stacks that have the app; in apps/<stack>/ the folder says it.",
    "type": "array",
    "items": {"type": "string"},
    "minItems": 1,
}


def app_schema() -> dict[str, Any]:
    """The schema of one app file (JSON Schema 2020-12).

    Nothing is required, because a file may hold only what differs in one stack, and everything may be null, which takes
    a setting of the common file away.
    """
    schema = AppSettings.model_json_schema(by_alias=True)
    schema["properties"]["preset"]["enum"] = list(presets())
    for title, section in {AppSettings.__name__: schema, **schema["$defs"]}.items():
        section.pop("required", None)
        if "properties" in section:
            described = _descriptions(getattr(app, title))
            section["properties"] = {
                name: {"description": described[name], **_nullable(_with_yaml_examples(setting))}
                for name, setting in section["properties"].items()
            }
    schema["properties"] = {"stacks": _STACKS, **schema["properties"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "SCIM provisioning of one app",
    }


def _descriptions(model: type[BaseModel]) -> dict[str, str]:
    """The docstring below each field; read here, because pydantic would read them whenever the program starts."""
    (definition,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(definition, ast.ClassDef)
    return {
        str(model.model_fields[field.target.id].alias): text.value.value
        for field, text in pairwise(definition.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    }


def _with_yaml_examples(setting: dict[str, Any]) -> dict[str, Any]:
    """The models' examples are written as in YAML; those that are no whole values are left out."""
    examples = [_value(text) for text in setting.get("examples", ()) if "..." not in text]
    rest = {key: value for key, value in setting.items() if key not in ("examples", "title")}
    return {**rest, "examples": examples} if examples else rest


def _value(text: str) -> Any:  # noqa: ANN401 - YAML is anything
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return text  # a text that needs quotes in a file


def _nullable(setting: dict[str, Any]) -> dict[str, Any]:
    about = {key: value for key, value in setting.items() if key in ("default", "examples")}
    kinds = setting.get("anyOf") or [{key: value for key, value in setting.items() if key not in about}]
    return {"anyOf": [kind for kind in kinds if kind != {"type": "null"}] + [{"type": "null"}], **about}
