"""How the stand-in plugin looks things up: paging, rate limits, and what is not found."""

import httpx2
import pytest

from tests.toolchain.scripted_okta import ScriptedOkta, refused
from toolchain.okta_plugin.errors import PluginError

DEFAULT_CONNECTION = "/api/v1/apps/0oa1/connections/default"
GONE = refused(404, "Not found: Resource not found: 0oa1 (AppInstance)")
APP = {"id": "0oa1", "label": "Zscaler 2 (old)", "credentials": {}, "settings": {}}


def test_the_next_page_is_asked_of_the_same_org_whatever_host_the_link_names() -> None:
    first = httpx2.Response(
        200,
        json=[{"id": "00g1"}],
        headers={"Link": '<https://elsewhere.example/api/v1/apps/0oa1/groups?after=00g1>; rel="next"'},
    )
    okta = ScriptedOkta(
        {
            "GET /api/v1/apps/0oa1/groups": [first],
            "GET /api/v1/apps/0oa1/groups?after=00g1": [httpx2.Response(200, json=[])],
        }
    )

    answer, _ = okta.provider().invoke("okta:index/getAppGroupAssignments:getAppGroupAssignments", {"id": "0oa1"})

    assert answer == {"id": "0oa1", "groups": ["00g1"]}
    assert okta.hosts == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Zscaler 2", "no SAML application found with the provided label: Zscaler 2"),
        ("None", 'no SAML application found with provided filter: id: "", label: "None", label_prefix: ""'),
    ],
)
def test_an_app_that_is_not_found_by_its_label_is_an_error(label: str, text: str) -> None:
    query = "?filter=status+eq+%22ACTIVE%22&limit=1&q="
    okta = ScriptedOkta(
        {
            f"GET /api/v1/apps{query}Zscaler+2": [httpx2.Response(200, json=[APP])],
            f"GET /api/v1/apps{query}None": [httpx2.Response(200, json=[])],
        }
    )

    with pytest.raises(PluginError) as caught:
        okta.provider().invoke("okta:app/getSaml:getSaml", {"label": label})

    assert str(caught.value) == f"invoking okta:app/getSaml:getSaml: 1 error occurred:\n\t* {text}\n\n"


def test_a_connection_that_cannot_be_looked_up_is_an_answer_without_a_status() -> None:
    okta = ScriptedOkta({f"GET {DEFAULT_CONNECTION}": GONE})

    assert okta.provider().invoke("okta:app/getConnection:getConnection", {"id": "0oa1"}) == ({"id": "0oa1"}, [])


@pytest.mark.parametrize("trouble", [429, 502, 503, httpx2.RemoteProtocolError("cut"), httpx2.ConnectError("refused")])
def test_what_passes_is_asked_again_after_growing_waits(trouble: int | httpx2.TransportError) -> None:
    okta = ScriptedOkta({"GET /api/v1/groups/00g1": [trouble, trouble, httpx2.Response(200, json={"id": "00g1"})]})

    okta.provider(minWaitSeconds="2").invoke("okta:group/getGroup:getGroup", {"id": "00g1"})

    assert okta.slept == [2, 4]


def test_an_internal_error_is_not_asked_about_again() -> None:
    okta = ScriptedOkta({"GET /api/v1/groups/00g1": 500})

    with pytest.raises(PluginError, match="failed get group by ID"):
        okta.provider().invoke("okta:group/getGroup:getGroup", {"id": "00g1"})

    assert (len(okta.asked), okta.slept) == (1, [])


def test_after_as_many_429s_as_retries_it_gives_up() -> None:
    okta = ScriptedOkta({"GET /api/v1/groups/00g1": refused(429, "API call exceeded rate limit")})

    with pytest.raises(PluginError, match=r"the API returned an error: API call exceeded .* after 3 attempt\(s\)"):
        okta.provider(maxRetries="2").invoke("okta:group/getGroup:getGroup", {"id": "00g1"})

    assert len(okta.asked) == 3
