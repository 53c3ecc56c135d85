"""What Okta says of an app: read on every run, so that nothing is believed that was not read back."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_okta as okta

from components.asking import ask, refused


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
    connection_auth_scheme: str | None = None


def of_app(
    app_id: pulumi.Input[str],
    label: str,
    parent: pulumi.Resource,
    after: Sequence[pulumi.CustomResource] = (),
    with_connection: bool = False,
    recalled: Callable[[], Observation | None] = lambda: None,
) -> pulumi.Output[Observation]:
    """Read an app once `after` are done; unknown in a preview in which one of them is still to be made.

    Nothing is asked where `recalled` then has the app. Raises `pulumi.RunError` with the app's label and Okta's words
    where Okta refuses.
    """
    known = pulumi.Output.all(app_id, *(resource.id for resource in after))
    options = pulumi.InvokeOptions(parent=parent)
    return known.apply(lambda ids: recalled() or read(str(ids[0]), label, options, with_connection))


async def read(app_id: str, label: str, options: pulumi.InvokeOptions, with_connection: bool = False) -> Observation:
    """Read an app now; raises as `of_app` does. The function for SAML apps reads apps of every kind."""
    if not with_connection:
        return _observation(await _app(app_id, label, options))
    return _observation(*await asyncio.gather(_app(app_id, label, options), connection_of(app_id, label, options)))


async def _app(app_id: str, label: str, options: pulumi.InvokeOptions) -> okta.app.GetSamlResult:
    return await ask(
        "okta:app/getSaml:getSaml",
        {"id": app_id},
        okta.app.GetSamlResult,
        options,
        f"The app {label!r} ({app_id})",
        "check that the app is still there and that the API token may read apps.",
    )


async def connection_of(app_id: str, label: str, options: pulumi.InvokeOptions) -> okta.app.GetConnectionResult:
    """Read the provisioning connection of an app that the API provisions; raises as `of_app` does."""
    return await ask(
        "okta:app/getConnection:getConnection",
        {"id": app_id},
        okta.app.GetConnectionResult,
        options,
        f"The provisioning connection of the app {label!r} ({app_id})",
        "check that the API token may read app connections.",
    )


def by_reference(app_id: str | None, label: str | None, parent: pulumi.Resource) -> Observation:
    """Find an existing app by id or by label, at once: its name decides how it can be provisioned.

    Raises `pulumi.RunError` where there is none.
    """
    try:
        app = okta.app.get_saml(
            id=app_id,
            label=label,
            active_only=False,
            opts=pulumi.InvokeOptions(parent=parent),
        )
    except Exception as error:
        raise refused(
            f"The existing app with {f'id {app_id}' if app_id else f'label {label!r}'}",
            error,
            "look it up in the Admin Console under Applications. Okta's search takes the oldest app whose label begins "
            "alike: where labels resemble each other, give the app's id (0oa..., in its page's address).",
        ) from error
    return _observation(app)


async def assigned_groups(app_id: str, label: str, parent: pulumi.Resource) -> frozenset[str]:
    """The ids of the groups that are assigned to an app in Okta now."""
    result = await ask(
        "okta:index/getAppGroupAssignments:getAppGroupAssignments",
        {"id": app_id},
        okta.GetAppGroupAssignmentsResult,
        pulumi.InvokeOptions(parent=parent),
        f"The groups assigned to the app {label!r} ({app_id})",
        "check that the API token may read app assignments.",
    )
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
        # Where Okta refuses to tell, the provider answers without a status and without an error.
        connection_status=(connection.status or "no answer") if connection else None,
        connection_base_url=connection.base_url if connection else None,
        connection_auth_scheme=connection.auth_scheme if connection else None,
    )


def _first_href(link: object) -> str:
    first = link[0] if isinstance(link, list) and link else link
    return str(first.get("href", "")) if isinstance(first, dict) else ""
