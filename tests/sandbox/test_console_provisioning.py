"""The Provisioning tab: test the credentials, save them, and choose then what to push."""

import pytest
from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from sandbox.console.app_page import app_path
from sandbox.org.tables import App
from tests.sandbox.console_client import INVISION_TOKEN, Person, served

NOT_ENABLED = "Provisioning is not enabled"


@pytest.fixture
def person(console: FastAPI) -> Person:
    return Person(console)


class TestIntegration:
    def test_before_it_is_set_up_provisioning_is_not_enabled(self, person: Person) -> None:
        app = person.new_app()

        shown = person.open(app_path(app)).text

        assert NOT_ENABLED in shown
        assert "To App" not in shown
        assert "To Okta" not in shown

    def test_the_form_has_the_field_names_of_okta(self, person: Person) -> None:
        person.new_app()
        person.configure()

        form = person.page.form("integration")
        assert {"scim_base_url", "scim_auth_header_value"} <= set(form.fields)
        assert "m-verify-button" in form.buttons

    def test_credentials_that_pass_are_said_to_be_verified(self, person: Person, invision_url: str) -> None:
        person.new_app()
        person.configure()

        person.send("integration", "m-verify-button", scim_base_url=invision_url, scim_auth_header_value=INVISION_TOKEN)

        assert person.page.messages == ["InVision V7 was verified successfully!"]

    @pytest.mark.parametrize(
        ("url", "token", "cause"),
        [
            (None, "wrong", "Unauthorized"),
            ("http://127.0.0.1:1/scim/v2", INVISION_TOKEN, "could not be reached"),
            ("not a url", INVISION_TOKEN, "not a valid URL"),
            ("http://scim.example.com/v2", INVISION_TOKEN, "https"),
            ("", INVISION_TOKEN, "Base URL"),
            (None, "", "API Token"),
        ],
        ids=["wrong token", "not reachable", "not a URL", "in clear", "no URL", "no token"],
    )
    def test_credentials_that_do_not_pass_are_told_why(
        self, person: Person, invision_url: str, url: str | None, token: str, cause: str
    ) -> None:
        person.new_app()
        person.configure()
        url = invision_url if url is None else url

        person.send("integration", "m-verify-button", scim_base_url=url, scim_auth_header_value=token)

        assert len(person.page.alerts) == 1
        assert cause in person.page.alerts[0]

    def test_a_service_that_does_not_speak_scim_is_told_apart(self, person: Person) -> None:
        async def website(scope: Scope, receive: Receive, send: Send) -> None:
            await JSONResponse({"hello": "world"})(scope, receive, send)

        person.new_app()
        person.configure()
        with served(website) as url:
            person.send("integration", "m-verify-button", scim_base_url=url, scim_auth_header_value=INVISION_TOKEN)

        assert "SCIM" in person.page.alerts[0]

    def test_the_test_asks_what_okta_asks(self, person: Person) -> None:
        asked: list[tuple[str, bytes, str]] = []

        async def service(scope: Scope, receive: Receive, send: Send) -> None:
            authorization = dict(scope["headers"])[b"authorization"].decode()
            asked.append((scope["path"], scope["query_string"], authorization))
            await JSONResponse({"Resources": [], "totalResults": 0})(scope, receive, send)

        person.new_app()
        person.configure()
        with served(service) as url:
            person.send("integration", "m-verify-button", scim_base_url=url, scim_auth_header_value=INVISION_TOKEN)

        assert asked == [("/Users", b"startIndex=1&count=2", f"Bearer {INVISION_TOKEN}")]

    def test_a_save_without_a_test_is_refused(self, person: Person, invision_url: str) -> None:
        app = person.new_app()
        person.configure()

        person.send(
            "integration", "save-integration", scim_base_url=invision_url, scim_auth_header_value=INVISION_TOKEN
        )

        assert "press Test API Credentials first" in person.page.alerts[0]
        assert (person.provisioning(app).enabled, person.provisioning(app).token) == (False, None)

    def test_a_save_after_a_failed_test_is_refused(self, person: Person, invision_url: str) -> None:
        app = person.new_app()
        person.configure()
        person.send("integration", "m-verify-button", scim_base_url=invision_url, scim_auth_header_value="wrong")

        person.send("integration", "save-integration")

        assert person.page.alerts
        assert not person.provisioning(app).enabled

    @pytest.mark.parametrize("changed", ["scim_base_url", "scim_auth_header_value"])
    def test_a_save_of_other_values_than_were_tested_is_refused(
        self, person: Person, invision_url: str, changed: str
    ) -> None:
        app = person.new_app()
        person.configure()
        person.send("integration", "m-verify-button", scim_base_url=invision_url, scim_auth_header_value=INVISION_TOKEN)

        person.send("integration", "save-integration", **{changed: invision_url + "x"})

        assert person.page.alerts
        assert not person.provisioning(app).enabled

    def test_a_save_after_a_passing_test_switches_provisioning_on(self, person: Person, invision_url: str) -> None:
        app = person.new_app()

        person.connect(invision_url)

        saved = person.provisioning(app)
        assert (saved.enabled, saved.base_url) == (True, invision_url)
        assert saved.token is not None
        assert person.org.secrets.decrypt(saved.token) == INVISION_TOKEN

    def test_the_token_is_on_no_page(self, person: Person, invision_url: str) -> None:
        app = person.new_app()
        person.configure()
        seen = [
            person.send(
                "integration", "m-verify-button", scim_base_url=invision_url, scim_auth_header_value=INVISION_TOKEN
            ),
            person.send("integration", "save-integration"),
            person.open(app_path(app)),
            person.open(app_path(app, edit="integration").partition("#")[0]),
            person.open("/admin/reports/system-log"),
        ]

        assert not [answer.url for answer in seen if INVISION_TOKEN in answer.text]

    def test_on_edit_the_token_has_another_field_and_may_be_left_out(self, person: Person, invision_url: str) -> None:
        app = person.new_app()
        person.connect(invision_url)
        person.configure()
        assert "scim_auth_header_value_new" in person.page.form("integration").fields

        person.send("integration", "m-verify-button", scim_base_url=invision_url + "/")
        person.send("integration", "save-integration")

        assert person.page.alerts == []
        assert person.provisioning(app).enabled

    def test_a_saved_token_is_not_sent_to_another_base_url(self, person: Person, invision_url: str) -> None:
        person.new_app()
        person.connect(invision_url)
        person.configure()

        person.send("integration", "m-verify-button", scim_base_url="http://127.0.0.1:1/elsewhere")

        assert person.page.alerts == ["API Token: This field cannot be left blank"]

    def test_taking_the_tick_from_enable_api_integration_switches_it_off(
        self, person: Person, invision_url: str
    ) -> None:
        app = person.new_app()
        person.connect(invision_url)
        person.configure()

        person.send("integration", "save-integration", enabled=False)

        assert not person.provisioning(app).enabled

    def test_a_catalogue_app_whose_connection_the_api_sets_can_be_set_up_here_too(
        self, person: Person, invision_url: str
    ) -> None:
        app = person.new_app("Zscaler 2.0", "zscalerbyz")

        person.connect(invision_url)

        assert person.provisioning(app).enabled

    def test_an_app_that_connects_by_oauth_has_no_form(self, person: Person) -> None:
        app = person.new_app("Slack", "slack")

        person.open(app_path(app) + "?edit=integration")

        assert "integration" not in person.page.forms

    def test_a_header_auth_app_sends_the_token_as_typed(self, person: Person, invision_url: str) -> None:
        person.new_app("SCIM test", "scim2headerauth")
        person.configure()
        person.send("integration", "m-verify-button", scim_base_url=invision_url, scim_auth_header_value=INVISION_TOKEN)
        assert "does it need the word Bearer" in person.page.alerts[0]

        person.send("integration", "m-verify-button", scim_auth_header_value=f"Bearer {INVISION_TOKEN}")

        assert person.page.messages == ["SCIM test was verified successfully!"]


