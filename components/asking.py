"""Asking Okta through the provider: what it answers, or an error that a person can act on."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import pulumi

from components.question_threads import question

Answer = TypeVar("Answer")

CREDENTIALS_REFUSED = (
    "check okta:apiToken (or OKTA_API_TOKEN), or the service app's key: Okta does not accept it; it may be expired, "
    "revoked, or of another org."
)
"""The next step where Okta does not know who asks."""
RATE_LIMITED = "Okta's rate limit is used up: wait a minute, then run the command again."
"""The next step where Okta was asked too much."""
_FAULT = "Okta had a fault of its own: run the command again; see also https://status.okta.com."

# Next steps by Okta's error codes, where the cause lies not with what was asked for (Management API, error codes).
_NEXT = {
    "E0000011": CREDENTIALS_REFUSED,
    "E0000006": "give the API token's administrator, or the OAuth 2.0 app's scopes, access to this.",
    "E0000047": RATE_LIMITED,
    "E0000009": _FAULT,
    # The provider's own check of its credentials, before it asks what it is asked.
    "SDK client: 401": CREDENTIALS_REFUSED,
    "SDK client: 429": RATE_LIMITED,
    "SDK client: 5": _FAULT,
    "SDK client: ": "check okta:orgName, okta:baseUrl, this machine's network and its proxy (okta:httpProxy).",
}
# The provider often leaves the code out and gives Okta's words only.
_WORDS_OF = {
    "Invalid token provided": "E0000011",
    "You do not have permission": "E0000006",
    "API call exceeded rate limit": "E0000047",
    "Internal Server Error": "E0000009",
}


async def ask(
    function: str,
    arguments: Mapping[str, Any],
    answer_type: type[Answer],
    options: pulumi.InvokeOptions,
    subject: str,
    next_step: str,
) -> Answer:
    """Call a function of the provider; raises `pulumi.RunError` that names the subject, Okta's words and the next step.

    Not by the SDK's `..._output` functions: a failed output is awaited once more when the program ends, and then fails
    it with a traceback, whatever became of the error here.
    """
    try:
        with question():
            answer: Answer = await pulumi.runtime.invoke_async(function, dict(arguments), options, answer_type)
    except Exception as error:
        raise refused(subject, error, next_step) from error
    return answer


def refused(subject: str, error: Exception, next_step: str) -> pulumi.RunError:
    """The error for a person: without the engine's and the provider's wrapping around Okta's words."""
    words = _words(error)
    codes = [*_NEXT, *_WORDS_OF]
    code = next((code for code in codes if code in words), "")
    following = _NEXT.get(_WORDS_OF.get(code, code), next_step)
    return pulumi.RunError(f"{subject} could not be read from Okta: {words}\nNext: {following}")


def _words(error: Exception) -> str:
    text = str(error)
    listed = re.findall(r"^\s*\* (.+)$", text, re.MULTILINE)
    return "; ".join(listed) if listed else text
