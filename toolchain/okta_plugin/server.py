"""The process that the engine starts: prints its port, answers calls, speaks to the engine's log."""

import os
import sys
from collections.abc import Callable
from concurrent import futures
from contextlib import suppress
from typing import Any, Final

import grpc
from google.protobuf import any_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, status_pb2

from .errors import PartialFailure, PluginError
from .messages import CALLS, Message, struct_of
from .provider import Log, Provider

# Properties may be large; the engine allows as much.
_MESSAGE_SIZE: Final = 400 * 1024 * 1024
_OPTIONS: Final = (
    ("grpc.max_receive_message_length", _MESSAGE_SIZE),
    ("grpc.max_send_message_length", _MESSAGE_SIZE),
)
_SEVERITIES: Final = {"warning": engine_pb2.WARNING, "error": engine_pb2.ERROR}
# The engine works on that many resources at once by default.
_WORKERS: Final = 16


def engine_log(address: str) -> Log:
    """Log to the engine at `address`; without one (a plugin started by hand) to standard error."""
    if not address:
        return lambda severity, text, urn: print(f"{severity}: {text}", file=sys.stderr)
    engine = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address, options=_OPTIONS))

    def log(severity: str, text: str, urn: str) -> None:
        engine.Log(engine_pb2.LogRequest(severity=_SEVERITIES[severity], message=text, urn=urn))

    return log


def start(provider: Provider) -> tuple[Any, int]:
    """Listen on a free loopback port; give the server and the port."""
    server = grpc.server(futures.ThreadPoolExecutor(_WORKERS), options=_OPTIONS)
    handlers = {
        name: grpc.unary_unary_rpc_method_handler(
            _answering(provider, answer),
            request_deserializer=request.FromString,
            response_serializer=lambda message: message.SerializeToString(),
        )
        for name, (answer, request) in CALLS.items()
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("pulumirpc.ResourceProvider", handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def serve(arguments: list[str]) -> None:
    """Run until the engine ends the process or is gone; its address is the first argument that is no option."""
    address = next((argument for argument in arguments if not argument.startswith("-")), "")
    server, port = start(Provider(engine_log(address)))
    print(port, flush=True)
    engine = os.getppid()
    # An engine that was killed ends nobody: look whether the parent is still the same.
    with suppress(KeyboardInterrupt):
        while server.wait_for_termination(timeout=2) and os.getppid() == engine:
            pass
    server.stop(None)


def _answering(provider: Provider, answer: Callable[[Provider, Message], Message]) -> Callable[[Message, Any], Message]:
    def answering(request: Message, context: Message) -> Message:
        try:
            return answer(provider, request)
        except PartialFailure as failure:
            _abort_with_remains(context, failure)
        except PluginError as failure:
            context.abort(grpc.StatusCode.UNKNOWN, str(failure))

    return answering


def _abort_with_remains(context: Message, failure: PartialFailure) -> None:
    details = provider_pb2.ErrorResourceInitFailed(
        id=failure.identifier, properties=struct_of(failure.state), reasons=[failure.reason]
    )
    packed = any_pb2.Any()
    packed.Pack(details)
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=failure.reason, details=[packed])
    # The engine reads the state that is left behind from this trailer.
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(grpc.StatusCode.UNKNOWN, failure.reason)
