"""No app is made twice: what Okta has is seen before, and what it made of one creation too often is deleted after."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import timedelta
from itertools import islice
from typing import Any

import pulumi

from evidence.okta_api import APPS_AT_ONCE, Listed, OktaApi, by_name
from evidence.okta_http import OktaHttp
from evidence.unanswered import Unanswered
from settings import OktaOrg

# As long as the provider goes on sending a creation again, when its answer is lost.
_SENT_WITHIN = timedelta(minutes=5)


class MadeOnce:
    """Watch over the apps that an update makes."""

    def __init__(self, org: OktaOrg, new: Collection[str], http: OktaHttp | None = None) -> None:
        """Ask nothing yet; `new` are the labels of the apps to be made, `http` is for tests."""
        self._org, self._new, self._http = org, sorted(new), http
        self._before: asyncio.Task[Mapping[str, Sequence[Listed]] | None] | None = None

    async def ids_of(self, label: str) -> Sequence[str] | None:
        """The ids of the apps that had this label when the update began; None where that is not known."""
        before = await self._before if self._before else None
        return None if before is None else [app.id for app in before.get(label, ())]

    async def watch(self, apps: Iterable[Mapping[str, Any]]) -> None:
        """See which apps there are, and once those of `apps` (their outputs) are made, delete the second ones.

        One made within minutes before an app of its label, had by nobody and with no provisioning on, comes from the
        same creation: when the update began there was none. One in use stays, and is told of. What Okta does not answer
        fails nothing.
        """
        if pulumi.runtime.is_dry_run() or not self._new:
            return
        with closing(self._http or OktaHttp(self._org)) as http:
            api = OktaApi(http)
            self._before = asyncio.create_task(asyncio.to_thread(_seen_before, api, self._new))
            await self._before
            watched = [app for app in _integrations(apps) if app["label"] in self._new]
            made = {str(app["label"]): app_id for app in watched if (app_id := await _id_of(app))}
            try:
                await asyncio.to_thread(_delete_second, api, made)
            except Unanswered as unanswered:
                pulumi.log.warn(f"Whether Okta made an app twice is not known: {unanswered}")


def _seen_before(api: OktaApi, new: Sequence[str]) -> Mapping[str, Sequence[Listed]] | None:
    try:
        return _by_label(api, new)
    except Unanswered:
        return None  # each is asked for when its turn comes, and an answer that fails then is told of


def _by_label(api: OktaApi, labels: Sequence[str]) -> Mapping[str, Sequence[Listed]] | None:
    """The apps of some labels, by no more requests than there are; None where the org has too many apps for that.

    One label is searched for, several are found in the list of all apps.
    """
    if len(labels) == 1:
        return by_name(api.apps_labelled(labels[0]))
    most = APPS_AT_ONCE * len(labels)
    listed = list(islice(api.apps(), most))
    return by_name(listed) if len(listed) < most else None


async def _id_of(app: Mapping[str, Any]) -> str | None:
    # An app that failed is told of by its own error.
    with suppress(Exception):
        app_id: str | None = await pulumi.Output.from_input(app["appId"]).future()
        return app_id
    return None


def _delete_second(api: OktaApi, made: Mapping[str, str]) -> None:
    listed = _by_label(api, list(made))
    for label, own_id in made.items():
        labelled = api.apps_labelled(label) if listed is None else listed.get(label, ())
        for second in _sent_again(labelled, own_id):
            if second.provisions or api.is_in_use(second.id):
                pulumi.log.warn(
                    f"{label}: Okta has a second app of this label, {second.id}, which is in use.\n"
                    "Next: delete one of the two in the Admin Console."
                )
                continue
            api.delete_app(second.id, label)
            pulumi.log.warn(f"{label}: Okta made this app twice; the second, {second.id}, nobody had, and was deleted.")


def _sent_again(listed: Sequence[Listed], own_id: str) -> list[Listed]:
    own = next((one for one in listed if one.id == own_id), None)
    if own is None or own.created is None:
        return []
    since = own.created - _SENT_WITHIN
    return [one for one in listed if one is not own and one.created and since <= one.created <= own.created]


def _integrations(apps: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for app in apps:
        yield app
        if "signOnApp" in app:
            yield app["signOnApp"]
