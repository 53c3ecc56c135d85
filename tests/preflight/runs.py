"""Running the preflight in tests: impatiently, with the finding in hand."""

import asyncio

import pytest

from components.preflight import Authorization, Finding, Passed, Patience, Target, try_credentials
from tests.preflight.scim_servers import TOKEN

IMPATIENT = Patience(connect=2, read=2, whole=3, again_after=(0.01, 0.01), longest_wait=0.5)


def target(base_url: str, authorization: Authorization = Authorization.BEARER) -> Target:
    return Target("InVision V7", base_url, authorization, token_setting="the token (tokens.invision-v7)")


def passed(
    base_url: str,
    token: str = TOKEN,
    authorization: Authorization = Authorization.BEARER,
    patience: Patience = IMPATIENT,
) -> Passed:
    # Not `asyncio.run`, which takes the thread's event loop away from the tests that come after it.
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(try_credentials(target(base_url, authorization), token, patience))
    finally:
        loop.close()


def found(
    base_url: str,
    token: str = TOKEN,
    authorization: Authorization = Authorization.BEARER,
    patience: Patience = IMPATIENT,
) -> Finding:
    """The finding; no message about it may ever hold the token."""
    with pytest.raises(Finding) as raised:
        passed(base_url, token, authorization, patience)
    finding = raised.value
    if token.strip():
        assert token not in f"{finding} {finding!r} {finding.as_dict()}"
    return finding
