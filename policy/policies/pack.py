"""The policies as the engine takes them: the one module that needs the policy SDK."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi_policy
from pulumi_policy import policy as sdk
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import UnknownValueError

from . import POLICIES
from .policy import Policy
from .resource import Resource
from .secret import marked


def run(name: str) -> None:
    """Serve all policies under the pack's name; returns when the engine is done."""
    # The SDK's own unwraps secrets without a trace; where this one should no longer be called, every token counts as
    # being in clear, and the end-to-end test fails.
    sdk.deserialize_properties = _with_secrets_marked
    pulumi_policy.PolicyPack(name, [_EnginePolicy(policy) for policy in POLICIES])


def _with_secrets_marked(props: dict[str, Any], proxy_secrets: bool = False) -> dict[str, Any]:
    read: dict[str, Any] = deserialize_properties(props if proxy_secrets else marked(props), proxy_secrets)
    return read


class _EnginePolicy(pulumi_policy.ResourceValidationPolicy, pulumi_policy.StackValidationPolicy):  # type: ignore[misc]  # untyped here
    """One policy for both of the engine's questions, so that it has one name and one configuration."""

    def __init__(self, policy: Policy) -> None:
        level = pulumi_policy.EnforcementLevel
        pulumi_policy.Policy.__init__(
            self,
            name=policy.name,
            description=policy.reason,
            enforcement_level=level.MANDATORY if policy.mandatory else level.ADVISORY,
            config_schema=pulumi_policy.PolicyConfigSchema({key: dict(one) for key, one in policy.options.items()}),
            remediation_steps=policy.remedy,
        )
        self._policy = policy

    def has_validation(self) -> bool:
        return True

    def has_remediation(self) -> bool:
        return False

    def validate(
        self,
        args: pulumi_policy.ResourceValidationArgs | pulumi_policy.StackValidationArgs,
        report_violation: pulumi_policy.ReportViolation,
    ) -> None:
        if isinstance(args, pulumi_policy.StackValidationArgs):
            resources = [_resource(one) for one in args.resources]
            for resource, message in self._policy.in_stack(resources, args.get_config()):
                report_violation(message, resource.urn)
        else:
            for message in self._policy.in_resource(_resource(args), args.get_config()):
                report_violation(message, None)


def _resource(seen: pulumi_policy.ResourceValidationArgs | pulumi_policy.PolicyResource) -> Resource:
    return Resource(
        type=seen.resource_type,
        name=seen.name,
        props=_known(seen.props),
        urn=seen.urn,
        parent=seen.opts.parent or "",
    )


def _known(value: Any) -> Any:  # noqa: ANN401 - properties
    """Properties without those that a preview does not know yet, which the SDK raises on."""
    if isinstance(value, Mapping):
        keys = [key for key in value if _is_known(value, key)]
        return {key: _known(value[key]) for key in keys}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_known(value[place]) for place in range(len(value)) if _is_known(value, place)]
    return value


def _is_known(container: Any, key: Any) -> bool:  # noqa: ANN401 - properties
    try:
        container[key]
    except UnknownValueError:
        return False
    return True
