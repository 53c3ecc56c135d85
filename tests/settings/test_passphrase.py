"""The passphrase of the sandbox, which this project shows to everybody."""

from pathlib import Path

import pytest
import yaml

from tests.settings.stacks import OKTA, configure, loaded, mistakes

SALT = {"encryptionsalt": "v1:salt"}


@pytest.fixture(autouse=True)
def public_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "sandbox")


def encrypted(directory: Path, by: dict[str, str]) -> Path:
    (directory / "Pulumi.dev.yaml").write_text(yaml.safe_dump(by), encoding="utf-8")
    return directory


def test_a_real_org_s_secrets_may_not_be_encrypted_with_it(tmp_path: Path) -> None:
    configure()
    told = mistakes(encrypted(tmp_path, SALT))
    assert "PULUMI_CONFIG_PASSPHRASE: is 'sandbox', which everybody can read" in told
    assert "pulumi stack change-secrets-provider passphrase --stack dev" in told


def test_a_file_that_holds_it_counts_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "passphrase").write_text("sandbox\n", encoding="utf-8")
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    configure()
    assert "which everybody can read" in mistakes(encrypted(tmp_path, SALT))


def test_the_sandbox_s_own_may(tmp_path: Path) -> None:
    configure(okta={**OKTA, "httpProxy": "http://127.0.0.1:8470"})
    assert loaded(encrypted(tmp_path, SALT)).apps


def test_a_stack_that_encrypts_in_another_way_is_left_alone(tmp_path: Path) -> None:
    configure()
    assert loaded(encrypted(tmp_path, {"encryptedkey": "AQICAHi..."})).apps


def test_a_passphrase_of_one_s_own_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "our own")
    configure()
    assert loaded(encrypted(tmp_path, SALT)).apps
