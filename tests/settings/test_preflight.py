"""The setting `preflight`: on unless a stack says otherwise."""

from typing import Any

import pytest

from components import Preflight
from settings import provisioning_args
from tests.settings.stacks import INVISION, configure, loaded, mistakes


def preflight_of(**changes: Any) -> Preflight:
    configure({"invision": {**INVISION, **changes}})
    return provisioning_args(loaded(), "invision")["preflight"]


def test_it_is_required_by_default() -> None:
    assert preflight_of() is Preflight.REQUIRED


@pytest.mark.parametrize("mode", list(Preflight))
def test_it_can_be_chosen_for_an_app(mode: Preflight) -> None:
    assert preflight_of(preflight=mode.value) is mode


def test_off_without_quotes_is_what_yaml_reads_as_false() -> None:
    assert preflight_of(preflight=False) is Preflight.OFF


def test_anything_else_is_a_mistake() -> None:
    configure({"invision": {**INVISION, "preflight": True}})
    text = mistakes()
    assert "okta-scim:apps.invision.preflight" in text
    assert "right: required" in text


def test_the_word_bearer_before_an_existing_app_s_token_is_left_to_the_preflight() -> None:
    app = {**{key: value for key, value in INVISION.items() if key != "saml"}, "existing": {"label": "Header Auth"}}
    configure({"invision": app}, tokens={"invision": "Bearer s3cr3t-scim-token"})
    assert loaded().apps
