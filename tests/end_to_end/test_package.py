"""The component package, used by the programs in `package/examples` as they stand, with the commands of its README."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.checkout import ROOT, Checkout
from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.secrets import places_of
from toolchain.ensure import DEFAULT_DIRECTORY
from toolchain.other_languages import ensure_host

ENGINEERING = {"barbara.liskov@example.com", "donald.knuth@example.com", "edsger.dijkstra@example.com"}
# Example -> its language host, and what else it needs on PATH.
EXAMPLES: dict[str, tuple[str, tuple[str, ...]]] = {"typescript": ("nodejs", ("node", "npm")), "yaml": ("yaml", ())}
README = (ROOT / "package" / "README.md").read_text(encoding="utf-8")
(COMMANDS,) = re.findall(r"```sh\n(pulumi stack init .*?pulumi up)\n```", README, re.DOTALL)


@dataclass(frozen=True)
class Program:
    """An example in a newcomer's copy of the project, with a sandbox of its own."""

    checkout: Checkout
    example: str
    sandbox: Sandbox

    @property
    def state(self) -> Path:
        """Where its state lies."""
        return self.checkout.directory / "state"

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a shell script in its folder."""
        self.state.mkdir(exist_ok=True)
        return self.checkout.run(
            f"cd package/examples/{self.example}\n{script}",
            PULUMI_BACKEND_URL=self.state.as_uri(),
            PULUMI_CONFIG_PASSPHRASE="end to end",
            PULUMI_SKIP_UPDATE_CHECK="true",
            OKTA_HTTP_PROXY=self.sandbox.org_url,
            MY_OKTA_API_TOKEN=self.sandbox.api_token,
            MY_SCIM_TOKEN=self.sandbox.scim_tokens["zscaler"],
        )

    def commands(self) -> str:
        """The README's commands, with the sandbox's addresses in them."""
        values = {
            "https://acme-admin.okta.com": self.sandbox.org_url,
            "https://scim.example.com/scim/v2": self.sandbox.scim_urls["zscaler"],
            "okta:orgName acme": "okta:orgName sandbox-org",
            "okta:baseUrl okta.com": "okta:baseUrl okta-sandbox.localhost",
            "pulumi up": "pulumi up --yes --non-interactive",
        }
        assert [written for written in values if written not in COMMANDS] == []
        return re.sub("|".join(map(re.escape, values)), lambda written: values[written[0]], COMMANDS)


@pytest.fixture(scope="module", params=EXAMPLES)
def program(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tools: str) -> Iterator[Program]:
    language, needed = EXAMPLES[request.param]
    if missing := [tool for tool in needed if shutil.which(tool) is None]:
        pytest.skip(f"not on PATH: {', '.join(missing)}")
    try:
        ensure_host(language, DEFAULT_DIRECTORY)
    except RuntimeError as error:
        pytest.skip(str(error))
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield Program(Checkout(tmp_path_factory.mktemp(request.param), tools), request.param, sandbox)
    sandbox.stop()


@pytest.fixture(scope="module")
def first_up(program: Program) -> subprocess.CompletedProcess[str]:
    return program.run(program.commands())


def test_the_commands_of_the_readme_provision_the_group(
    program: Program, first_up: subprocess.CompletedProcess[str]
) -> None:
    assert first_up.returncode == 0, first_up.stdout + first_up.stderr
    assert program.sandbox.people_at("zscaler") == dict.fromkeys(ENGINEERING, True)


def test_its_outputs_say_so(program: Program, first_up: subprocess.CompletedProcess[str]) -> None:
    said = program.run("pulumi stack output provisioningStatus; pulumi stack output groupsAssigned")
    assert said.stdout.splitlines() == ["on", '["Engineering"]']


def test_another_up_changes_nothing(program: Program, first_up: subprocess.CompletedProcess[str]) -> None:
    again = program.run("pulumi up --yes --skip-preview --non-interactive --expect-no-changes")
    assert again.returncode == 0, again.stdout + again.stderr


def test_no_token_stands_in_clear_in_state_settings_or_output(
    program: Program, first_up: subprocess.CompletedProcess[str]
) -> None:
    (settings,) = program.checkout.directory.glob("package/examples/*/Pulumi.acme.yaml")
    texts = [settings.read_text(encoding="utf-8"), first_up.stdout, first_up.stderr]
    assert any(program.state.rglob("*.json"))
    assert places_of(program.sandbox.tokens, [program.state], texts) == []