class TestToApp:
    @pytest.fixture
    def app(self, person: Person, invision_url: str) -> App:
        app = person.new_app()
        person.connect(invision_url)
        return app

    def test_the_boxes_appear_with_the_field_names_of_okta_and_all_are_off(self, person: Person, app: App) -> None:
        person.open(person.page.link("edit-to-app").address)

        form = person.page.form("to-app")
        assert set(form.boxes) == {"pushNewAccount", "pushProfile", "pushDeactivation", "pushPassword"}
        assert not set(form.boxes) & set(form.fields)

    def test_ticked_boxes_show_in_the_features_of_the_app(self, person: Person, app: App) -> None:
        person.open(person.page.link("edit-to-app").address)

        person.send("to-app", pushNewAccount=True, pushDeactivation=True)

        assert {"PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION"} <= set(person.features(app))
        assert "PUSH_PROFILE_UPDATES" not in person.features(app)

    def test_before_the_integration_is_saved_the_boxes_cannot_be_set(self, person: Person) -> None:
        app = person.new_app("Zscaler 2.0", "zscalerbyz")
        fields = {"_xsrfToken": person.page.form("sign-on").fields["_xsrfToken"], "pushNewAccount": "true"}

        answer = person.client.post(app_path(app) + "user-mgmt/to-app", data=fields)

        assert answer.status_code == 400
        assert NOT_ENABLED in answer.text
