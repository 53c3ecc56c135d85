"""okta:app/saml:Saml, the SAML app."""

from typing import Final

from . import app as apps
from .client import ApiError
from .errors import ClassicError
from .resource import AfterCreation, Session, dig, failing
from .saml_answer import keys_state, metadata_state, state_of
from .saml_fields import FIELDS, SCHEMA
from .saml_request import body_of, refuse_bad_statements
from .values import Properties

_POLICY_FAILED: Final = "failed to set authentication policy for an SAML application"


class Saml:
    """Creates, reads, updates and deletes SAML apps."""

    schema = SCHEMA

    def create(self, session: Session, planned: Properties) -> tuple[str, Properties]:
        """Make the app, a key if one is named, and assign the access policy."""
        refuse_bad_statements(planned)
        activate = "true" if planned.get("status") == apps.ACTIVE else "false"
        body = _body_or("failed to create SAML application", planned)
        with failing("failed to create SAML application"):
            made = session.client.call("POST", f"/api/v1/apps?activate={activate}", body).body
        identifier, name = made["id"], made.get("name", "")
        try:
            if planned.get("keyName"):
                with failing("failed to create new certificate for SAML application"):
                    planned = planned | _make_certificate(session, identifier, planned)
            if apps.has_policy(name):
                apps.assign_policy(session, identifier, planned, _POLICY_FAILED)
            state = self.read(session, identifier, planned)
        except ClassicError as error:
            raise AfterCreation(identifier, error) from None
        return identifier, state or planned

    def read(self, session: Session, identifier: str, state: Properties) -> Properties | None:
        """Read the app, its metadata while it is active, and its keys."""
        client = session.client
        try:
            app = client.get(f"/api/v1/apps/{identifier}").body
        except ApiError as error:
            if error.not_found:
                return None
            raise ClassicError(f"failed to get SAML application: {error.with_status}") from None
        result = state | apps.policy_state(session, state, app) | state_of(app)
        key = dig(app, "credentials.signing.kid")
        if key and app.get("status") != "INACTIVE":
            with failing("failed to get app's SAML metadata"):
                path = f"/api/v1/apps/{identifier}/sso/saml/metadata"
                text = client.get(path, {"kid": key}, accept="application/xml").text
            result |= metadata_state(text, app)
        with failing("failed to load existing keys for SAML application"):
            result["keys"] = keys_state(client.get(f"/api/v1/apps/{identifier}/credentials/keys").body or [])
        return result

    def update(self, session: Session, identifier: str, old: Properties, planned: Properties) -> Properties:
        """Switch the app on or off first; a change of status alone asks for nothing more."""
        refuse_bad_statements(planned)
        changed = {field.name for field in FIELDS if old.get(field.name) != planned.get(field.name)}
        if "status" in changed:
            apps.switch_status(session, identifier, planned)
        if changed <= {"status"}:
            return planned
        body = _body_or("failed to build SAML application", planned)
        with failing("failed to update SAML application"):
            session.client.call("PUT", f"/api/v1/apps/{identifier}", body)
        if "keyName" in changed and planned.get("keyName"):
            with failing("failed to create new certificate for SAML application"):
                planned = planned | _make_certificate(session, identifier, planned)
        apps.assign_policy(session, identifier, planned, _POLICY_FAILED)
        return self.read(session, identifier, planned) or planned

    def delete(self, session: Session, identifier: str, state: Properties) -> None:
        """Deactivate the app, then delete it."""
        apps.delete(session, identifier, state, "failed to delete SAML application")

    def adopt(self, session: Session, identifier: str) -> tuple[str, Properties]:
        """Take the app's id."""
        return apps.adopted(identifier)


def _body_or(what: str, planned: Properties) -> Properties:
    try:
        return body_of(planned)
    except ValueError as error:
        raise ClassicError(f"{what}: {error}") from None


def _make_certificate(session: Session, identifier: str, planned: Properties) -> Properties:
    years = planned.get("keyYearsValid") or 0
    path = f"/api/v1/apps/{identifier}/credentials/keys/generate?validityYears={years}"
    key = session.client.call("POST", path).body
    made = {"keyId": key.get("kid")}
    session.client.call("PUT", f"/api/v1/apps/{identifier}", body_of(planned | made))
    return made
