"""The pack as a whole: every policy says why it is there, what to do, and what can be set."""

import pytest

from policy.policies import POLICIES, Policy

NAMES = [one.name for one in POLICIES]


def test_names_are_unique() -> None:
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("policy", POLICIES, ids=NAMES)
def test_a_policy_has_a_reason_and_a_remedy(policy: Policy) -> None:
    assert policy.reason.endswith(".")
    assert policy.remedy.endswith(".")


@pytest.mark.parametrize("policy", POLICIES, ids=NAMES)
def test_an_option_is_typed_described_and_has_a_default(policy: Policy) -> None:
    assert policy.options
    for schema in policy.options.values():
        assert {"type", "default", "description"} <= set(schema)
