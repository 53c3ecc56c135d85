"""An app is made only where Okta is seen to have none of its label."""

import asyncio
from collections.abc import Sequence

import pulumi
import pytest

from components.twin import before_creation
from tests.recorder import OktaSays, Run, run

ARGS = pulumi.ResourceHookArgs("urn", "", "invision-app", "okta:app/saml:Saml")


def checked(says: OktaSays, known: Sequence[str] | None = None, own: str = "") -> Run:
    """Ask what is asked before an app `InVision V7` is made, of which Okta is `known` to have these."""

    async def ids_of(label: str) -> Sequence[str] | None:
        return known if label == "InVision V7" else None

    def program() -> pulumi.Output[None]:
        component = pulumi.ComponentResource("test:index:Component", "invision")
        hook = before_creation("invision", "InVision V7", {"appId": own}, component, ids_of)
        return pulumi.Output.from_input(asyncio.ensure_future(hook.callback(ARGS)))  # type: ignore[arg-type]  # async

    return run(program, says)


def test_an_app_that_okta_does_not_have_is_made() -> None:
    checked(OktaSays())


def test_an_app_that_okta_has_is_not_made_again() -> None:
    with pytest.raises(RuntimeError, match="Okta has an app 'InVision V7' already"):
        checked(OktaSays(apps=("InVision V7",)))


def test_where_okta_cannot_be_asked_no_app_is_made() -> None:
    with pytest.raises(pulumi.RunError, match="Whether there is an app 'InVision V7' already could not be read"):
        checked(OktaSays(refuses={"getApp": "the API returned an error: Internal Server Error"}))


def test_where_it_is_known_that_okta_has_none_the_provider_is_not_asked() -> None:
    assert checked(OktaSays(), known=()).asked == []


def test_an_app_that_okta_is_known_to_have_is_not_made_again() -> None:
    with pytest.raises(RuntimeError, match=r"Okta has an app 'InVision V7' already \(0oaOther\)"):
        checked(OktaSays(), known=("0oaOwn", "0oaOther"), own="0oaOwn")


def test_the_stack_s_own_app_of_its_last_update_is_no_twin() -> None:
    assert checked(OktaSays(), known=("0oaOwn",), own="0oaOwn").asked == []
