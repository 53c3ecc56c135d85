"""Provisioning features: what Okta may do at the service."""

from collections.abc import Iterator, Mapping, Sequence

from .policy import EXCEPT_APPS, Options, Policy, ResourceCheck, StackCheck, matches
from .resource import COMPONENT, Resource

# Where a Features resource has what an app's `features` list by these names (Management API, `Application.features`).
_CAPABILITIES = {
    "PUSH_NEW_USERS": "capabilities.create.lifecycleCreate.status",
    "PUSH_USER_DEACTIVATION": "capabilities.update.lifecycleDeactivate.status",
    "PUSH_PROFILE_UPDATES": "capabilities.update.profile.status",
}
_TYPE = "okta:app/features:Features"


def _declared(resource: Resource) -> Mapping[str, bool | None]:
    """The features that a resource declares by Okta's names; None where it leaves one alone."""
    if resource.type == _TYPE and resource.get("name") == "USER_PROVISIONING":
        status = {feature: resource.get(path) for feature, path in _CAPABILITIES.items()}
        return {feature: None if value is None else value == "ENABLED" for feature, value in status.items()}
    declared = resource.get("declared.features") if resource.type == COMPONENT else None
    return declared if isinstance(declared, Mapping) else {}


def _create_alone(resource: Resource, options: Options) -> Iterator[str]:
    features = _declared(resource)
    excepted = matches(resource.app, options["exceptApps"])
    if features.get("PUSH_NEW_USERS") and not features.get("PUSH_USER_DEACTIVATION") and not excepted:
        yield "Create Users is on and Deactivate Users is not."


def _profile_updates(resource: Resource, options: Options) -> Iterator[str]:
    if _declared(resource).get("PUSH_PROFILE_UPDATES") and not matches(resource.app, options["exceptApps"]):
        yield "Update User Attributes is on."


def _of_console_apps(check: ResourceCheck) -> StackCheck:
    """A check of the apps whose features a person sets; the others' are resources of their own."""

    def of_stack(resources: Sequence[Resource], options: Options) -> Iterator[tuple[Resource, str]]:
        for one in resources:
            if one.type == COMPONENT and one.get("method") == "console":
                yield from ((one, wrong) for wrong in check(one, options))

    return of_stack


def _unlike_declared(resources: Sequence[Resource], options: Options) -> Iterator[tuple[Resource, str]]:
    for resource in resources:
        seen, declared = resource.get("featuresSeen"), _declared(resource)
        if resource.type != COMPONENT or seen is None or matches(resource.app, options["exceptApps"]):
            continue
        if resource.get("provisioningStatus") == "off" and options["allowPending"]:
            continue
        names = list(seen)
        missing = [feature for feature, on in declared.items() if on and feature not in names]
        unwanted = [feature for feature, on in declared.items() if on is False and feature in names]
        if missing:
            yield resource, f"declared, and not seen in Okta: {', '.join(missing)}."
        if unwanted:
            yield resource, f"seen in Okta, and declared off: {', '.join(unwanted)}."


CREATE_IMPLIES_DEACTIVATE = Policy(
    name="create-implies-deactivate",
    reason="An app that creates people deactivates them too: else who leaves keeps the account.",
    remedy="set features.deactivate: true for the app, or name the app in this policy's exceptApps.",
    options={"exceptApps": EXCEPT_APPS},
    of_resource=_create_alone,
    of_stack=_of_console_apps(_create_alone),
)
PROFILE_UPDATES_OFF = Policy(
    name="profile-updates-off",
    reason="Profile updates stay off: some services take a changed email for another person.",
    remedy="set features.profileUpdates: false for the app, or name the app in this policy's exceptApps.",
    options={"exceptApps": EXCEPT_APPS},
    of_resource=_profile_updates,
    of_stack=_of_console_apps(_profile_updates),
)
FEATURES_AS_DECLARED = Policy(
    name="features-as-declared",
    reason="Okta shows the features that are declared: others happen to people unreviewed, or not at all.",
    remedy=(
        "`pulumi preview` names the steps; `pulumi refresh` and `pulumi up` set it again where the API can. In the "
        "preview of a change to features this tells what the change is about to settle."
    ),
    mandatory=False,
    options={
        "exceptApps": EXCEPT_APPS,
        "allowPending": {
            "type": "boolean",
            "default": True,
            "description": "Whether an app whose provisioning is not on yet is left to its checklist.",
        },
    },
    of_stack=_unlike_declared,
)
