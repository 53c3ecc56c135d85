"""Two endpoints of the Admin Console that Okta does not support: read where a person asks for it, never written."""

from typing import Any

from commands.exits import CommandFailed
from evidence.okta_api import App
from evidence.okta_http import OktaHttp, OktaRefused
from settings import Settings

UNSUPPORTED = (
    "Okta does not support these endpoints: they may change or end at any time, and nothing is concluded from them."
)
# Used in production by other products with an SSWS token; they refuse OAuth 2.0.
_ENDPOINTS = {
    "userManagement": "/api/v1/internal/apps/instance/{id}/settings/user-mgmt-general",
    "importMatchRules": "/api/v1/internal/apps/{id}/settings/importMatchRules",
}


def require_api_token(settings: Settings) -> None:
    """Refuse where the stack signs in by OAuth 2.0."""
    if settings.okta.api_token is None:
        raise CommandFailed("The internal endpoints take an API token only.\nNext: leave out --internal.")


def read_internal(http: OktaHttp, settings: Settings, app: App) -> dict[str, Any]:
    """What each endpoint answers on the Admin Console's host, a refusal included."""
    console = settings.console_url
    found: dict[str, Any] = {}
    for name, path in _ENDPOINTS.items():
        try:
            found[name] = http.get(f"{console}{path.format(id=app.id)}", str(app))
        except OktaRefused as refusal:
            found[name] = {"refused": f"{refusal.status} {refusal.code}"}
    return found
