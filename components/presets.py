"""Presets: what a service's guide asks for, as data (`components/presets/*.yaml`)."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from components.features import Features
from components.username_format import UsernameFormat


@dataclass(frozen=True)
class Preset:
    """The settings that a service's guide asks for, and what its readers should know."""

    name: str
    title: str
    username_format: UsernameFormat
    features: Features
    catalogue: str | None
    """The app's name in Okta's catalogue, where the preset stands for a catalogue app."""
    notes: tuple[str, ...]


@cache
def presets() -> dict[str, Preset]:
    """All presets by name, which is the name of their file."""
    folder = resources.files(__package__) / "presets"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return {
        name: _preset(name, file.read_text(encoding="utf-8"))
        for file in files
        if (name := file.name.removesuffix(".yaml"))
    }


def _preset(name: str, text: str) -> Preset:
    row = yaml.safe_load(text)
    return Preset(
        name=name,
        title=row["title"],
        username_format=UsernameFormat(row["username_format"]),
        features=Features(**row["features"]),
        catalogue=row.get("catalogue"),
        notes=tuple(row["notes"]),
    )
