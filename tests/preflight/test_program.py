"""The preflight within a program: what it holds up, what it tells, and when it asks nobody."""

from importlib import resources
from typing import Any, cast

import pulumi
import pytest
import yaml
from pulumi.output import UNKNOWN

from components import AuthScheme, Method, Preflight, ScimProvisioning, ScimProvisioningArgs
from components.preflight import Cause
from tests.preflight.scim_servers import TOKEN, Server, html, scim
from tests.recorder import OktaSays, Run, run


def args(base_url: str, preflight: Preflight, token: Any = TOKEN, app: str = "saml") -> ScimProvisioningArgs:
    apps: dict[str, Any] = {
        "saml": {"label": "InVision V7", "saml": {"sso_url": "https://sp.example.com/acs", "audience": "sp"}},
        "zscalerbyz": {"label": "Zscaler 2.0", "catalogue": {"name": "zscalerbyz"}},
        "scim2headerauth": {"label": "Header Auth", "catalogue": {"name": "scim2headerauth"}},
        "okta_org2org": {"label": "Org2Org", "catalogue": {"name": "okta_org2org"}},
    }
    return {
        "app": apps[app],
        "connection": {
            "base_url": base_url,
            "token": token,
            "token_source": "pulumi config get --path 'tokens.invision-v7'",
        },
        "admin_console_url": "https://acme-admin.okta.com",
        "groups": [{"name": "Design"}],
        "preflight": preflight,
    }


def provision(given: ScimProvisioningArgs, says: OktaSays | None = None, preview: bool = False) -> Run:
    return run(lambda: ScimProvisioning("app", given).outputs(), says, preview)


def failure(given: ScimProvisioningArgs, preview: bool = False) -> str:
    with pytest.raises(pulumi.RunError) as raised:
        provision(given, preview=preview)
    assert TOKEN not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize("app", ["saml", "zscalerbyz"])
@pytest.mark.parametrize("preview", [True, False])
def test_an_app_whose_credentials_work_is_declared_as_ever(server: Server, app: str, preview: bool) -> None:
    result = provision(args(f"{server.url}/v2", Preflight.REQUIRED, app=app), preview=preview)
    assert result.one("Saml")
    assert len(server.requests) == 4


