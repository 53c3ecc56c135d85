"""GitHub and GitLab, seen from their pipelines: one comment on a change request, one open issue, kept up to date."""

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from commands.exits import CommandFailed

_TIMEOUT_SECONDS = 30
# GitHub takes 65,536 characters; GitLab far more.
_LONGEST = 65_000
_LABEL = "okta-scim"
# What a host answers while it is being renewed, or busy; and how long, in seconds, it is given before each new try.
_PASSING = frozenset({429, 502, 503, 504})
_PAUSES = (1, 4)


@dataclass(frozen=True)
class Place:
    """Where texts of one kind stand: how to list, add and change them, in the words of one host's API."""

    listed: str
    added: str
    changed: str
    """With `{id}` of the text."""
    id_key: str
    text_key: str
    change: str
    """The HTTP method."""
    adding: Mapping[str, Any]
    closing: Mapping[str, str]


@dataclass(frozen=True)
class CodeHost:
    """One host's API, with the pipeline's own token."""

    api: str
    headers: Mapping[str, str]
    change_request: Place | None
    """None where the pipeline does not run for a change request."""
    issue: Place

    @classmethod
    def of_pipeline(cls, variables: Mapping[str, str] = os.environ) -> "CodeHost":
        """The host whose pipeline this is, by its predefined variables; raises `CommandFailed` where it is none."""
        if variables.get("GITHUB_ACTIONS") or variables.get("GITHUB_API_URL"):
            return _github(variables)
        if variables.get("GITLAB_CI") or variables.get("CI_API_V4_URL"):
            return _gitlab(variables)
        raise CommandFailed(
            "This is no pipeline of GitHub Actions or GitLab CI: neither GITHUB_API_URL nor CI_API_V4_URL is set.\n"
            "Next: run this command in a pipeline; deploy/README.md shows how."
        )

    def publish(self, place: Place, title: str, markdown: str) -> str:
        """Put the text at a place, over the one of the same title where there is one; returns `added` or `updated`."""
        marker = _marker(title)
        body = f"{marker}\n{markdown}"
        if len(body) > _LONGEST:
            body = f"{body[:_LONGEST]}\n\n... cut here; the pipeline's own summary has the rest.\n"
        with self._client() as http:
            if (found := self._find(http, place, marker)) is None:
                title_too = {"title": title} if "labels" in place.adding else {}
                self._send(http, "POST", place.added, {**place.adding, **title_too, place.text_key: body})
                return "added"
            self._send(http, place.change, place.changed.format(id=found), {place.text_key: body})
            return "updated"

    def close(self, place: Place, title: str) -> bool:
        """Close the open issue of this title; returns whether there was one."""
        with self._client() as http:
            found = self._find(http, place, _marker(title))
            if found is not None:
                self._send(http, place.change, place.changed.format(id=found), dict(place.closing))
        return found is not None

    def _find(self, http: httpx2.Client, place: Place, marker: str) -> str | None:
        texts = self._pages(http, place.listed)
        return next((str(row[place.id_key]) for row in texts if (row[place.text_key] or "").startswith(marker)), None)

    def _pages(self, http: httpx2.Client, path: str) -> Iterator[dict[str, Any]]:
        following: str | None = path
        while following:
            answer = self._send(http, "GET", following)
            yield from answer.json()
            following = answer.links.get("next", {}).get("url")

    def _send(self, http: httpx2.Client, method: str, path: str, body: Any = None) -> httpx2.Response:  # noqa: ANN401 - JSON
        for pause in (*_PAUSES, None):
            try:
                answer = http.request(method, path, json=body)
            except httpx2.TransportError as error:
                raise CommandFailed(
                    f"{method} {self.api}{path} got no answer: {error or type(error).__name__}"
                ) from None
            if answer.status_code not in _PASSING or pause is None:
                break
            time.sleep(pause)
        if not answer.is_success:
            raise CommandFailed(
                f"{method} {answer.url} answered {answer.status_code}: {answer.text[:200]}\n"
                "Next: check that the pipeline's token may write comments and issues (deploy/README.md)."
            )
        return answer

    def _client(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.api, headers=dict(self.headers), timeout=_TIMEOUT_SECONDS)


def _marker(title: str) -> str:
    return f"<!-- okta-scim: {title} -->"


def _github(variables: Mapping[str, str]) -> CodeHost:
    repository = f"/repos/{_required(variables, 'GITHUB_REPOSITORY')}"
    kind, _, number = variables.get("GITHUB_REF", "").removeprefix("refs/").partition("/")
    issues = f"{repository}/issues"
    comments = f"{issues}/{number.split('/')[0]}/comments"
    common = {"id_key": "id", "text_key": "body", "change": "PATCH"}
    return CodeHost(
        api=_required(variables, "GITHUB_API_URL"),
        headers={
            "Authorization": f"Bearer {_required(variables, 'GITHUB_TOKEN')}",
            "Accept": "application/vnd.github+json",
        },
        change_request=Place(
            f"{comments}?per_page=100", comments, f"{issues}/comments/{{id}}", adding={}, closing={}, **common
        )
        if kind == "pull"
        else None,
        issue=Place(
            f"{issues}?state=open&labels={_LABEL}&per_page=100",
            issues,
            f"{issues}/{{id}}",
            adding={"labels": [_LABEL]},
            closing={"state": "closed"},
            **{**common, "id_key": "number"},
        ),
    )


def _gitlab(variables: Mapping[str, str]) -> CodeHost:
    project = f"/projects/{_required(variables, 'CI_PROJECT_ID')}"
    request = variables.get("CI_MERGE_REQUEST_IID")
    notes = f"{project}/merge_requests/{request}/notes"
    issues = f"{project}/issues"
    return CodeHost(
        api=_required(variables, "CI_API_V4_URL"),
        headers={"PRIVATE-TOKEN": _required(variables, "GITLAB_TOKEN")},
        change_request=Place(
            f"{notes}?per_page=100", notes, f"{notes}/{{id}}", "id", "body", "PUT", adding={}, closing={}
        )
        if request
        else None,
        issue=Place(
            f"{issues}?state=opened&labels={_LABEL}&per_page=100",
            issues,
            f"{issues}/{{id}}",
            "iid",
            "description",
            "PUT",
            adding={"labels": _LABEL},
            closing={"state_event": "close"},
        ),
    )


def _required(variables: Mapping[str, str], name: str) -> str:
    if value := variables.get(name):
        return value
    raise CommandFailed(
        f"The variable {name} is not set.\nNext: give it to this step of the pipeline (deploy/README.md shows how)."
    )
