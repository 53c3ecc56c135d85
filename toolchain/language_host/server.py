"""The language runtime service as the engine calls it, without the Pulumi SDK where nothing of it is needed.

The engine starts this host twice a command and asks most of it to say nothing: messages without a field, which are no
bytes. Only what needs the SDK imports it, because the import costs more than all else that the host does.
"""

import platform
import sys
from collections.abc import Iterator
from typing import Final

import grpc

SERVICE: Final = "pulumirpc.LanguageRuntime"
# No plugins or packages beyond those that the program asks for itself, no version, nothing to greet, nothing to undo
# (the engine ends this process right after `Cancel`).
ANSWERED_WITH_NOTHING: Final = ("GetRequiredPlugins", "GetRequiredPackages", "GetPluginInfo", "Handshake", "Cancel")


class LanguageService(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc is untyped
    """Route each call to an empty answer or to the host that runs programs; other calls are unimplemented."""

    def __init__(self, engine_address: str) -> None:
        self._engine_address = engine_address

    def service(self, call: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        """Give the handler of `/pulumirpc.LanguageRuntime/<method>`, None where there is none."""
        _, service, method = call.method.split("/")
        if service != SERVICE:
            return None
        if method in ANSWERED_WITH_NOTHING:
            return grpc.unary_unary_rpc_method_handler(lambda request, context: b"")
        if method == "Run":
            return grpc.unary_unary_rpc_method_handler(self._run)
        if method == "About":
            return grpc.unary_unary_rpc_method_handler(lambda request, context: about())
        if method == "InstallDependencies":
            # Program, packs and packages run on what this project has installed already.
            return grpc.unary_stream_rpc_method_handler(lambda request, context: iter(()))
        if method == "RunPlugin":
            return grpc.unary_stream_rpc_method_handler(self._run_plugin)
        return None

    def _run(self, request: bytes, context: grpc.ServicerContext) -> bytes:
        from toolchain.language_host import program

        return program.run(self._engine_address, request)

    def _run_plugin(self, request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
        from toolchain.language_host import plugin

        return plugin.run_plugin(request, context)


def about() -> bytes:
    """Give the Python that runs programs and its version (an `AboutResponse`), which every preview and update notes.

    Encoded here: the SDK's own message comes with all of the SDK.
    """
    return _string(1, sys.executable) + _string(2, platform.python_version())


def _string(field: int, text: str) -> bytes:
    content = text.encode()
    more, low = divmod(len(content), 128)  # two groups of seven bits: longer than any path
    return bytes([field << 3 | 2, *([low | 128, more] if more else [low]), *content])
