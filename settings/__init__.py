"""The stack's configuration: read, checked whole, and turned into what the program declares."""

from settings.app_files import read_app_files
from settings.declare import new_apps, provisioning_args
from settings.declared_apps import declared_apps
from settings.guards import guarded_provider, previous_apps, removal_rules
from settings.load import load, load_okta_org
from settings.okta_org import OktaOrg
from settings.stack import Settings

__all__ = [
    "OktaOrg",
    "Settings",
    "declared_apps",
    "guarded_provider",
    "load",
    "load_okta_org",
    "new_apps",
    "previous_apps",
    "provisioning_args",
    "read_app_files",
    "removal_rules",
]
