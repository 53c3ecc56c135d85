"""The app integration that people use: a new SAML or OpenID Connect app, a catalogue app, or one that exists."""

import json
import re
from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_okta as okta
from pulumi.output import Unknown

from components import observation
from components.child_options import child_options
from components.oidc_app import NAME, OidcArgs, oidc_arguments
from components.username_format import UsernameFormat


class SamlArgs(TypedDict):
    """A new custom SAML app; what the service's SAML page states."""

    sso_url: pulumi.Input[str]
    """Where the service takes assertions (ACS URL)."""
    audience: pulumi.Input[str]
    """The service's entity id."""
    recipient: NotRequired[pulumi.Input[str]]
    """The ACS URL by default."""
    destination: NotRequired[pulumi.Input[str]]
    """The ACS URL by default."""


class CatalogueArgs(TypedDict):
    """An app of Okta's catalogue (OIN)."""

    name: str
    """The app's name in the catalogue, e.g. `zscalerbyz`."""
    settings: NotRequired[Mapping[str, Any]]
    """The app's own settings, as Okta's API takes them, e.g. `{"siteDomain": "example.com"}`."""


class ExistingArgs(TypedDict, total=False):
    """An app that is there already, by exactly one of these; it is read and never changed."""

    id: str
    """Its id in Okta, e.g. `0oa1gjh63g214q0Hq0g4`."""
    label: str
    """Its name as people see it."""


class AppIntegrationArgs(TypedDict):
    """Exactly one of `saml`, `oidc`, `catalogue` and `existing` says which app it is."""

    label: str
    """The app's name as people see it in Okta."""
    saml: NotRequired[SamlArgs]
    """A new custom SAML app."""
    oidc: NotRequired[OidcArgs]
    """A new OpenID Connect app, to sign in through: Okta provisions nobody through one."""
    catalogue: NotRequired[CatalogueArgs]
    """A new app of Okta's catalogue."""
    existing: NotRequired[ExistingArgs]
    """An app that is there already, e.g. the one for SSO."""
    username_format: NotRequired[UsernameFormat]
    """Application username format, Email by default. Checked, not declared, on an existing app."""
    username_suffix: NotRequired[str]
    """For `ldap-uid-custom-suffix` only."""
    protect: NotRequired[bool]
    """A new app cannot be deleted before this is taken back; off by default."""


