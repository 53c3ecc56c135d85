"""Tokens: derived, never on disk in clear, never in a repr."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken

from sandbox.org.secrets import Secrets
from tests.sandbox.org.conftest import OktaClient
from tests.sandbox.org.service import TOKEN


def test_the_key_file_is_its_owners_alone_and_kept(tmp_path: Path) -> None:
    first = Secrets.of(tmp_path)
    assert stat.S_IMODE(os.stat(tmp_path / "key").st_mode) == 0o600
    assert Secrets.of(tmp_path).api_token == first.api_token
    assert os.listdir(tmp_path) == ["key"]


def test_tokens_of_two_sandboxes_and_two_tenants_differ(tmp_path: Path) -> None:
    one, other = Secrets.of(tmp_path / "one"), Secrets.of(tmp_path / "other")
    assert len({one.api_token, other.api_token, one.scim_token("a"), one.scim_token("b")}) == 4


def test_a_value_is_read_back_with_its_own_key_only(tmp_path: Path) -> None:
    one, other = Secrets.of(tmp_path / "one"), Secrets.of(tmp_path / "other")
    assert one.decrypt(one.encrypt("hidden")) == "hidden"
    with pytest.raises(InvalidToken):
        other.decrypt(one.encrypt("hidden"))


def test_a_repr_shows_no_key(tmp_path: Path) -> None:
    assert repr(Secrets.of(tmp_path)) == "Secrets(...)"


def test_no_token_is_in_the_orgs_files_after_a_push(okta: OktaClient, zscaler: str) -> None:
    okta.ok("PUT", f"/api/v1/apps/{zscaler}/groups/{okta.group_id('Design')}", {})
    okta.settle()
    for path in okta.org.directory.iterdir():
        content = path.read_bytes()
        assert TOKEN.encode() not in content, path.name
        assert okta.org.secrets.api_token.encode() not in content, path.name
