"""What a policy finds when all resources and their outputs are known, console apps among them."""

from typing import Any

import pytest

from policy.policies import POLICIES, Resource, SecretText
from tests.policy.resources import CONNECTION, SAML, child, component, connection, policy

UNKNOWN = Resource(CONNECTION, "zscaler-connection", {"status": "UNKNOWN"})
STACK = Resource("pulumi:pulumi:Stack", "okta-scim-prod", {"urls": ["https://x.example.com?key=scim-t0ken"]})
SEEN = ["PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION", "PUSH_PROFILE_UPDATES"]
ONE, ANOTHER = (child(SAML, f"{name}-app", {"label": label}) for name, label in (("a", "App"), ("b", "app ")))


def declared(**settings: Any) -> Resource:
    return component(declared=settings)


def declared_features(**features: bool) -> Resource:
    return declared(features=features)


@pytest.mark.parametrize(
    ("name", "resources", "options", "said"),
    [
        ("token-secret", [connection(), STACK], {}, "its output urls[0] holds profile.token of Connection zs"),
        ("https", [declared(baseUrl="http://x.example.com")], {}, "to enter in the Admin Console is http://x.example"),
        ("create-implies-deactivate", [declared_features(PUSH_NEW_USERS=True)], {}, "Deactivate Users is not"),
        ("profile-updates-off", [declared_features(PUSH_PROFILE_UPDATES=True)], {}, "Update User Attributes is on"),
        ("username-email", [declared(usernameTemplate="${source.login}")], {}, "is ${source.login}"),
        ("no-everyone-in-production", [declared(groups=["everyone"])], {}, "it assigns the group 'everyone'"),
        ("no-everyone-in-production", [declared(groups=["00gA"])], {"groupIds": ["00gA"]}, "the group '00gA'"),
        ("no-everyone-in-production", [component(stack="eu", declared={"groups": ["All"]})],
         {"stacks": ["e*"], "groups": ["All"]}, "'All'"),
        ("connection-known", [component(connectionStatus="UNKNOWN")], {}, "Okta says UNKNOWN"),
        ("connection-known", [UNKNOWN], {}, "Okta says UNKNOWN"),
        ("features-as-declared", [component(featuresSeen=["PUSH_NEW_USERS"])], {}, "not seen in Okta: PUSH_USER_DEAC"),
        ("features-as-declared", [component(featuresSeen=SEEN)], {}, "declared off: PUSH_PROFILE_UPDATES"),
        ("features-as-declared", [component(featuresSeen=SEEN[:1], provisioningStatus="off")],
         {"allowPending": False}, "not seen in Okta"),
        ("labels-unique", [ONE, ANOTHER], {}, "its label is also that of Saml App (a-app)"),
        ("labels-unique", [component(label="App"), ONE], {}, "its label is also that of ScimProvisioning App (invisi"),
    ],
)  # fmt: skip
def test_a_violation_names_the_resource_what_is_wrong_and_the_remedy(
    name: str, resources: list[Resource], options: dict[str, Any], said: str
) -> None:
    ((resource, message),) = policy(name).in_stack(resources, options)
    assert resource is resources[-1]
    assert f"({resource.name})" in message or resource.name in message
    assert said in message
    assert message.endswith(f"Next: {policy(name).remedy}")


@pytest.mark.parametrize(
    ("name", "resources", "options"),
    [
        ("token-secret", [connection(), Resource("pulumi:pulumi:Stack", "s", {"token": SecretText("scim-t0ken")})], {}),
        ("token-secret", [connection(profile={"token": SecretText("short")}), component(label="shortcut")], {}),
        ("https", [declared(baseUrl="http://127.0.0.1:8471")], {}),
        ("https", [component(method="api", declared={"baseUrl": "http://x.example.com"})], {}),
        ("create-implies-deactivate", [declared_features(PUSH_NEW_USERS=True)], {"exceptApps": ["invision"]}),
        ("profile-updates-off", [component(method="api", declared={"features": {"PUSH_PROFILE_UPDATES": True}})], {}),
        ("username-email", [component(adopted=False, declared={"usernameTemplate": "${source.login}"})], {}),
        ("no-everyone-in-production", [component(stack="dev", declared={"groups": ["Everyone"]})], {}),
        ("no-everyone-in-production", [declared(groups=["Everyone"])], {"exceptApps": ["*"]}),
        ("connection-known", [component(connectionStatus="ENABLED")], {}),
        ("features-as-declared", [component(featuresSeen=SEEN)], {"exceptApps": ["invision"]}),
        ("features-as-declared", [component(featuresSeen=[], provisioningStatus="off")], {}),
        ("labels-unique", [ONE, ANOTHER], {"ignoreCase": False}),
        ("labels-unique", [component(label="App", adopted=False), ONE], {}),
    ],
)
def test_what_is_right_or_excepted_is_no_violation(
    name: str, resources: list[Resource], options: dict[str, Any]
) -> None:
    assert policy(name).in_stack(resources, options) == []


@pytest.mark.parametrize("name", [one.name for one in POLICIES])
def test_an_app_of_which_a_preview_knows_nothing_yet_is_not_judged(name: str) -> None:
    assert policy(name).in_stack([Resource("okta-scim:components:ScimProvisioning", "invision", {})]) == []


def test_an_app_as_it_should_be_violates_nothing() -> None:
    assert [found for one in POLICIES for found in one.in_stack([component()])] == []
