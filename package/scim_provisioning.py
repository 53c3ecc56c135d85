"""SCIM provisioning of one app, for programs in any language."""

from collections.abc import Mapping, Sequence
from inspect import get_annotations
from typing import NotRequired, TypedDict

import pulumi
from pulumi.provider.experimental.util import camel_case

import components
from components import ScimProvisioningArgs


class Step(TypedDict):
    """A step that is left to a person in the Admin Console."""

    title: str
    """What the step is for."""
    url: str
    """The page of the Admin Console to do it on."""
    do: Sequence[str]
    """What to do there, line by line."""
    enter: Mapping[str, str]
    """The page's fields by their names, with the values that belong in them. Never the token."""


class SignOnApp(TypedDict):
    """The app that people sign in through."""

    app_id: str
    """Its id in Okta."""
    label: str
    """Its name as people see it in Okta."""
    adopted: bool
    """Whether it was there before and stays when the stack is destroyed."""
    username_format: str
    """Its Application username format as Okta has it."""
    client_id: NotRequired[str]
    """The client id that the service wants, of a new OpenID Connect app."""
    metadata_url: NotRequired[str]
    """The SAML metadata that the service wants, of the others."""


class ScimProvisioning(pulumi.ComponentResource):
    """SCIM provisioning of one app, whole: app, username format, connection, features, import rules, groups, checks.

    Where Okta's API can set provisioning up, an app that does not come out as declared fails the update. Where only a
    person in the Admin Console can, the app and its groups are declared, the steps left are printed and given as
    outputs, and groups are assigned by the first update that sees the steps done. An assignment that exists is never
    removed because a check failed.
    """

    app_id: pulumi.Output[str]
    """The app's id in Okta."""
    label: pulumi.Output[str]
    """The app's name as people see it in Okta."""
    sign_on_url: pulumi.Output[str]
    """Where people sign in to the app."""
    metadata_url: pulumi.Output[str]
    """The SAML metadata that the service wants to have."""
    username_format: pulumi.Output[str]
    """Application username format as Okta has it, by its name in the Admin Console."""
    method: pulumi.Output[str]
    """How provisioning is set up: `api` or `console`."""
    adopted: pulumi.Output[bool]
    """Whether the app was there before and stays when the stack is destroyed."""
    protected: pulumi.Output[bool]
    """Whether the app cannot be deleted before `protect` is taken back."""
    provisioning_status: pulumi.Output[str]
    """`on` (as declared), `off`, or `differs`."""
    differences: pulumi.Output[Sequence[str]]
    """What Okta shows other than declared."""
    connection_status: pulumi.Output[str]
    """The connection's status as Okta tells it; Okta tells it only of apps that its API can provision."""
    features_seen: pulumi.Output[Sequence[str]]
    """The provisioning features that Okta shows on the app, e.g. `PUSH_NEW_USERS`."""
    groups_assigned: pulumi.Output[Sequence[str]]
    """The declared groups that Okta shows as assigned, by name or id."""
    steps_left: pulumi.Output[Sequence[Step]]
    """What is left to a person in the Admin Console, with the values to enter."""
    checklist: pulumi.Output[str]
    """The same steps as a Markdown task list."""
    notes: pulumi.Output[Sequence[str]]
    """What the service's guide warns of, and what nobody can see from outside."""
    token_in_okta: pulumi.Output[str | None]
    """The fingerprint of the token that Okta is known to have; none while provisioning is off."""
    sign_on_app: pulumi.Output[SignOnApp | None]
    """The app that people sign in through, where there is one beside."""

    def __init__(self, name: str, args: ScimProvisioningArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the provisioning of the app `args["app"]["label"]`."""
        super().__init__("okta-scim:index:ScimProvisioning", name, {}, opts)
        own = pulumi.ResourceOptions(parent=self, depends_on=opts.depends_on if opts else None)
        outputs = components.ScimProvisioning(name, args, own).outputs()
        for output in get_annotations(ScimProvisioning):
            setattr(self, output, outputs.get(camel_case(output)))
        self.register_outputs(outputs)
