"""The apps of a stack, each with its settings, the app in Okta, and the service's SCIM server."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from commands.exits import CommandFailed, Exit
from commands.stack import Stack
from components.preflight import authorization_of
from evidence.grades import Evidence, Subject, look
from evidence.okta_api import App, OktaApi
from evidence.okta_http import OktaHttp
from evidence.scim_service import ScimService
from settings import OktaOrg, Settings
from settings.app import AppSettings
from settings.problems import nearest


@contextmanager
def okta_api(org: OktaOrg) -> Iterator[OktaApi]:
    """The org's API, its connections ended afterwards."""
    http = OktaHttp(org)
    try:
        yield OktaApi(http)
    finally:
        http.close()


@dataclass(frozen=True)
class StackApps:
    """The apps of one stack, as declared and as the last update left them."""

    stack: Stack
    settings: Settings
    outputs: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, stack: Stack) -> "StackApps":
        """Read settings and outputs."""
        return cls(stack, stack.settings(), stack.apps())

    def settings_of(self, key: str) -> AppSettings:
        """One app's settings; raises `CommandFailed` with the nearest name where there is no such app."""
        if key not in self.settings.apps:
            raise CommandFailed(
                f"Stack {self.stack.name!r} has no app {key!r}. {nearest(key, self.settings.apps)}".rstrip()
                + f"\nNext: name one of {', '.join(self.settings.apps)}."
            )
        return self.settings.apps[key]

    def find(self, api: OktaApi, key: str) -> App:
        """The app in Okta: by the id that is declared or that the last update told, else by its label."""
        declared = self.settings_of(key)
        existing_id = declared.existing.id if declared.existing else None
        if app_id := existing_id or self.outputs.get(key, {}).get("appId"):
            return api.app(str(app_id), f"App {declared.label!r} ({app_id})")
        if declared.existing and declared.existing.label:
            return api.app_labelled(declared.existing.label)
        raise CommandFailed(
            f"App {declared.label!r} is not declared in Okta yet.\nNext: pulumi up --stack {self.stack.name}",
            Exit.LEFT,
        )

    def service(self, key: str, app: App) -> ScimService | None:
        """The service's SCIM server; None where the stack has no token for one."""
        token, authorization = self.settings.tokens.get(key), authorization_of(app.name)
        if token is None or authorization is None:
            return None
        base_url = self.settings_of(key).connection.base_url
        return ScimService(base_url, authorization.value_of(token.get_secret_value()))

    def evidence(self, api: OktaApi, key: str, people: int) -> Evidence:
        """All that speaks for an app's provisioning or against it; at most `people` are asked for at the service."""
        found = self.find(api, key)
        users = list(api.app_users(found))
        with ExitStack() as opened:
            service = self.service(key, found)
            if service is not None:
                opened.enter_context(closing(service))
            return look(Subject(api, found, users, service, people, datetime.now(UTC)))
