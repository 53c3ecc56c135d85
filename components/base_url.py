"""An app's SCIM base URL, once it and the token are known to work."""

import pulumi

from components.api_support import AuthScheme
from components.preflight import Preflight, Target, authorization_of, checked_base_url
from components.scim_provisioning_args import ScimProvisioningArgs


def base_url_of(args: ScimProvisioningArgs, app_name: str | None, parent: pulumi.Resource) -> pulumi.Output[str]:
    """The declared base URL; fails where the arguments' preflight does. `app_name` decides how a token is sent.

    Raises `pulumi.RunError`, before anybody is asked, where the preflight is required and there is no token to try.
    """
    connection, label = args["connection"], args["app"]["label"]
    base_url = pulumi.Output.from_input(connection["base_url"])
    authorization = authorization_of(app_name)
    if authorization is None or connection.get("auth_scheme", AuthScheme.TOKEN) is not AuthScheme.TOKEN:
        return base_url
    source = connection.get("token_source")
    token_setting = f"the token ({source})" if source else "the token (`token` of `connection`)"
    token, preflight = connection.get("token"), args.get("preflight", Preflight.OFF)
    if token is None and preflight is Preflight.REQUIRED:
        raise pulumi.RunError(
            f"{label}: there is no token in `connection`, and the preflight is required. Nobody was asked anything.\n"
            "Next: give the API token of the service's SCIM page as `token` of `connection`, as a secret; or set "
            "`preflight` to `off`, where only a person who enters the token in the Admin Console has it."
        )
    return base_url.apply(
        lambda url: checked_base_url(
            Target(label, url, authorization, token_setting=token_setting), token, preflight, parent
        )
    )


def once_usable(base_url: pulumi.Output[str]) -> pulumi.ResourceOptions:
    """Options of a resource that is made once the base URL is known to work, without what the base URL depends on."""
    known: pulumi.Output[str | None] = pulumi.Output.from_input(base_url.future())
    nothing: pulumi.Output[list[pulumi.Resource]] = known.apply(lambda _: [])
    return pulumi.ResourceOptions(depends_on=nothing)
