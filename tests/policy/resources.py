"""Resources as the engine shows them to a policy pack."""

from typing import Any

from policy.policies import POLICIES, Policy, Resource, SecretText
from policy.policies.resource import COMPONENT

CONNECTION = "okta:app/connection:Connection"
FEATURES = "okta:app/features:Features"
SAML = "okta:app/saml:Saml"
OAUTH = "okta:app/oAuth:OAuth"
ASSIGNMENT = "okta:app/groupAssignment:GroupAssignment"
GROUP = "okta:group/group:Group"


def policy(name: str) -> Policy:
    (found,) = [one for one in POLICIES if one.name == name]
    return found


def child(kind: str, name: str, props: dict[str, Any], stack: str = "prod") -> Resource:
    """A resource that the component of the app `zscaler` declares."""
    start = f"urn:pulumi:{stack}::okta-scim::{COMPONENT}"
    return Resource(kind, name, props, f"{start}${kind}::{name}", f"{start}::zscaler")


def connection(secret: bool = True, **props: Any) -> Resource:
    token = SecretText("scim-t0ken") if secret else "scim-t0ken"
    whole = {"baseUrl": "https://scim.example.com/v2", "profile": {"authScheme": "TOKEN", "token": token}, **props}
    return Resource(CONNECTION, "zscaler-connection", whole)


def features(create: bool = True, deactivate: bool = True, profile: bool = False) -> Resource:
    status = {True: {"status": "ENABLED"}, False: {"status": "DISABLED"}}
    update = {"lifecycleDeactivate": status[deactivate], "profile": status[profile]}
    capabilities = {"create": {"lifecycleCreate": status[create]}, "update": update}
    return child(FEATURES, "zscaler-user-provisioning", {"name": "USER_PROVISIONING", "capabilities": capabilities})


def component(name: str = "invision", stack: str = "prod", **outputs: Any) -> Resource:
    """An app as a whole, by default in the console and as it should be."""
    declared = {
        "usernameTemplate": "${source.email}",
        "baseUrl": "https://scim.example.com/v2",
        "features": {"PUSH_NEW_USERS": True, "PUSH_USER_DEACTIVATION": True, "PUSH_PROFILE_UPDATES": False},
        "groups": ["Design"],
        **outputs.pop("declared", {}),
    }
    whole = {
        "label": "InVision V7",
        "method": "console",
        "adopted": True,
        "provisioningStatus": "on",
        "featuresSeen": ["PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION"],
        "declared": declared,
        **outputs,
    }
    return Resource(COMPONENT, name, whole, f"urn:pulumi:{stack}::okta-scim::{COMPONENT}::{name}")
