"""Okta's error objects: errorCode, errorSummary, errorLink, errorId, errorCauses."""

from typing import Any, Final

from sandbox.org.identifiers import random_text

_NAMES: Final = {
    "App": "AppInstance",
    "User": "User",
    "Group": "UserGroup",
    "AppUser": "AppUser",
    "AppGroup": "ApplicationGroupAssignment",
    "Policy": "Policy",
    "AppKey": "KeyCredential",
}


class OktaError(Exception):
    """A refusal as Okta words it; the API answers with its object, the console shows its message."""

    def __init__(self, status: int, code: str, summary: str, *causes: str) -> None:
        """Hold the HTTP status, Okta's error code and texts."""
        super().__init__("; ".join(causes) or summary)
        self.status = status
        self.code = code
        self.summary = summary
        self.causes = causes

    def body(self) -> dict[str, Any]:
        """Give the error object; each answer has an errorId of its own."""
        return {
            "errorCode": self.code,
            "errorSummary": self.summary,
            "errorLink": self.code,
            "errorId": "oae" + random_text(22),
            "errorCauses": [{"errorSummary": cause} for cause in self.causes],
        }


def not_found(kind: str, identifier: str) -> OktaError:
    """Say that nothing of our table `kind` has this id, in Okta's name for the kind."""
    text = f"Not found: Resource not found: {identifier} ({_NAMES.get(kind, kind)})"
    return OktaError(404, "E0000007", text)


def invalid(what: str, *causes: str) -> OktaError:
    """Say what of a request did not pass validation, and why."""
    return OktaError(400, "E0000001", f"Api validation failed: {what}", *causes)


def invalid_token() -> OktaError:
    """Say that the request's token is missing or wrong."""
    return OktaError(401, "E0000011", "Invalid token provided")


def malformed(detail: str) -> OktaError:
    """Say that the request body is not JSON of the right shape."""
    return OktaError(400, "E0000003", "The request body was not well-formed.", detail)


def too_many_requests() -> OktaError:
    """Say that an endpoint's rate limit is used up."""
    return OktaError(429, "E0000047", "API call exceeded rate limit due to too many requests.")


def internal_error() -> OktaError:
    """Say that the org itself failed."""
    return OktaError(500, "E0000009", "Internal Server Error")


def unavailable(status: int) -> OktaError:
    """Say that the org cannot be reached or only be read; for 502 and 504 Okta's edge answers, in a way not known."""
    return OktaError(status, "E0000010", "Service is in read only mode")


def forbidden() -> OktaError:
    """Say that Okta never lets anybody do this."""
    return OktaError(403, "E0000006", "You do not have permission to perform the requested action")
