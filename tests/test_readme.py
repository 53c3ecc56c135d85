"""What README.md says is so."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml

from commands.__main__ import app as commands
from components import ScimProvisioning
from policy.policies import POLICIES, Policy
from settings import Settings
from settings.app import AppSettings, OidcSettings
from settings.okta_org import OktaOrg
from tests.recorder import OktaSays, run
from tests.settings.stacks import INVISION, TOKEN, configure, loaded

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def section(heading: str) -> str:
    return README.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def table_keys(heading: str = "Settings") -> set[str]:
    """All words in code of the first columns of a section's tables."""
    rows = [line for line in section(heading).splitlines() if line.startswith("| `")]
    return {key for row in rows for key in re.findall(r"`([^`]+)`", row.split("|")[1])}


@pytest.mark.parametrize("field", [info.alias for info in AppSettings.model_fields.values()])
def test_every_setting_of_an_app_is_in_the_table(field: str) -> None:
    assert field in table_keys()


@pytest.mark.parametrize("field", [info.alias for info in OktaOrg.model_fields.values()])
def test_every_setting_of_the_org_is_in_the_table(field: str) -> None:
    assert f"okta:{field}" in table_keys()


def test_every_other_setting_is_in_the_table() -> None:
    others = {info.alias for name, info in Settings.model_fields.items() if name not in ("apps", "okta", "tokens")}
    assert {f"okta-scim:{name}" for name in others} <= table_keys()


@pytest.mark.parametrize("command", [row.callback for row in commands.registered_commands])
def test_every_command_is_in_the_table(command: Callable[..., None]) -> None:
    assert command.__name__.replace("_", "-") in {key.split()[0] for key in table_keys("Beside pulumi: commands")}


def test_the_example_of_settings_is_taken() -> None:
    example, *_ = blocks("yaml")
    configure(yaml.safe_load(example)["config"]["okta-scim:apps"], tokens={"invision-v7": TOKEN})
    assert set(loaded().apps) == {"invision-v7"}


@pytest.mark.parametrize(
    ("stack", "base_url", "groups"),
    [
        ("staging", "https://scim.staging.invision.example.com/scim/v2", ["InVision testers"]),
        ("prod", "https://scim.invision.example.com/scim/v2", ["Design"]),
    ],
)
def test_the_example_of_app_files_is_taken(stack: str, base_url: str, groups: list[str], tmp_path: Path) -> None:
    _, common, of_staging, *_ = blocks("yaml")
    (tmp_path / "apps" / "staging").mkdir(parents=True)
    (tmp_path / "apps" / "invision-v7.yaml").write_text(common, encoding="utf-8")
    (tmp_path / "apps" / "staging" / "invision-v7.yaml").write_text(of_staging, encoding="utf-8")
    configure({}, tokens={"invision-v7": TOKEN}, stack=stack)
    app = loaded(tmp_path).apps["invision-v7"]
    assert (app.connection.base_url, [group.name for group in app.groups]) == (base_url, groups)


def test_the_example_of_an_app_to_sign_in_through_is_taken() -> None:
    example = yaml.safe_load(blocks("yaml")[3])
    configure({"invision": {**INVISION, **example}})
    sign_on = loaded().apps["invision"].sign_on_app
    assert sign_on is not None
    assert sign_on.oidc == OidcSettings(**example["signOnApp"]["oidc"])


@pytest.mark.parametrize("policy", POLICIES, ids=[policy.name for policy in POLICIES])
def test_every_policy_is_in_the_table_with_its_options_and_its_level(policy: Policy) -> None:
    (row,) = [line for line in README.splitlines() if line.startswith(f"| `{policy.name}`")]
    assert re.findall(r"`([^`]+)`", row.split("|")[3]) == list(policy.options)
    assert ("(advisory)" not in row) == policy.mandatory


def test_the_example_of_a_policy_configuration_names_policies_and_their_options() -> None:
    (example,) = blocks("json")
    options = {policy.name: set(policy.options) for policy in POLICIES}
    for name, given in json.loads(example).items():
        assert set(given if isinstance(given, dict) else ()) <= options[name]


def test_every_output_is_named() -> None:
    outputs = outputs_of(program_of(blocks("python")[1]))
    assert outputs.keys() - table_keys("Outputs") == set()


def test_the_example_program_runs() -> None:
    pulumi.runtime.set_all_config({"okta-scim:scimToken": "t"}, ["okta-scim:scimToken"])
    result = run(lambda: exec(blocks("python")[0], {}), OktaSays(apps=("InVision V7",)))
    assert result.of_type("GroupAssignment")


def test_the_example_of_a_unit_test_passes() -> None:
    namespace = program_of(blocks("python")[1])
    tests: list[Callable[[], None]] = [value for name, value in namespace.items() if name.startswith("test_")]
    assert tests
    for test in tests:
        test()


def program_of(block: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(block, namespace)
    return namespace


def outputs_of(namespace: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = run(lambda: ScimProvisioning("invision", namespace["ARGS"]).outputs()).result
    return result
