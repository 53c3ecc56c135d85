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


@pytest.mark.parametrize(
    ("template", "user_name"),
    [
        ('${fn:substringAfter(source.email, "@")}', "example.com"),
        ('${fn:toUpperCase(fn:substringBefore(source.email, "@"))}.x', "ADA.LOVELACE.x"),
        ('${fn:replace(source.email, "example.com", "corp, (old)")}', "Ada.Lovelace@corp, (old)"),
        ("${fn:substring(fn:trim(source.email), 0, 3)}", "Ada"),
        ("${fn:toLowerCase(fn:substring(source.email, 0, 1))}${source.employeeNumber}", "a7"),
    ],
)
def test_a_custom_format_may_call_functions(template: str, user_name: str) -> None:
    check_template(template, "CUSTOM")
    assert evaluate(template, PERSON) == user_name


@pytest.mark.parametrize(
    "template",
    [
        "${fn:replace(source.email)}",
        '${fn:replace(source.email, "", "x")}',
        '${fn:substring(source.email, "a", 3)}',
        "${fn:reverse(source.email)}",
        "${fn:toLowerCase()}",
    ],
)
def test_a_function_must_exist_and_get_what_it_takes(template: str) -> None:
    with pytest.raises(OktaError, match="cannot evaluate"):
        check_template(template, "CUSTOM")


def test_a_custom_format_must_be_understood() -> None:
    check_template("${source.department}-x", "CUSTOM")
    with pytest.raises(OktaError, match="cannot evaluate"):
        check_template("${String.len(user.email)}", "CUSTOM")
