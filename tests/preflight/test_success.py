"""What passes the preflight, and what it asks for it."""

import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from scim2_models import ScimProvider, UnauthorizedException
from scim2_server.applications.wsgi import WSGIApplication
from scim2_server.memory import InMemoryStorage
from scim2_server.requests import ScimRequest
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)

from components.preflight import Authorization
from tests.preflight.runs import found, passed
from tests.preflight.scim_servers import PEOPLE, TOKEN, Reply, Request, Server, error, scim


class Guarded(WSGIApplication):
    def check_auth(self, request: ScimRequest) -> None:
        if request.header("Authorization") != f"Bearer {TOKEN}":
            raise UnauthorizedException(detail="A valid bearer token is required")


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def real_server() -> Iterator[str]:
    """scim2-server, empty."""
    provider = ScimProvider.from_discovery(
        load_default_schemas().values(),
        load_default_resource_types().values(),
        config=load_default_service_provider_config(),
    )
    listener: WSGIServer = make_server("127.0.0.1", 0, Guarded(InMemoryStorage(), provider), handler_class=Quiet)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{listener.server_port}/v2"
    listener.shutdown()
    thread.join()
    listener.server_close()


def test_a_real_scim_server_passes(real_server: str) -> None:
    result = passed(real_server)
    assert (result.people, result.service_provider_config, result.notes) == (0, True, ())


def test_a_real_scim_server_refuses_another_token(real_server: str) -> None:
    assert '401 Unauthorized, application/scim+json: "A valid bearer token is required"' in str(
        found(real_server, token="another-token")
    )


def test_a_server_with_people_passes(server: Server) -> None:
    result = passed(f"{server.url}/v2")
    assert (result.people, result.filter_found_somebody, result.service_provider_config) == (2, True, False)


def test_the_first_request_is_that_of_okta_s_button(server: Server) -> None:
    passed(f"{server.url}/v2")
    first = server.requests[0]
    assert (first.path, first.query) == ("/v2/Users", {"startIndex": "1", "count": "2"})
    assert first.headers["Authorization"] == f"Bearer {TOKEN}"
    assert first.headers["Accept"] == "application/scim+json"


def test_then_the_filter_is_tried_with_nobody_and_with_somebody(server: Server) -> None:
    passed(f"{server.url}/v2")
    filters = [one.query for one in server.requests if "filter" in one.query]
    assert filters[0]["filter"].startswith('userName eq "okta-scim-preflight-')
    assert filters[1] == {"filter": f'userName eq "{PEOPLE[0]}"', "startIndex": "1", "count": "100"}


def test_nobody_s_name_is_another_one_each_time(server: Server) -> None:
    passed(f"{server.url}/v2")
    passed(f"{server.url}/v2")
    names = [one.query["filter"] for one in server.requests if "preflight" in one.query.get("filter", "")]
    assert len(set(names)) == 2


def test_a_slash_at_the_end_of_the_base_url_makes_no_difference(server: Server) -> None:
    passed(f"{server.url}/v2/")
    assert server.asked[0].startswith("/v2/Users ")


def test_a_name_with_quotes_is_asked_for_as_json_writes_it(server: Server) -> None:
    name = 'ada "the first" o\\neil@example.com'
    server.answers = scim(people=(name,))
    passed(f"{server.url}/v2")
    assert server.requests[2].query["filter"] == r'userName eq "ada \"the first\" o\\neil@example.com"'


def test_a_server_that_is_busy_is_asked_again(server: Server) -> None:
    answers = iter([error(429, "slow down", Retry_After="0"), error(503, "starting")])
    server.answers = lambda request: next(answers, None) or scim()(request)
    assert passed(f"{server.url}/v2").people == 2


def test_a_header_auth_app_s_token_is_sent_as_typed(server: Server) -> None:
    server.answers = scim(authorization=f"Bearer {TOKEN}")
    passed(f"{server.url}/v2", f"Bearer {TOKEN}", Authorization.AS_TYPED)
    server.answers = scim(authorization=TOKEN)
    passed(f"{server.url}/v2", TOKEN, Authorization.AS_TYPED)


def test_a_description_that_denies_filters_is_noted_but_not_believed(server: Server) -> None:
    def answer(request: Request) -> Reply:
        described = Reply(body='{"filter": {"supported": false}}')
        return described if request.path.endswith("/ServiceProviderConfig") else scim()(request)

    server.answers = answer
    assert passed(f"{server.url}/v2").notes == (
        "ServiceProviderConfig says that filters are not supported, and the filter by userName works.",
    )


def test_proxies_of_the_machine_take_no_part(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert passed(f"{server.url}/v2").people == 2