class AppIntegration(pulumi.ComponentResource):
    """Declare an app integration with its Application username format, or find an existing one.

    Raises `pulumi.RunError` where an existing app cannot be read. Signature and digest of a new SAML app are
    RSA-SHA256 and SHA256, response and assertion are signed.
    """

    app_id: pulumi.Output[str]
    sign_on_url: pulumi.Output[str]
    metadata_url: pulumi.Output[str]
    """The SAML metadata that the service wants; empty for an OpenID Connect app."""
    app_name: str | None
    """The app's name in Okta's catalogue; None for a new custom SAML app, whose name Okta makes up."""
    resource: okta.app.Saml | okta.app.OAuth | None
    """The app as a resource, None for an existing one."""
    client_id: pulumi.Output[str] | None = None
    """The client id that the service wants, of a new OpenID Connect app."""

    def __init__(
        self,
        name: str,
        args: AppIntegrationArgs,
        opts: pulumi.ResourceOptions | None = None,
        recalled: observation.Observation | None = None,
        unrecorded: str | None = None,
    ) -> None:
        """Declare the app `args["label"]`, or read it where it exists and is not `recalled`.

        `unrecorded` is the id of the app where Okta made it for an update that was killed before the state had it.
        """
        super().__init__("okta-scim:components:AppIntegration", name, {}, opts)
        given = [kind for kind in ("saml", "oidc", "catalogue", "existing") if kind in args]
        if len(given) != 1:
            raise pulumi.RunError(
                f"{args['label']}: an app integration needs exactly one of `saml`, `oidc`, `catalogue` and `existing`, "
                f"and has {' and '.join(given) or 'none'}.\nNext: keep the one that says which app it is."
            )
        existing = args.get("existing")
        if existing is not None:
            self._adopt(args["label"], existing, recalled)
        else:
            taken_in = pulumi.ResourceOptions(import_=unrecorded)
            self._declare(name, args, pulumi.ResourceOptions.merge(child_options(self, opts), taken_in))
        self.register_outputs({"appId": self.app_id, "signOnUrl": self.sign_on_url, "metadataUrl": self.metadata_url})

    def _declare(self, name: str, args: AppIntegrationArgs, opts: pulumi.ResourceOptions) -> None:
        shared: dict[str, Any] = {
            "label": args["label"],
            "user_name_template": args.get("username_format", UsernameFormat.EMAIL).template,
            "user_name_template_type": "BUILT_IN",
            "user_name_template_suffix": args.get("username_suffix"),
        }
        if "oidc" in args:
            self._declare_oidc(f"{name}-app", {**oidc_arguments(args["oidc"]), **shared}, opts)
            return
        catalogue = args.get("catalogue")
        self.app_name = catalogue_name(args)
        app = okta.app.Saml(
            f"{name}-app",
            **shared,
            **(_catalogue_arguments(catalogue) if catalogue else _saml_arguments(args["saml"])),
            # The provider would update the app in place and fail: Okta cannot turn one app into another.
            opts=pulumi.ResourceOptions.merge(
                opts,
                pulumi.ResourceOptions(replace_on_changes=["preconfiguredApp"], protect=args.get("protect") or None),
            ),
        )
        self.resource = app
        self.app_id = _once_made(app.id, args["label"])
        self.sign_on_url = app.http_post_binding
        self.metadata_url = app.metadata_url

    def _declare_oidc(self, name: str, arguments: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        self.app_name = NAME
        app = okta.app.OAuth(name, **arguments, opts=opts)
        self.resource = app
        self.app_id = _once_made(app.id, arguments["label"])
        self.client_id = app.client_id
        self.sign_on_url = self.metadata_url = pulumi.Output.from_input("")

    def _adopt(self, label: str, existing: ExistingArgs, recalled: observation.Observation | None) -> None:
        found = recalled or observation.by_reference(existing.get("id"), existing.get("label"), parent=self)
        if found.label != label:
            pulumi.log.warn(
                f"{label}: the existing app {found.app_id} is called {found.label!r} in Okta.\n"
                "Next: correct `label`; or, where another app is meant, its id or label under `existing`.",
                self,
            )
        self.resource = None
        self.app_name = found.app_name
        self.app_id = pulumi.Output.from_input(found.app_id)
        self.sign_on_url = pulumi.Output.from_input(found.sign_on_url)
        self.metadata_url = pulumi.Output.from_input(found.metadata_url)


def catalogue_name(args: AppIntegrationArgs) -> str | None:
    """What a new app is called in Okta's catalogue; None for a custom SAML app, whose name Okta makes up."""
    return args["catalogue"]["name"] if "catalogue" in args else None


def _once_made(app_id: pulumi.Output[str], label: str) -> pulumi.Output[str]:
    """Give an app's id; fail with `pulumi.RunError` where an update goes on without the app (`--continue-on-error`).

    What hangs on it would be registered without the id, and end the update for the other apps too.
    """

    def known(found: object) -> pulumi.Output[str]:
        if isinstance(found, Unknown) and not pulumi.runtime.is_dry_run():
            raise pulumi.RunError(f"{label}: the app was not made, and so nothing of its provisioning was.")
        return app_id

    return app_id.apply(known, run_with_unknowns=True)


def is_custom_app(app_name: str) -> bool:
    """Whether Okta made the name up (`{org}_{label}_{number}`), as it does for apps that are in no catalogue."""
    return re.fullmatch(r".+_\d+", app_name) is not None


def _catalogue_arguments(catalogue: CatalogueArgs) -> dict[str, Any]:
    settings = catalogue.get("settings")
    return {
        "preconfigured_app": catalogue["name"],
        "app_settings_json": json.dumps(settings, sort_keys=True) if settings else None,
    }


def _saml_arguments(saml: SamlArgs) -> dict[str, Any]:
    return {
        "sso_url": saml["sso_url"],
        "recipient": saml.get("recipient", saml["sso_url"]),
        "destination": saml.get("destination", saml["sso_url"]),
        "audience": saml["audience"],
        "subject_name_id_template": "${user.userName}",
        "subject_name_id_format": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        "signature_algorithm": "RSA_SHA256",
        "digest_algorithm": "SHA256",
        "authn_context_class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
        "honor_force_authn": True,
        "response_signed": True,
        "assertion_signed": True,
    }
