"""The Application username format."""

import pytest

from sandbox.org.errors import OktaError
from sandbox.org.usernames import BUILT_IN_TEMPLATES, check_template, evaluate

PERSON = {"login": "Ada@corp.example", "email": "Ada.Lovelace@example.com", "employeeNumber": "7"}


@pytest.mark.parametrize(
    ("name", "user_name"),
    [
        ("AD Employee ID", "7"),
        ("AD SAM Account Name", "Ada@corp.example"),
        ("AD SAM Account Name (lowercase)", "ada@corp.example"),
        ("AD User Principal Name", "Ada@corp.example"),
        ("AD User Principal Name prefix", "Ada"),
        ("Email", "Ada.Lovelace@example.com"),
        ("Email (lowercase)", "ada.lovelace@example.com"),
        ("Email prefix", "Ada.Lovelace"),
        ("LDAP UID + custom suffix", "Ada@corp.example+suffix"),
        ("Okta username", "Ada@corp.example"),
        ("Okta username prefix", "Ada"),
    ],
)
def test_each_built_in_format_gives_its_user_name(name: str, user_name: str) -> None:
    assert evaluate(BUILT_IN_TEMPLATES[name], PERSON, "+suffix") == user_name


def test_a_directory_attribute_that_a_person_has_comes_before_oktas_own() -> None:
    assert evaluate("${source.samAccountName}", PERSON | {"samAccountName": "ALOVELACE"}) == "ALOVELACE"


@pytest.mark.parametrize("template", ["${source.mail}", "${fn:toUpperCase(source.email)}"])
def test_a_built_in_format_is_one_of_the_eleven(template: str) -> None:
    with pytest.raises(OktaError, match="not one of the built-in"):
        check_template(template, "BUILT_IN")


def test_a_custom_format_must_be_understood() -> None:
    check_template("${source.department}-x", "CUSTOM")
    with pytest.raises(OktaError, match="cannot evaluate"):
        check_template("${String.len(user.email)}", "CUSTOM")
