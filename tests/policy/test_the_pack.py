"""The pack as a whole: every policy says why it is there, what to do, and what can be set."""

import pytest

from policy.policies import POLICIES, Policy, Resource
from policy.policies.policy import InvalidOption

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


@pytest.mark.parametrize("policy", POLICIES, ids=NAMES)
def test_a_mistyped_option_fails_the_run_instead_of_doing_nothing(policy: Policy) -> None:
    resource = Resource("okta:app/saml:Saml", "zscaler-app", {"label": "Zscaler"})
    with pytest.raises(InvalidOption, match=f"{policy.name} has no option optoin, only {next(iter(policy.options))}"):
        policy.in_resource(resource, {"optoin": []}) + policy.in_stack([resource], {"optoin": []})


def test_a_pattern_that_is_none_is_named_with_its_option() -> None:
    (names,) = [one for one in POLICIES if one.name == "names"]
    with pytest.raises(InvalidOption, match=r"names, label: '\(' is no regular expression: .* Next: correct"):
        names.in_resource(Resource("okta:app/saml:Saml", "zscaler-app", {"label": "Zscaler"}), {"label": "("})
