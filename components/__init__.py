"""Pulumi components for SCIM provisioning in Okta: usable on their own from any Pulumi program in Python."""

from components.api_support import AuthScheme, Method
from components.app_integration import (
    AppIntegration,
    AppIntegrationArgs,
    CatalogueArgs,
    ExistingArgs,
    SamlArgs,
)
from components.features import FeaturesArgs
from components.group_assignments import GroupAssignments
from components.groups import ExistingGroups, GroupArgs, Groups
from components.import_rules import ImportRules, ImportRulesArgs, InboundProvisioningArgs, MatchOn
from components.interruption import end_quietly_when_interrupted
from components.last_look import LastLook
from components.oidc_app import ClientType, GrantType, OidcArgs
from components.preflight import Preflight
from components.presets import Preset, presets
from components.previous import AppBefore, PreviousResource, PreviousState, previous_state
from components.provisioning_connection import ProvisioningConnection, ProvisioningConnectionArgs
from components.provisioning_features import ProvisioningFeatures, ProvisioningFeaturesArgs
from components.removal_guard import DeclaredApp, guard_removal
from components.removal_rules import RemovalRules, UnassignLimit
from components.scim_provisioning import ScimProvisioning
from components.scim_provisioning_args import ConnectionArgs, OnDrift, ScimProvisioningArgs
from components.together import export_together
from components.turns import Turns
from components.unassignment import DeclaredAssignment, guard_unassignment
from components.username_format import UsernameFormat

__all__ = [
    "AppBefore",
    "AppIntegration",
    "AppIntegrationArgs",
    "AuthScheme",
    "CatalogueArgs",
    "ClientType",
    "ConnectionArgs",
    "DeclaredApp",
    "DeclaredAssignment",
    "ExistingArgs",
    "ExistingGroups",
    "FeaturesArgs",
    "GrantType",
    "GroupArgs",
    "GroupAssignments",
    "Groups",
    "ImportRules",
    "ImportRulesArgs",
    "InboundProvisioningArgs",
    "LastLook",
    "MatchOn",
    "Method",
    "OidcArgs",
    "OnDrift",
    "Preflight",
    "Preset",
    "PreviousResource",
    "PreviousState",
    "ProvisioningConnection",
    "ProvisioningConnectionArgs",
    "ProvisioningFeatures",
    "ProvisioningFeaturesArgs",
    "RemovalRules",
    "SamlArgs",
    "ScimProvisioning",
    "ScimProvisioningArgs",
    "Turns",
    "UnassignLimit",
    "UsernameFormat",
    "end_quietly_when_interrupted",
    "export_together",
    "guard_removal",
    "guard_unassignment",
    "presets",
    "previous_state",
]
