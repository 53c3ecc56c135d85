"""Apps that Okta made twice, because the provider sends a creation again when its answer is lost."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from datetime import timedelta
from typing import Any

import pulumi

from evidence.okta_api import Listed, OktaApi
from evidence.okta_http import OktaHttp
from evidence.unanswered import Unanswered
from settings import OktaOrg

# As long as the provider goes on sending a creation again.
_SENT_WITHIN = timedelta(minutes=5)


async def delete_second_apps(
    org: OktaOrg, new: Collection[str], apps: Iterable[Mapping[str, Any]], http: OktaHttp | None = None
) -> None:
    """Delete the second apps of those that this update makes: labels `new`, whose outputs are among those of `apps`.

    They are looked for once all of these are made. Before an app is made Okta is seen to have none of its label, so
    that another one, made within minutes of it and had by nobody, comes from the same creation. One that somebody has
    stays, and is told of. What Okta does not answer fails nothing. `http` is for tests.
    """
    if pulumi.runtime.is_dry_run() or not new:
        return
    made = {str(app["label"]): await _id_of(app) for app in _integrations(apps) if app["label"] in new}
    with closing(http or OktaHttp(org)) as opened:
        try:
            await asyncio.to_thread(_delete, OktaApi(opened), made)
        except Unanswered as unanswered:
            pulumi.log.warn(f"Whether Okta made an app twice is not known: {unanswered}")


async def _id_of(app: Mapping[str, Any]) -> str | None:
    # An app that failed is told of by its own error.
    with suppress(Exception):
        app_id: str | None = await pulumi.Output.from_input(app["appId"]).future()
        return app_id
    return None


def _delete(api: OktaApi, made: Mapping[str, str | None]) -> None:
    listed = api.apps_by_label()
    for label, own_id in made.items():
        for second in _sent_again(listed.get(label, []), own_id):
            if api.is_in_use(second.id):
                pulumi.log.warn(
                    f"{label}: Okta has a second app of this label, {second.id}, and people have it.\n"
                    "Next: delete one of the two in the Admin Console."
                )
                continue
            api.delete_app(second.id, label)
            pulumi.log.warn(f"{label}: Okta made this app twice; the second, {second.id}, nobody had, and was deleted.")


def _sent_again(listed: list[Listed], own_id: str | None) -> list[Listed]:
    created = next((one.created for one in listed if one.id == own_id), None)
    return [
        one
        for one in listed
        if one.id != own_id and created and one.created and abs(one.created - created) <= _SENT_WITHIN
    ]


def _integrations(apps: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for app in apps:
        yield app
        if "signOnApp" in app:
            yield app["signOnApp"]
