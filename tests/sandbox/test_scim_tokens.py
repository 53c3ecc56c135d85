"""The tokens that a service provider issues."""

from pathlib import Path

from sandbox.scim.tokens import IssuedTokens


def test_a_new_token_overlaps_with_the_old_one(tmp_path: Path) -> None:
    tokens = IssuedTokens(tmp_path, "invision")
    old = tokens.current()
    new = tokens.issue()
    assert new != old
    assert tokens.accepted() == (old, new)


def test_older_tokens_end_when_they_are_revoked(tmp_path: Path) -> None:
    tokens = IssuedTokens(tmp_path, "invision")
    new = tokens.issue()
    tokens.revoke_older()
    assert tokens.accepted() == (new,)


def test_tokens_survive_a_restart_and_stand_in_no_file(tmp_path: Path) -> None:
    token = IssuedTokens(tmp_path, "invision").issue()
    assert IssuedTokens(tmp_path, "invision").current() == token
    assert all(token.encode() not in file.read_bytes() for file in tmp_path.iterdir())
