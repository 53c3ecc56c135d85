"""The arguments of SCIM provisioning."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from components.api_support import AuthScheme, Method
from components.app_integration import AppIntegrationArgs
from components.features import FeaturesArgs
from components.groups import GroupArgs
from components.import_rules import ImportRulesArgs
from components.preflight import Preflight


class OnDrift(StrEnum):
    """What becomes of a run that finds provisioning in Okta other than declared, after it was on."""

    WARN = "warn"
    """It goes on, and tells what differs."""
    FAIL = "fail"
    """It fails, and tells what differs."""


class ConnectionArgs(TypedDict):
    """How Okta reaches the service."""

    base_url: pulumi.Input[str]
    """The SCIM base URL, https."""
    token: NotRequired[pulumi.Input[str]]
    """The API token; never stored or shown in clear."""
    auth_scheme: NotRequired[AuthScheme]
    """TOKEN by default."""
    token_source: NotRequired[str]
    """For the checklist: where a person gets the token, e.g. a command. Never the token."""
    token_confirmed: NotRequired[str]
    """The fingerprint of a token that a person has entered in the Admin Console after it was changed."""


class ScimProvisioningArgs(TypedDict):
    """SCIM provisioning of one app."""

    app: AppIntegrationArgs
    """The app that people are provisioned to, with its Application username format."""
    connection: ConnectionArgs
    """The provisioning connection: where the service's SCIM server is, and how Okta signs in there."""
    admin_console_url: pulumi.Input[str]
    """The org's Admin Console, e.g. `https://acme-admin.okta.com`, for the links of the checklist."""
    method: NotRequired[Method]
    """`auto` by default: the API where Okta documents it for the app, else the console."""
    features: NotRequired[FeaturesArgs]
    """What Okta may do at the service."""
    import_rules: NotRequired[ImportRulesArgs]
    """How people who exist at the service become people in Okta; left out, nothing is imported."""
    groups: NotRequired[Sequence[GroupArgs]]
    """The groups whose members are provisioned."""
    preflight: NotRequired[Preflight]
    """Whether base URL and token are tried before Okta gets them; off by default, so that unit tests ask no server."""
    gate: NotRequired[bool]
    """Assign nobody before provisioning is seen to be on; on by default."""
    on_drift: NotRequired[OnDrift]
    """What becomes of a run that finds Okta changed; by default `fail` where the API works, `warn` elsewhere."""
    sign_on_app: NotRequired[AppIntegrationArgs]
    """Another app through which the same people sign in: it gets the same groups, and must take the same user names."""
    previous: NotRequired[pulumi.Input[Mapping[str, Any]]]
    """The outputs after the last successful update, of which `tokenInOkta` is read: to notice a changed token."""
    notes: NotRequired[Sequence[str]]
    """What the service's guide wants its readers to know."""
