"""Asking the sandbox's own servers over HTTP."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from sandbox.processes import SandboxError

if TYPE_CHECKING:
    import httpx2

PAGE: Final = 100


def new_client(timeout: float = 10) -> "httpx2.Client":
    """Make a client that stays on this machine: a proxy of the environment has no business here."""
    # Imported when needed: `start` is among these commands, and should not wait for it.
    import httpx2

    return httpx2.Client(trust_env=False, timeout=timeout)


class Server:
    """One of the servers, with what opens it; several may share a client, which is costly to make."""

    def __init__(self, client: "httpx2.Client", base_url: str, authorization: str) -> None:
        """Remember where the server is."""
        self._client = client
        self._base_url = base_url
        self._headers = {"Authorization": authorization}

    def get(self, path: str) -> Any:  # noqa: ANN401 (whatever the answer's JSON holds)
        """Ask for JSON."""
        return self._send("GET", self._base_url + path).json()

    def post(self, path: str, body: object) -> Any:  # noqa: ANN401 (whatever the answer's JSON holds)
        """Send JSON to add something, and give the answer's."""
        return self._send("POST", self._base_url + path, body).json()

    def put(self, path: str, body: object) -> Any:  # noqa: ANN401 (whatever the answer's JSON holds)
        """Send JSON, and give the answer's."""
        return self._send("PUT", self._base_url + path, body).json()

    def delete(self, path: str) -> None:
        """Delete what is there."""
        self._send("DELETE", self._base_url + path)

    def pages(self, path: str) -> Iterator[dict[str, Any]]:
        """Go through a list of the Management API, page by page along its `next` links."""
        url = f"{self._base_url}{path}?limit={PAGE}"
        while url:
            answer = self._send("GET", url)
            yield from answer.json()
            url = answer.links.get("next", {}).get("url", "")

    def people(self) -> Iterator[dict[str, Any]]:
        """Go through the users of a SCIM server, page by page."""
        seen = 0
        while True:
            page = self.get(f"/Users?startIndex={seen + 1}&count={PAGE}")
            resources = page.get("Resources", [])
            yield from resources
            seen += len(resources)
            if not resources or seen >= page["totalResults"]:
                return

    def _send(self, method: str, url: str, body: object = None) -> "httpx2.Response":
        import httpx2

        try:
            answer = self._client.request(method, url, headers=self._headers, json=body)
        except httpx2.HTTPError as error:
            raise SandboxError(f"{url} does not answer: {error}") from None
        if answer.is_error:
            raise SandboxError(f"{url} answered {answer.status_code}{_causes(answer)}")
        return answer


def _causes(answer: "httpx2.Response") -> str:
    """Give what the org says in an error object; SCIM servers and others have none."""
    try:
        causes = answer.json()["errorCauses"]
        return "".join(f": {cause['errorSummary']}" for cause in causes)
    except (KeyError, TypeError, ValueError):
        return ""
