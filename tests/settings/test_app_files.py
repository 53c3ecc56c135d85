"""Apps in files of their own: which stack has them, what goes before what, and mistakes by file and key."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from settings import read_app_files
from settings.app import AppSettings
from tests.settings.stacks import INVISION, PROJECT, TOKEN, configure, loaded, mistakes

FILE = "apps/invision.yaml"
OWN = "apps/dev/invision.yaml"


def write(directory: Path, **files: Any) -> None:
    """Write app files by path, with `__` for the slash; what is no text as YAML."""
    for name, content in files.items():
        path = directory / "apps" / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")


def app(directory: Path) -> AppSettings:
    configure({}, tokens={"invision": TOKEN})
    return loaded(directory).apps["invision"]


def report(directory: Path, apps: dict[str, Any] | None = None) -> str:
    configure(apps or {}, tokens={"invision": TOKEN})
    return mistakes(directory)


def test_an_app_s_file_names_the_stacks_that_have_it(tmp_path: Path) -> None:
    write(tmp_path, invision={"stacks": ["prod", "dev"], **INVISION})
    assert app(tmp_path).label == "InVision V7"


def test_other_stacks_do_not_have_it(tmp_path: Path) -> None:
    write(tmp_path, invision={"stacks": ["prod"], **INVISION})
    assert f"{PROJECT}:apps: is empty" in report(tmp_path)


def test_a_file_in_a_stack_s_folder_is_that_stack_s_app(tmp_path: Path) -> None:
    write(tmp_path, dev__invision=INVISION, prod__zscaler={"preset": "zscaler"})
    configure({}, tokens={"invision": TOKEN})
    assert set(loaded(tmp_path).apps) == {"invision"}


def test_apps_of_files_and_of_the_stack_file_are_taken_together(tmp_path: Path) -> None:
    write(tmp_path, dev__other={**INVISION, "label": "Other"})
    configure(tokens={"invision": TOKEN, "other": TOKEN})
    assert set(loaded(tmp_path).apps) == {"invision", "other"}


def test_what_differs_in_a_stack_goes_before_the_common_file(tmp_path: Path) -> None:
    own = {"connection": {"tokenConfirmed": "4be1d27a09c3"}, "groups": [{"name": "Sales"}]}
    write(tmp_path, invision={"stacks": ["dev"], **INVISION}, dev__invision=own)
    found = app(tmp_path)
    assert found.connection.base_url == INVISION["connection"]["baseUrl"]
    assert found.connection.token_confirmed == "4be1d27a09c3"
    assert [group.name for group in found.groups] == ["Sales"]


def test_null_takes_a_setting_of_the_common_file_away(tmp_path: Path) -> None:
    own = {"saml": None, "existing": {"label": "InVision V7"}}
    write(tmp_path, invision={"stacks": ["dev"], **INVISION}, dev__invision=own)
    assert app(tmp_path).saml is None


def test_a_variable_goes_before_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKTA_SCIM_APPS__INVISION__CONNECTION__BASE_URL", "https://other.example.com/v2")
    write(tmp_path, dev__invision=INVISION)
    assert app(tmp_path).connection.base_url == "https://other.example.com/v2"


def test_an_app_in_the_stack_file_and_in_a_file_is_a_mistake_that_names_both(tmp_path: Path) -> None:
    write(tmp_path, dev__invision={**INVISION, "label": None})
    said = report(tmp_path, {"invision": INVISION})
    assert f"{OWN}: the app 'invision' is also in Pulumi.dev.yaml, as {PROJECT}:apps.invision" in said
    assert "1 mistake;" in said


@pytest.mark.parametrize(
    ("changes", "key", "wrong"),
    [
        ({"connection": {"baseUrl": "http://scim.example.com"}}, "connection.baseUrl", "must begin with https://"),
        ({"groups": [{"name": "Design", "nam": "x"}]}, "groups[0].nam", "did you mean 'name'?"),
        ({"groups": [{"name": "Design"}, {"name": "design"}]}, "groups[1]", f"as the group at {FILE}:groups[0]"),
        ({"usernameFormat": "mail"}, "usernameFormat", "input should be"),
        ({"existing": {"label": "X"}}, "", "exactly one of saml, catalogue and existing"),
        ({"label": None}, "label", "is missing"),
    ],
)
def test_a_wrong_setting_is_named_by_file_and_key(
    changes: dict[str, Any], key: str, wrong: str, tmp_path: Path
) -> None:
    write(tmp_path, invision={"stacks": ["dev"], **INVISION, **changes})
    line = report(tmp_path).splitlines()[1]
    assert line.startswith(f"  1. {FILE}:{key}: " if key else f"  1. {FILE}: ")
    assert wrong in line


def test_of_two_files_the_one_that_has_the_setting_is_named(tmp_path: Path) -> None:
    own = {"connection": {"baseUrl": "scim"}}
    write(tmp_path, invision={"stacks": ["dev"], **INVISION, "method": "by-hand"}, dev__invision=own)
    said = report(tmp_path)
    assert f"{OWN}:connection.baseUrl: is not a URL" in said
    assert f"{FILE}:method: " in said


def test_a_file_s_mistakes_are_told_with_all_others(tmp_path: Path) -> None:
    write(tmp_path, dev__invision={**INVISION, "lable": "x"}, dev__zscaler="a: [")
    said = report(tmp_path, {"other": {**INVISION, "method": "by-hand"}})
    assert f"{OWN}:lable: is no setting" in said
    assert "apps/dev/zscaler.yaml: is no YAML" in said
    assert f"{PROJECT}:apps.other.method" in said
    assert f"{PROJECT}:tokens.other: the API token of app 'other' is missing" in said
    assert "Next: correct Pulumi.dev.yaml (or the files and environment variables named above)" in said


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("label: [", "is no YAML: expected the node content, but found '<stream end>' (line 1)"),
        ("label: a\nlabel: b\n", "is no YAML: the key 'label' stands there twice (line 2)"),
        ("- label: a\n", "holds no settings but a text or a list"),
        ("label: \x00\n", "is no YAML: it holds characters"),
    ],
)
def test_a_file_that_is_no_mapping_is_named(content: str, wrong: str, tmp_path: Path) -> None:
    write(tmp_path, dev__invision=content)
    assert f"{OWN}: {wrong}" in report(tmp_path)


def test_a_file_of_another_ending_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "invision.yml").write_text("label: x", encoding="utf-8")
    assert "apps/invision.yml: its name ends in .yml" in report(tmp_path)


def test_a_link_that_leads_nowhere_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "invision.yaml").symlink_to(tmp_path / "nowhere")
    assert f"{FILE}: cannot be read: No such file or directory" in report(tmp_path)


def test_hidden_files_are_an_editor_s(tmp_path: Path) -> None:
    write(tmp_path, dev__invision=INVISION)
    (tmp_path / "apps" / "dev" / ".#invision.yaml").symlink_to("ada@host.1234")
    assert app(tmp_path).label == "InVision V7"


def test_a_file_whose_name_is_no_app_s_is_named(tmp_path: Path) -> None:
    (tmp_path / "apps" / "dev").mkdir(parents=True)
    (tmp_path / "apps" / "dev" / "In Vision.yaml").write_text(yaml.safe_dump(INVISION), encoding="utf-8")
    assert "apps/dev/In Vision.yaml: is no name for an app" in report(tmp_path)


@pytest.mark.parametrize("stacks", [{}, {"stacks": []}, {"stacks": "dev"}])
def test_a_common_file_that_names_no_stack_is_a_mistake(stacks: dict[str, Any], tmp_path: Path) -> None:
    write(tmp_path, invision={**stacks, **INVISION})
    assert f"{FILE}:stacks: names no stack that has the app\n    right: [dev]" in report(tmp_path)


def test_a_stack_that_yaml_takes_for_no_text_is_a_mistake(tmp_path: Path) -> None:
    write(tmp_path, invision=f"stacks: [dev, no]\n{yaml.safe_dump(INVISION)}")
    assert f"{FILE}:stacks: holds what YAML takes for no text" in report(tmp_path)


def test_a_stack_s_own_file_of_an_app_that_the_stack_does_not_have_is_a_mistake(tmp_path: Path) -> None:
    write(tmp_path, invision={"stacks": ["prod"], **INVISION}, dev__invision=INVISION)
    assert f"{FILE}:stacks: does not name 'dev', which has {OWN}" in report(tmp_path)


def with_stack_files(directory: Path, *stacks: str) -> None:
    for stack in stacks:
        (directory / f"Pulumi.{stack}.yaml").write_text("config: {}\n", encoding="utf-8")


def test_a_misspelt_stack_is_a_mistake_whether_a_folder_or_a_file_names_it(tmp_path: Path) -> None:
    with_stack_files(tmp_path, "dev", "staging", "prod-eu")
    write(tmp_path, invision={"stacks": ["dev", "prd-eu"], **INVISION}, Stagng__invision={"method": "console"})
    said = report(tmp_path)
    assert (
        "apps/Stagng: there is no stack 'Stagng', for there is no Pulumi.Stagng.yaml. did you mean 'staging'?" in said
    )
    assert f"{FILE}:stacks: there is no stack 'prd-eu'" in said
    assert "2 mistakes;" in said


def test_a_stack_whose_settings_may_be_elsewhere_is_a_warning(tmp_path: Path) -> None:
    with_stack_files(tmp_path, "dev", "prod-us")
    write(tmp_path, invision={"stacks": ["dev"], **INVISION}, **{"prod-eu__invision": {"method": "console"}})
    assert set(read_app_files(tmp_path, "dev").apps) == {"invision"}
    assert read_app_files(tmp_path, "dev").problems == []
    (warning,) = read_app_files(tmp_path, "dev").warnings
    assert warning.startswith("apps/prod-eu: stack 'prod-eu' has no Pulumi.prod-eu.yaml here")


def test_where_stacks_keep_no_file_beside_the_project_none_is_missed(tmp_path: Path) -> None:
    write(tmp_path, invision={"stacks": ["dev", "prod"], **INVISION}, devv__invision={"method": "console"})
    assert app(tmp_path).label == "InVision V7"


def test_a_stack_s_own_file_names_no_stacks(tmp_path: Path) -> None:
    write(tmp_path, dev__invision={"stacks": ["dev"], **INVISION})
    assert f"{OWN}:stacks: the file's folder says already which stack it is for" in report(tmp_path)


@pytest.mark.parametrize(
    ("changes", "key"),
    [({"token": "f1le-t0ken"}, "token"), ({"connection": {"token": "f1le-t0ken"}}, "connection.token")],
)
def test_a_token_in_a_file_has_leaked_and_is_not_shown(changes: dict[str, Any], key: str, tmp_path: Path) -> None:
    whole = {**INVISION, **changes, "connection": {**INVISION["connection"], **changes.get("connection", {})}}
    write(tmp_path, dev__invision=whole)
    said = report(tmp_path)
    assert f"{OWN}:{key}: stands in clear in a file: treat it as leaked" in said
    assert "1 mistake;" in said
    assert "f1le-t0ken" not in said


def test_a_missing_token_is_named_with_the_command_that_sets_it(tmp_path: Path) -> None:
    write(tmp_path, dev__invision=INVISION)
    configure({}, tokens={})
    assert "pulumi config set --stack dev --secret --path 'tokens.invision'" in mistakes(tmp_path)
