"""An app is made only where Okta is seen to have none of its label."""

import asyncio

import pulumi
import pytest

from components.twin import before_creation
from tests.recorder import OktaSays, run

ARGS = pulumi.ResourceHookArgs("urn", "", "invision-app", "okta:app/saml:Saml")


def checked(says: OktaSays) -> None:
    """Ask what is asked before an app `InVision V7` is made."""

    def program() -> pulumi.Output[None]:
        component = pulumi.ComponentResource("test:index:Component", "invision")
        hook = before_creation("invision", "InVision V7", {}, component)
        return pulumi.Output.from_input(asyncio.ensure_future(hook.callback(ARGS)))  # type: ignore[arg-type]  # async

    run(program, says)


def test_an_app_that_okta_does_not_have_is_made() -> None:
    checked(OktaSays())


def test_an_app_that_okta_has_is_not_made_again() -> None:
    with pytest.raises(RuntimeError, match="Okta has an app 'InVision V7' already"):
        checked(OktaSays(apps=("InVision V7",)))


def test_where_okta_cannot_be_asked_no_app_is_made() -> None:
    with pytest.raises(pulumi.RunError, match="Whether there is an app 'InVision V7' already could not be read"):
        checked(OktaSays(refuses={"getApp": "the API returned an error: Internal Server Error"}))
