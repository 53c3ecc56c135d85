"""The package's components and their schema, from which Pulumi makes SDKs and checks programs."""

import inspect
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pulumi
from pulumi.provider import ConstructResult
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.provider.server import ComponentInitError

from package.scim_provisioning import ScimProvisioning

NAME = "okta-scim"
_DESCRIPTION = "SCIM provisioning in Okta as code, for programs in every language of Pulumi"
_PROJECT = Path(__file__).parents[1] / "pyproject.toml"
_SECRETS = frozenset({"token"})


class _Hosting(ComponentProvider):
    """Hosts components whose refusals are for a person: said in every language, without a traceback."""

    def construct(
        self, name: str, resource_type: str, inputs: pulumi.Inputs, options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        """Construct a component; raises `pulumi.RunError`, which the SDK hands on as it is."""
        try:
            return super().construct(name, resource_type, inputs, options)
        except pulumi.InputPropertyError as wrong:
            # The SDK (3.272) fails to tell this: "'Status' object has no attribute 'trailing_metadata'".
            raise pulumi.RunError(f"{name}: the input {wrong.property_path}: {wrong.reason}") from None
        except ComponentInitError as failed:
            if isinstance(failed.inner, pulumi.RunError):
                raise failed.inner from None
            raise


def provider() -> ComponentProvider:
    """Host the components; the schema has what annotations cannot say: the package's description, and its secrets."""
    version = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    hosting = _Hosting([ScimProvisioning], NAME, version=version)
    # SDKs add `Args` to the names of inputs themselves.
    text = re.sub(rf'({NAME}:index:\w+)Args"', r'\1"', hosting.schema or "{}")
    schema = {**_completed(json.loads(text)), "description": _DESCRIPTION, "keywords": ["okta", "scim"]}
    hosting.schema = json.dumps(schema)
    return hosting


def _completed(part: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Mark secrets, and take the indentation of source code out of descriptions."""
    if not isinstance(part, dict):
        return part
    completed = {key: _completed(value) for key, value in part.items()}
    if isinstance(text := part.get("description"), str):
        completed["description"] = inspect.cleandoc(text)
    for name in _SECRETS & part.get("properties", {}).keys():
        completed["properties"][name]["secret"] = True
    return completed
