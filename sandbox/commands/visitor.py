"""A visitor of web pages who follows links and sends forms, as a browser would."""

from types import TracebackType
from typing import TYPE_CHECKING

from sandbox.commands.forms import HtmlForm, WebPage
from sandbox.processes import SandboxError

if TYPE_CHECKING:
    import httpx2


class Visitor:
    """Keeps the page that it is on, and stops with the page's own message when that is one of failure."""

    def __init__(self, address: str) -> None:
        """Open the first page."""
        # Imported when needed: the command line knows this module whatever the command is.
        import httpx2

        # trust_env: a proxy set for the internet has no business between this machine and itself.
        self._client = httpx2.Client(follow_redirects=True, trust_env=False, timeout=30)
        self._at = httpx2.URL(address)
        self.open(address)

    def __enter__(self) -> "Visitor":
        """Keep the connection open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self._client.close()

    def open(self, address: str) -> None:
        """Go to an address, absolute or relative to the page."""
        self._see(self._client.get(self._at.join(address)))

    def follow(self, link_id: str) -> None:
        """Follow the link with this id."""
        self.open(self.page.link(link_id).address)

    def send(self, form: HtmlForm, button: str) -> None:
        """Send a form with one of its buttons, named by id or by text."""
        self._see(self._client.post(self._at.join(form.action_of(button)), data=form.fields))

    def _see(self, answer: "httpx2.Response") -> None:
        self._at, self.page = answer.url, WebPage(answer.text)
        if self.page.alerts:
            raise SandboxError(f"the Admin Console says: {'; '.join(self.page.alerts)}")
        if answer.is_error:
            raise SandboxError(f"the Admin Console answered {answer.status_code} at {answer.url.path}")
