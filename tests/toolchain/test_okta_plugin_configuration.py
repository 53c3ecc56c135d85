"""Where the stand-in plugin goes, as whom, and what it refuses before it asks anybody."""

import pytest

from tests.toolchain.scripted_okta import ENVIRONMENT, ORG, TOKEN, ScriptedOkta, refused
from toolchain.okta_plugin import configuration
from toolchain.okta_plugin.errors import PluginError
from toolchain.okta_plugin.values import Secret


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "[::1]", "localhost", "org.okta-sandbox.localhost"])
def test_loopback_addresses_are_taken(host: str) -> None:
    settings = configuration.read({"httpProxy": f"http://{host}:8470", "apiToken": TOKEN}, {})

    assert settings.target == f"http://{host}:8470"


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1:8470",
        "https://acme.okta.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example",
        "http://127.0.0.1@acme.okta.com",
        "acme",
    ],
)
def test_every_other_address_is_refused_with_the_way_out(url: str) -> None:
    with pytest.raises(PluginError, match=r"loopback addresses only.*use the real plugin.*OKTA_HTTP_PROXY"):
        configuration.read({"httpProxy": url, "apiToken": TOKEN}, {})


def test_without_a_proxy_the_org_itself_has_to_be_loopback() -> None:
    with pytest.raises(PluginError, match=r"refuses 'acme\.okta\.com'"):
        configuration.read({"orgName": "acme", "baseUrl": "okta.com", "apiToken": TOKEN}, {})


def test_the_environment_completes_the_arguments_and_does_not_override_them() -> None:
    settings = configuration.read({"apiToken": "argument"}, ENVIRONMENT)

    assert settings.target == ORG
    assert settings.authorization == "SSWS argument"


def test_zero_counts_as_unset() -> None:
    assert configuration.read({"maxRetries": "0"}, ENVIRONMENT).retries == 5


def test_a_private_key_is_refused_in_favour_of_the_real_plugin() -> None:
    with pytest.raises(PluginError, match=r"does not carry sign-in with an OAuth private key: use the real plugin"):
        configuration.read({"privateKey": "k", "clientId": "c", "httpProxy": ORG}, {})


def test_a_provider_without_credentials_is_refused_as_the_real_one_refuses_it() -> None:
    with pytest.raises(PluginError, match=r"^2 errors occurred:\n\t\* 1 error occurred:\n\t\* \[ERROR\] no Okta cred"):
        configuration.read({"httpProxy": ORG}, {})


def test_the_token_is_in_no_representation_of_the_settings() -> None:
    assert TOKEN not in repr(configuration.read({}, ENVIRONMENT))


def test_secret_arguments_come_back_marked() -> None:
    inputs, failures = configuration.check("sandbox", {"apiToken": TOKEN, "orgName": "acme"})

    assert isinstance(inputs["apiToken"], Secret)
    assert inputs["orgName"] == "acme"
    assert failures == []


def test_an_unknown_key_of_a_default_provider_is_named_with_its_namespace() -> None:
    _, failures = configuration.check("default_7_0_1", {"tokn": "x"})

    assert [failure.reason for failure in failures] == [
        "`okta:tokn` is not a valid configuration key for the okta provider. If the referenced key is not intended "
        "for the provider, please choose a different namespace from `okta:`."
    ]


def test_two_ways_of_signing_in_are_refused_from_both_sides() -> None:
    _, failures = configuration.check("sandbox", {"apiToken": "a", "accessToken": "b"})

    assert len(failures) == 4
    assert failures[0].reason == (
        "could not validate provider configuration: Conflicting configuration arguments. "
        "\"access_token\": conflicts with api_token. Examine values at 'sandbox.accessToken'."
    )


def test_configuring_says_once_that_this_is_not_the_real_plugin() -> None:
    okta = ScriptedOkta({})

    okta.provider()

    assert [severity for severity, text, _ in okta.log if "not the real one" in text] == ["warning"]


def test_a_rejected_token_is_an_error_that_does_not_show_it() -> None:
    okta = ScriptedOkta({"GET /api/v1/users/me": [refused(401, "Invalid token provided")]})

    with pytest.raises(PluginError, match="error with v3 SDK client: 401 Unauthorized") as caught:
        okta.provider()

    assert TOKEN not in str(caught.value) + str(okta.log)
