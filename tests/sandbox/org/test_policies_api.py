"""Policies are kept and shown with their rules, and an app has one of them."""

from tests.sandbox.org.conftest import CUSTOM_SAML, OktaClient

POLICY = {"type": "ACCESS_POLICY", "name": "Two factors"}
RULE = {"name": "Everybody", "type": "ACCESS_POLICY", "actions": {"appSignOn": {"access": "DENY"}}}


def test_a_policy_is_made_once_under_a_name_and_switched_off_and_on(okta: OktaClient) -> None:
    policy = okta.ok("POST", "/api/v1/policies", POLICY)["id"]
    assert okta.refused("POST", "/api/v1/policies", POLICY)[:2] == (400, "E0000001")
    okta.ok("POST", f"/api/v1/policies/{policy}/lifecycle/deactivate")
    assert okta.ok("GET", f"/api/v1/policies/{policy}")["status"] == "INACTIVE"
    assert "activate" in okta.ok("GET", f"/api/v1/policies/{policy}")["_links"]


def test_the_default_policy_is_not_deleted(okta: OktaClient) -> None:
    (default,) = [row for row in okta.ok("GET", "/api/v1/policies?type=ACCESS_POLICY") if row["system"]]
    assert okta.refused("DELETE", f"/api/v1/policies/{default['id']}")[:2] == (403, "E0000006")


def test_an_app_falls_back_to_the_default_policy_when_its_own_is_deleted(okta: OktaClient) -> None:
    app = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)
    default = app["_links"]["accessPolicy"]["href"]
    policy = okta.ok("POST", "/api/v1/policies", POLICY)["id"]
    okta.ok("PUT", f"/api/v1/apps/{app['id']}/policies/{policy}")
    assert [row["id"] for row in okta.ok("GET", f"/api/v1/policies/{policy}/app")] == [app["id"]]
    okta.ok("DELETE", f"/api/v1/policies/{policy}")
    assert okta.ok("GET", f"/api/v1/apps/{app['id']}")["_links"]["accessPolicy"]["href"] == default


def test_a_rule_is_kept_before_the_one_that_catches_the_rest_and_copied_with_its_policy(okta: OktaClient) -> None:
    policy = okta.ok("POST", "/api/v1/policies", POLICY)["id"]
    rule = okta.ok("POST", f"/api/v1/policies/{policy}/rules", RULE)["id"]
    listed = okta.ok("GET", f"/api/v1/policies/{policy}/rules")
    assert [row["name"] for row in listed] == ["Everybody", "Catch-all Rule"]
    copy = okta.ok("POST", f"/api/v1/policies/{policy}/clone")["id"]
    assert len(okta.ok("GET", f"/api/v1/policies/{copy}/rules")) == 2
    assert okta.refused("DELETE", f"/api/v1/policies/{policy}/rules/{listed[1]['id']}")[0] == 403
    okta.ok("DELETE", f"/api/v1/policies/{policy}/rules/{rule}")
    assert okta.refused("GET", f"/api/v1/policies/{policy}/rules/{rule}")[:2] == (404, "E0000007")


def test_a_rule_reads_back_as_okta_completes_it(okta: OktaClient) -> None:
    policy = okta.ok("POST", "/api/v1/policies", POLICY)["id"]
    method = {"type": "ASSURANCE", "factorMode": "1FA", "constraints": [{"next": [], "knowledge": {"required": True}}]}
    rule = RULE | {
        "conditions": {"platform": {"include": [{"type": "MOBILE", "os": {"type": "IOS", "expression": None}}]}},
        "actions": {"appSignOn": {"access": "ALLOW", "verificationMethod": method}},
    }
    made = okta.ok("POST", f"/api/v1/policies/{policy}/rules", rule)
    assert made["conditions"]["platform"] == {"include": [{"type": "MOBILE", "os": {"type": "IOS"}}], "exclude": []}
    constraints = [{"knowledge": {"required": True}}]
    assert made["actions"]["appSignOn"]["verificationMethod"] == method | {
        "reauthenticateIn": "PT12H",
        "constraints": constraints,
    }
    chain = {"type": "AUTH_METHOD_CHAIN", "chains": []}
    rule = RULE | {
        "name": "Chain",
        "conditions": {"platform": {}},
        "actions": {"appSignOn": {"verificationMethod": chain | {"factorMode": "2FA", "inactivityPeriod": "PT1H"}}},
    }
    made = okta.ok("POST", f"/api/v1/policies/{policy}/rules", rule)
    assert "platform" not in made["conditions"]
    assert made["actions"]["appSignOn"]["verificationMethod"] == chain