@pytest.mark.parametrize("app", ["saml", "zscalerbyz"])
@pytest.mark.parametrize("preview", [True, False])
def test_where_it_is_required_a_finding_fails_the_run(server: Server, app: str, preview: bool) -> None:
    text = failure(args(f"{server.url}/v2", Preflight.REQUIRED, "another-token", app), preview)
    assert "the server does not accept the token (401)" in text
    assert "setting: the token (pulumi config get --path 'tokens.invision-v7')" in text


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The types of what the program registers with the provider, also where it fails in the end."""
    types: list[str] = []
    original = pulumi.runtime.mocks.MockMonitor.RegisterResource

    def register(monitor: Any, request: Any) -> Any:
        if request.type.startswith("okta:"):
            types.append(request.type)
        return original(monitor, request)  # type: ignore[no-untyped-call]  # SDK

    monkeypatch.setattr(pulumi.runtime.mocks.MockMonitor, "RegisterResource", register)
    return types


@pytest.mark.parametrize("app", ["saml", "zscalerbyz"])
def test_no_app_is_made_whose_credentials_do_not_work(server: Server, registered: list[str], app: str) -> None:
    given = args(f"{server.url}/v2", Preflight.REQUIRED, "another-token", app)
    given["sign_on_app"] = {"label": "SSO", "saml": {"sso_url": "https://sp.example.com/acs", "audience": "sp"}}
    failure(given)
    assert registered == []


def test_an_app_that_is_there_does_not_get_what_does_not_work(server: Server, registered: list[str]) -> None:
    given = args(f"{server.url}/v2", Preflight.REQUIRED, "another-token")
    given |= {"app": {"label": "Zscaler 2.0", "existing": {"id": "0oaHandMade"}}, "method": Method.API}
    with pytest.raises(pulumi.RunError):
        provision(given, OktaSays(apps=("0oaHandMade",)))
    assert registered == []


def test_a_required_preflight_wants_a_token_before_anybody_is_asked(server: Server, registered: list[str]) -> None:
    given = args(f"{server.url}/v2", Preflight.REQUIRED)
    del given["connection"]["token"]
    assert "InVision V7: there is no token in `connection`" in failure(given, preview=True)
    assert (server.requests, registered) == ([], [])


def test_a_token_that_turns_out_to_be_none_is_no_token(server: Server, registered: list[str]) -> None:
    nothing = pulumi.Output.secret(None)
    assert "InVision V7: the token is empty" in failure(args(f"{server.url}/v2", Preflight.REQUIRED, nothing))
    assert (server.requests, registered) == ([], [])


def test_nobody_is_told_to_enter_what_does_not_work(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    failure(args(f"{server.url}/v2", Preflight.REQUIRED, "another-token"))
    assert "steps are left" not in caplog.text


@pytest.mark.parametrize("app", ["saml", "zscalerbyz"])
def test_with_a_warning_the_run_goes_on(server: Server, app: str, caplog: pytest.LogCaptureFixture) -> None:
    server.answers = lambda request: html("Sign in")
    result = provision(args(f"{server.url}/v2", Preflight.WARN, app=app))
    assert result.result["provisioningStatus"] == "on"
    assert "a web page answers here, not a SCIM server" in caplog.text
    assert TOKEN not in caplog.text


def test_switched_off_it_asks_nobody(server: Server) -> None:
    provision(args(f"{server.url}/v2", Preflight.OFF))
    assert server.requests == []


def test_it_is_off_unless_asked_for(server: Server) -> None:
    given = args(f"{server.url}/v2", Preflight.OFF)
    del given["preflight"]
    provision(given)
    assert server.requests == []


def test_without_a_token_there_is_nothing_to_try(server: Server) -> None:
    given = args(f"{server.url}/v2", Preflight.REQUIRED, app="zscalerbyz")
    given["connection"] = {"base_url": f"{server.url}/v2", "auth_scheme": AuthScheme.OAUTH2}
    provision(given)
    assert server.requests == []


def test_a_token_for_another_okta_org_is_not_shown_to_a_scim_server(server: Server) -> None:
    provision(args(f"{server.url}/v2", Preflight.REQUIRED, app="okta_org2org"))
    assert server.requests == []


def test_a_token_that_is_not_known_yet_is_tried_by_the_update(server: Server) -> None:
    provision(args(f"{server.url}/v2", Preflight.REQUIRED, UNKNOWN, app="zscalerbyz"), preview=True)
    assert server.requests == []


def test_a_header_auth_app_s_token_needs_the_word_bearer(server: Server) -> None:
    text = failure(args(f"{server.url}/v2", Preflight.REQUIRED, app="scim2headerauth"))
    assert 'takes it with "Bearer " before it' in text


def test_an_existing_app_is_known_by_its_name_in_okta(server: Server) -> None:
    given = args(f"{server.url}/v2", Preflight.REQUIRED, f"Bearer {TOKEN}")
    given["app"] = {"label": "Header Auth", "existing": {"id": "0oaHandMade"}}
    provision(given, OktaSays(app_name="scim2headerauth", apps=("0oaHandMade",)))
    assert server.requests[0].authorization == f"Bearer {TOKEN}"


def test_the_base_url_stays_as_declared_and_no_secret(server: Server) -> None:
    given = args(f"{server.url}/v2/", Preflight.REQUIRED, app="zscalerbyz")
    given["connection"]["token"] = pulumi.Output.secret(TOKEN)
    assert provision(given).one("Connection").request.object["baseUrl"] == f"{server.url}/v2/"


def test_one_run_tells_of_every_app(server: Server) -> None:
    server.answers = scim(base="/right")

    def program() -> Any:
        good = ScimProvisioning("good", args(f"{server.url}/right", Preflight.REQUIRED))
        wrong_path = ScimProvisioning("path", args(f"{server.url}", Preflight.REQUIRED, app="zscalerbyz"))
        wrong_token = ScimProvisioning("token", args(f"{server.url}/right", Preflight.REQUIRED, "another-token"))
        return [one.outputs() for one in (good, wrong_path, wrong_token)]

    with pytest.raises(pulumi.RunError) as raised:
        run(program)
    text = str(raised.value)
    assert text.count("Next: ") == 2
    assert "Zscaler 2.0: there is no SCIM server at this path" in text
    assert "InVision V7: the server does not accept the token" in text


@pytest.mark.parametrize("token", [TOKEN, "another-token"])
def test_apps_with_one_base_url_and_token_are_tried_once(
    server: Server, caplog: pytest.LogCaptureFixture, token: str
) -> None:
    one = args(f"{server.url}/v2", Preflight.WARN, token)
    apps = [{**one, "app": {**one["app"], "label": f"App {place}"}} for place in range(3)]

    def program() -> Any:
        return [ScimProvisioning(f"app-{place}", cast(Any, app)).outputs() for place, app in enumerate(apps)]

    run(program)
    once = len(server.requests)
    assert [caplog.text.count(f"App {place}: the server does not accept") for place in range(3)] == [token != TOKEN] * 3
    server.requests.clear()
    provision(one)
    assert once == len(server.requests)


def test_every_cause_has_its_words() -> None:
    table = yaml.safe_load((resources.files("components.preflight") / "causes.yaml").read_text(encoding="utf-8"))
    assert set(table) == {cause.value for cause in Cause}
    assert {row["setting"] for row in table.values()} == {"base_url", "token"}
