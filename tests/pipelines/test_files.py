"""The files of the pipelines and of the Operator are what their readers take."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.go_tools import go_tool
from tests.pipelines.expressions import github
from tests.pipelines.gitlab_runner import jobs_of
from toolchain.engine.choice import VERSION

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONS = sorted((ROOT / ".github" / "actions").rglob("action.yml"))
GITLAB = ROOT / ".gitlab-ci.yml"
OPERATOR = ROOT / "deploy" / "kubernetes" / "stack.yaml"


def jobs() -> list[dict[str, Any]]:
    found = [yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"].values() for file in WORKFLOWS]
    return [job for rows in found for job in rows]


def check_schema(schema: str, *files: Path, options: tuple[str, ...] = ()) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *options]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_finds_nothing_in_the_workflows() -> None:
    command = [str(go_tool("actionlint")), "-shellcheck=", "-pyflakes=", *map(str, WORKFLOWS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "files", "options"),
    [
        ("github-workflows", WORKFLOWS, ()),
        ("github-actions", ACTIONS, ()),
        ("dependabot", [ROOT / ".github" / "dependabot.yml"], ()),
        ("gitlab-ci", [GITLAB], ("--data-transform", "gitlab-ci")),
    ],
)
def test_the_files_follow_their_published_schema(schema: str, files: list[Path], options: tuple[str, ...]) -> None:
    assert files
    check_schema(schema, *files, options=options)


def test_actions_of_others_are_named_by_commit_with_its_version_and_one_commit_each() -> None:
    used = [
        found for file in (*WORKFLOWS, *ACTIONS) for found in re.findall(r"uses: ([^.\s].*)", file.read_text("utf-8"))
    ]
    assert [one for one in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []
    assert len(set(used)) == len({one.partition("@")[0] for one in used})


def test_every_update_of_a_stack_waits_for_the_one_before_it() -> None:
    (caller,) = [job for job in jobs() if job.get("uses") == "./.github/workflows/stack.yml"]
    assert caller["concurrency"] == {"group": "stack-${{ matrix.stack }}"}
    assert jobs_of(GITLAB.read_text(encoding="utf-8"))["up"]["resource_group"] == "$STACK"


def test_a_ticket_of_drift_is_closed_by_a_run_that_finds_none_whatever_steps_are_left() -> None:
    drift = yaml.safe_load((ROOT / ".github" / "workflows" / "drift.yml").read_text(encoding="utf-8"))["jobs"]["drift"]
    (condition,) = [step["if"] for step in drift["steps"] if step.get("name") == "Close that ticket"]
    closing = [code for code in "0134" if github(condition, {"steps": {"drift": {"outputs": {"exit-code": code}}}})]
    assert closing == ["0", "3"]


def test_the_state_backend_is_signed_in_to_by_oidc_and_no_key_of_it_is_kept() -> None:
    kept = re.compile(r"AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY)|PULUMI_ACCESS_TOKEN")
    files = (*WORKFLOWS, *ACTIONS, GITLAB, OPERATOR)
    assert [file.name for file in files if kept.search(file.read_text(encoding="utf-8"))] == []
    for file in WORKFLOWS:
        assert yaml.safe_load(file.read_text(encoding="utf-8"))["permissions"]["id-token"] == "write"


@pytest.mark.parametrize("file", [*ACTIONS, GITLAB, OPERATOR], ids=lambda file: file.name)
def test_all_run_the_same_pulumi_as_this_project_is_tried_with(file: Path) -> None:
    assert set(re.findall(r"\b3\.\d+\.\d+\b", file.read_text(encoding="utf-8"))) == {VERSION}


# `pulumi.com/v1` Stack of the Operator 2.9, as far as it is used here: each field with the fields below it.
STACK_FIELDS: dict[str, Any] = {
    "stack": None,
    "serviceAccountName": None,
    "projectRepo": None,
    "branch": None,
    "shallow": None,
    "gitAuth": {"accessToken": {"type": None, "secret": {"name": None, "key": None}}},
    "backend": None,
    "envRefs": {
        "*": {"type": None, "secret": {"name": None, "key": None}, "literal": {"value": None}},
    },
    "continueResyncOnCommitMatch": None,
    "resyncFrequencySeconds": None,
    "destroyOnFinalize": None,
    "workspaceTemplate": {
        "spec": {
            "image": None,
            "securityProfile": None,
            "resources": {"requests": {"*": None}, "limits": {"*": None}},
            "podTemplate": {"spec": {"terminationGracePeriodSeconds": None, "containers": None}},
        }
    },
}


@pytest.fixture(scope="module")
def objects() -> dict[str, dict[str, Any]]:
    return {one["kind"]: one for one in yaml.safe_load_all(OPERATOR.read_text(encoding="utf-8"))}


def test_the_operator_s_stack_has_no_field_that_it_does_not_know(objects: dict[str, dict[str, Any]]) -> None:
    assert objects["Stack"]["apiVersion"] == "pulumi.com/v1"
    assert list(unknown(objects["Stack"]["spec"], STACK_FIELDS)) == []


def test_its_workspace_runs_as_an_account_that_may_ask_who_calls_it(objects: dict[str, dict[str, Any]]) -> None:
    stack, account, binding = objects["Stack"], objects["ServiceAccount"], objects["ClusterRoleBinding"]
    assert stack["spec"]["serviceAccountName"] == account["metadata"]["name"]
    assert binding["roleRef"]["name"] == "system:auth-delegator"
    assert binding["subjects"] == [
        {"kind": "ServiceAccount", "name": account["metadata"]["name"], "namespace": account["metadata"]["namespace"]}
    ]
    namespaces = {one["metadata"]["namespace"] for one in (stack, account)}
    assert namespaces == {objects["Namespace"]["metadata"]["name"]}


def test_deleting_the_stack_object_destroys_nothing(objects: dict[str, dict[str, Any]]) -> None:
    assert objects["Stack"]["spec"]["destroyOnFinalize"] is False


def unknown(value: dict[str, Any], fields: dict[str, Any]) -> list[str]:
    found = []
    for key, item in value.items():
        below = fields.get(key, fields.get("*", "no such field"))
        if below == "no such field":
            found.append(key)
        elif isinstance(below, dict):
            found += [f"{key}.{path}" for path in unknown(item, below)]
    return found
