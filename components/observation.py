"""What Okta says of an app: read on every run, so that nothing is believed that was not read back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_okta as okta


@dataclass(frozen=True)
class Observation:
    """An app as Okta reports it (`GET /api/v1/apps/{id}` through the provider)."""

    app_id: str
    app_name: str
    label: str
    features: tuple[str, ...]
    username_template: str
    sign_on_url: str
    metadata_url: str
    connection_status: str | None = None
    """`ENABLED`, `DISABLED` or `UNKNOWN` for apps set up by the API, else None."""
    connection_base_url: str | None = None


def of_app(
    app_id: pulumi.Input[str],
    parent: pulumi.Resource,
    after: Sequence[pulumi.Resource] = (),
    with_connection: bool = False,
) -> pulumi.Output[Observation]:
    """Read an app once `after` are done; unknown in a preview in which one of them is still to be made.

    Raises the provider's error, with the app's id, where Okta refuses.
    """
    options = pulumi.InvokeOutputOptions(parent=parent, depends_on=list(after))
    app = okta.app.get_saml_output(id=app_id, skip_users=True, skip_groups=True, opts=options)
    if not with_connection:
        return app.apply(_observation)
    connection = okta.app.get_connection_output(id=app_id, opts=options)
    return pulumi.Output.all(app, connection).apply(lambda both: _observation(both[0], both[1]))


def by_reference(app_id: str | None, label: str | None, parent: pulumi.Resource) -> Observation:
    """Find an existing app by id or by label, at once: its name decides how it can be provisioned."""
    return _observation(
        okta.app.get_saml(
            id=app_id,
            label=label,
            active_only=False,
            skip_users=True,
            skip_groups=True,
            opts=pulumi.InvokeOptions(parent=parent),
        )
    )


def assigned_groups(app_id: str, parent: pulumi.Resource) -> frozenset[str]:
    """The ids of the groups that are assigned to an app in Okta now."""
    result = okta.get_app_group_assignments(id=app_id, opts=pulumi.InvokeOptions(parent=parent))
    return frozenset(result.groups)


def _observation(app: okta.app.GetSamlResult, connection: okta.app.GetConnectionResult | None = None) -> Observation:
    links = json.loads(app.links or "{}")
    return Observation(
        app_id=app.id or "",
        app_name=app.name,
        label=app.label or "",
        features=tuple(sorted(app.features)),
        username_template=app.user_name_template,
        sign_on_url=_first_href(links.get("appLinks")),
        metadata_url=_first_href(links.get("metadata")),
        connection_status=connection.status if connection else None,
        connection_base_url=connection.base_url if connection else None,
    )


def _first_href(link: object) -> str:
    first = link[0] if isinstance(link, list) and link else link
    return str(first.get("href", "")) if isinstance(first, dict) else ""
