"""N apps as somebody would declare them with pulumi-okta alone: nothing is tried, compared or held back."""

import pulumi
import pulumi_okta as okta

config = pulumi.Config()
okta_config = pulumi.Config("okta")
provider = okta.Provider(
    "okta",
    org_name=okta_config.require("orgName"),
    base_url=okta_config.require("baseUrl"),
    http_proxy=okta_config.require("httpProxy"),
    api_token=okta_config.require_secret("apiToken"),
    max_retries=okta_config.require_int("maxRetries"),
    min_wait_seconds=okta_config.require_int("minWaitSeconds"),
)
own = pulumi.ResourceOptions(provider=provider)
groups = {
    name: okta.group.get_group_output(name=name, opts=pulumi.InvokeOutputOptions(provider=provider)).id
    for name in ("Design", "Engineering", "Contractors")
}


def status(on: bool) -> str:
    """A capability's status."""
    return "ENABLED" if on else "DISABLED"


for number in range(config.require_int("apps")):
    app = okta.app.Saml(
        f"app-{number}",
        label=f"Zscaler {number}",
        preconfigured_app="zscalerbyz",
        app_settings_json='{"siteDomain": "example.com"}',
        user_name_template="${source.email}",
        user_name_template_type="BUILT_IN",
        opts=own,
    )
    connection = okta.app.Connection(
        f"app-{number}",
        id_property=app.id,
        base_url=config.require("baseUrl"),
        action="activate",
        profile=okta.app.ConnectionProfileArgs(auth_scheme="TOKEN", token=config.require_secret("token")),
        opts=own,
    )
    deactivate = number > 0 or config.require_bool("deactivate")
    features = okta.app.Features(
        f"app-{number}",
        app_id=app.id,
        name="USER_PROVISIONING",
        status="ENABLED",
        capabilities=okta.app.FeaturesCapabilitiesArgs(
            create=okta.app.FeaturesCapabilitiesCreateArgs(
                lifecycle_create=okta.app.FeaturesCapabilitiesCreateLifecycleCreateArgs(status="ENABLED")
            ),
            update=okta.app.FeaturesCapabilitiesUpdateArgs(
                lifecycle_deactivate=okta.app.FeaturesCapabilitiesUpdateLifecycleDeactivateArgs(
                    status=status(deactivate)
                ),
                password=okta.app.FeaturesCapabilitiesUpdatePasswordArgs(
                    change="KEEP_EXISTING", seed="RANDOM", status="DISABLED"
                ),
                profile=okta.app.FeaturesCapabilitiesUpdateProfileArgs(status="DISABLED"),
            ),
        ),
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[connection]),
    )
    for name, group_id in groups.items():
        okta.app.GroupAssignment(
            f"app-{number}-{name.lower()}",
            app_id=app.id,
            group_id=group_id,
            opts=pulumi.ResourceOptions(provider=provider, depends_on=[features]),
        )
