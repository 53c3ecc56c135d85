"""What a policy finds in one resource, before it is made."""

from typing import Any

import pytest

from policy.policies import Resource
from policy.policies.secret import SecretText, marked
from tests.policy.resources import (
    ASSIGNMENT,
    FEATURES,
    GROUP,
    OAUTH,
    SAML,
    child,
    component,
    connection,
    features,
    policy,
)


def saml(**props: Any) -> Resource:
    return child(SAML, "zscaler-app", {"label": "Zscaler 2.0", "userNameTemplate": "${source.email}", **props})


def oauth(**props: Any) -> Resource:
    return child(OAUTH, "zscaler-sign-on-app", {"label": "Zscaler SSO", "userNameTemplate": "${source.email}", **props})


def provider(**props: Any) -> Resource:
    return Resource("pulumi:providers:okta", "okta", props)


def assignment(group: str, stack: str = "prod") -> Resource:
    return child(ASSIGNMENT, "zscaler-design", {"groupId": group}, stack)


def group(name: str) -> Resource:
    return child(GROUP, "zscaler-g", {"name": name})


EVERYONE = {"groupIds": ["00gEveryone"]}


@pytest.mark.parametrize(
    ("name", "resource", "options", "said"),
    [
        ("token-secret", connection(secret=False), {}, "profile.token is no secret"),
        ("token-secret", provider(apiToken="00x"), {}, "apiToken is no secret"),
        ("token-secret", provider(scimKey="x"), {"properties": ["scimKey"]}, "scimKey is no secret"),
        ("https", connection(baseUrl="http://scim.example.com"), {}, "baseUrl is http://scim.example.com"),
        ("https", connection(baseUrl="http://127.0.0.1:1"), {"loopback": False}, "not https"),
        ("https", saml(ssoUrl="http://sp.example.com/acs"), {}, "ssoUrl is http://sp.example.com/acs"),
        ("https", saml(acsEndpoints=[{"url": "http://a.example.com"}]), {}, "acsEndpoints[0].url is http://a"),
        ("https", oauth(redirectUris=["http://sp.example.com/cb"]), {}, "redirectUris[0] is http://sp.example.com/cb"),
        ("token-secret", oauth(clientSecret="s"), {}, "clientSecret is no secret"),
        ("create-implies-deactivate", features(deactivate=False), {}, "Create Users is on and Deactivate Users is not"),
        ("profile-updates-off", features(profile=True), {}, "Update User Attributes is on"),
        ("username-email", saml(userNameTemplate="${source.login}"), {}, "is ${source.login}, not ${source.email}"),
        ("username-email", oauth(userNameTemplate="${source.login}"), {}, "is ${source.login}, not ${source.email}"),
        ("username-email", child(SAML, "zscaler-app", {"label": "Z"}), {}, "is ${source.login}"),
        ("no-everyone-in-production", assignment("00gEveryone"), EVERYONE, "assigns the group 00gEveryone"),
        ("names", saml(label=" Zscaler"), {}, "the label ' Zscaler' does not match"),
        ("names", saml(), {"label": "SCIM .*"}, "the label 'Zscaler 2.0' does not match SCIM .*"),
        ("names", group("zscaler"), {"group": "SCIM .*"}, "the group's name 'zscaler' does not match"),
        ("names", component("In_Vision"), {}, "the app's name 'In_Vision' does not match"),
    ],
)
def test_a_violation_names_the_resource_what_is_wrong_and_the_remedy(
    name: str, resource: Resource, options: dict[str, Any], said: str
) -> None:
    (message,) = policy(name).in_resource(resource, options)
    first, remedy = message.splitlines()
    assert resource.name in first
    assert said in first
    assert remedy == f"Next: {policy(name).remedy}"


@pytest.mark.parametrize(
    ("name", "resource", "options"),
    [
        ("token-secret", connection(), {}),
        ("token-secret", provider(apiToken=SecretText("00x")), {}),
        ("token-secret", connection(secret=False, profile={"authScheme": "OAUTH2"}), {}),
        ("token-secret", Resource("random:index:X", "x", {"token": "x"}), {}),
        ("https", connection(), {}),
        ("https", connection(baseUrl="http://localhost:8471"), {}),
        ("https", oauth(redirectUris=["com.example.app:/cb", "http://127.0.0.1/cb"]), {}),
        ("https", saml(audience="http://an.entity.id"), {}),
        ("create-implies-deactivate", features(), {}),
        ("create-implies-deactivate", features(create=False, deactivate=False), {}),
        ("create-implies-deactivate", features(deactivate=False), {"exceptApps": ["zs*"]}),
        ("create-implies-deactivate", child(FEATURES, "x", {"name": "INBOUND_PROVISIONING"}), {}),
        ("profile-updates-off", features(), {}),
        ("profile-updates-off", features(profile=True), {"exceptApps": ["zscaler"]}),
        ("username-email", saml(), {}),
        ("username-email", saml(userNameTemplate="${source.login}"), {"exceptApps": ["zscaler"]}),
        ("username-email", saml(userNameTemplate="${source.login}"), {"templates": ["${source.login}"]}),
        ("username-email", assignment("00gDesign"), {}),
        ("no-everyone-in-production", assignment("00gEveryone", "dev"), EVERYONE),
        ("no-everyone-in-production", assignment("00gEveryone"), {**EVERYONE, "exceptApps": ["zscaler"]}),
        ("no-everyone-in-production", assignment("00gDesign"), EVERYONE),
        ("names", saml(), {}),
        ("names", group("Zscaler people"), {}),
        ("names", component("invision-v7"), {}),
    ],
)
def test_what_is_right_or_excepted_is_no_violation(name: str, resource: Resource, options: dict[str, Any]) -> None:
    assert policy(name).in_resource(resource, options) == []


@pytest.mark.parametrize("name", ["token-secret", "https", "username-email", "profile-updates-off", "names"])
def test_what_a_preview_does_not_know_yet_is_not_judged(name: str) -> None:
    assert policy(name).in_resource(Resource("okta:app/connection:Connection", "c", {"profile": {}})) == []


def test_no_message_shows_a_token() -> None:
    assert "scim-t0ken" not in "".join(policy("token-secret").in_resource(connection(secret=False)))


def test_every_text_of_a_secret_on_the_wire_is_marked() -> None:
    mark = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
    read = marked({"profile": {**mark, "value": {"tokens": ["a"], "on": True}}, "baseUrl": "b"})
    assert read == {"profile": {"tokens": ["a"], "on": True}, "baseUrl": "b"}
    assert [isinstance(text, SecretText) for text in (read["profile"]["tokens"][0], read["baseUrl"])] == [True, False]
