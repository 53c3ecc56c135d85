"""What Okta made for an update that was killed is taken into the state instead of made again."""

import pulumi

from components import PreviousState, ScimProvisioning, ScimProvisioningArgs
from components.resource_types import GROUP, OAUTH, SAML
from tests.recorder import OktaSays, run

PARENTS = "urn:pulumi:dev::okta-scim::okta-scim:components:ScimProvisioning$"
INVISION: ScimProvisioningArgs = {
    "app": {
        "label": "InVision V7",
        "saml": {"sso_url": "https://sp.example.com/acs", "audience": "https://sp.example.com"},
    },
    "connection": {"base_url": "https://scim.example.com/v2", "token": "t0ken"},
    "admin_console_url": "https://acme-admin.okta.com",
    "groups": [{"name": "Design", "declare": True}],
    "sign_on_app": {"label": "InVision SSO", "oidc": {"redirect_uris": ["https://sp.example.com/cb"]}},
}


def imported(unrecorded: dict[str, str]) -> dict[str, str]:
    """The ids by which resources are taken in, by the resources' names."""
    state = PreviousState({}, (), {f"{PARENTS}{name}": made for name, made in unrecorded.items()})

    def program() -> pulumi.Output[object]:
        app = ScimProvisioning("invision", INVISION, before=state.app("invision"))
        return pulumi.Output.all(app.verdict, app.groups_assigned)

    return {one.name: one.request.importId for one in run(program, OktaSays()).resources if one.request.importId}


def test_nothing_is_taken_in_where_no_update_was_killed() -> None:
    assert imported({}) == {}


def test_an_app_is_taken_in_by_its_id() -> None:
    assert imported({f"{SAML}::invision-app": "0oaLost"}) == {"invision-app": "0oaLost"}


def test_an_app_to_sign_in_through_is_taken_in_by_its_id() -> None:
    assert imported({f"{OAUTH}::invision-sign-on-app": "0oaLost"}) == {"invision-sign-on-app": "0oaLost"}


def test_a_declared_group_is_taken_in_by_its_id() -> None:
    assert imported({f"{GROUP}::invision-design": "00gLost"}) == {"invision-design": "00gLost"}


def test_another_app_s_is_left_to_it() -> None:
    assert imported({f"{SAML}::invision-eu-app": "0oaOther", f"{SAML}::other-app": "0oaOther"}) == {}
