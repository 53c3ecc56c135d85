"""The language hosts of TypeScript and YAML: whose are taken, and where the engine finds them."""

from pathlib import Path

import pytest

from toolchain import other_languages
from toolchain.cache import cache_directory
from toolchain.other_languages import ensure_host

NAME = "pulumi-language-yaml"


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this project's tools lie, on PATH first, on a machine that has no host and an empty cache."""
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setenv("PATH", str(own))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return own


def test_a_host_on_path_is_taken_and_an_own_link_does_not_hide_it(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    executable(directory / NAME)
    executable(tmp_path / "users" / NAME)
    monkeypatch.setenv("PATH", f"{directory}:{tmp_path / 'users'}")
    ensure_host("yaml", directory)
    assert not (directory / NAME).exists()


def test_a_host_that_was_built_before_is_linked(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_languages, "go_build", lambda package, module, target: bool(executable(target)))
    ensure_host("yaml", directory)
    monkeypatch.setattr(other_languages, "go_build", lambda package, module, target: False)
    ensure_host("yaml", directory)
    assert (directory / NAME).resolve().is_relative_to(cache_directory())


def test_a_host_that_can_be_neither_found_nor_built_is_an_error_that_says_so(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(other_languages, "go_build", lambda package, module, target: False)
    with pytest.raises(RuntimeError, match="pulumi-language-yaml is not on PATH, and could not be built"):
        ensure_host("yaml", directory)
