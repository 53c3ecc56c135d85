"""The user names that apps get for people."""

from collections.abc import Iterator, Sequence

from .policy import EXCEPT_APPS, TEXTS, Options, Policy, matches
from .resource import COMPONENT, Resource


def _template(resource: Resource, template: object, options: Options) -> Iterator[str]:
    allowed = options["templates"]
    if isinstance(template, str) and template not in allowed and not matches(resource.app, options["exceptApps"]):
        yield f"the Application username format is {template}, not {' or '.join(allowed)}."


def _of_app(resource: Resource, options: Options) -> Iterator[str]:
    if resource.type.startswith("okta:app/") and "label" in resource.props:
        # What Okta takes where nothing is said.
        return _template(resource, resource.props.get("userNameTemplate", "${source.login}"), options)
    return iter(())


def _of_adopted(resources: Sequence[Resource], options: Options) -> Iterator[tuple[Resource, str]]:
    for resource in resources:
        if resource.type == COMPONENT and resource.get("adopted"):
            for wrong in _template(resource, resource.get("declared.usernameTemplate"), options):
                yield resource, wrong


USERNAME_EMAIL = Policy(
    name="username-email",
    reason="People's user name at a service is their email: it is what services match them by.",
    remedy="set the app's usernameFormat (default: email), or name the app in this policy's exceptApps.",
    options={
        "templates": {
            **TEXTS,
            "default": ["${source.email}"],
            "description": "The mapping expressions that may be used, as Okta's API has them.",
        },
        "exceptApps": EXCEPT_APPS,
    },
    of_resource=_of_app,
    of_stack=_of_adopted,
)
