"""`python -m toolchain.okta_plugin [ENGINE_ADDRESS]`: what the launcher `pulumi-resource-okta` runs."""

import importlib.util
import sys
from types import ModuleType


def _import_messages_without_the_sdk() -> None:
    # Importing the SDK's messages the ordinary way runs all of the SDK, half a second at every start of the plugin.
    spec = importlib.util.find_spec("pulumi")
    places = list(spec.submodule_search_locations or []) if spec else []
    for name in ("pulumi", "pulumi.runtime", "pulumi.runtime.proto"):
        package = ModuleType(name)
        package.__path__ = [place + name.removeprefix("pulumi").replace(".", "/") for place in places]
        sys.modules[name] = package


if __name__ == "__main__":
    _import_messages_without_the_sdk()
    from .server import serve

    serve(sys.argv[1:])
