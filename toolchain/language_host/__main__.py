"""Serve the language host: prints its port on standard output, as the engine expects of a plugin."""

import os
import signal
import sys
import threading
import time
from concurrent import futures

import grpc

from toolchain.language_host.server import LanguageService

_MAX_MESSAGE_BYTES = 400 * 1024 * 1024  # the engine's own limit
_ORPHAN_POLL_SECONDS = 1.0


def serve(engine_address: str) -> None:
    """Serve until the engine that started this process is gone."""
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=4),
        options=[
            ("grpc.max_receive_message_length", _MAX_MESSAGE_BYTES),
            ("grpc.max_send_message_length", _MAX_MESSAGE_BYTES),
        ],
    )
    server.add_generic_rpc_handlers((LanguageService(engine_address),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    # The engine ends its plugins with an interrupt. A person's Ctrl-C does not come here: plugins have a process group
    # of their own.
    signal.signal(signal.SIGINT, lambda *_: _end())
    threading.Thread(target=_exit_when_orphaned, args=(os.getppid(),), daemon=True).start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


def _exit_when_orphaned(engine_pid: int) -> None:
    # The engine kills its plugins, but not when it is killed itself.
    while os.getppid() == engine_pid:
        time.sleep(_ORPHAN_POLL_SECONDS)
    _end()


def _end() -> None:
    if plugin := sys.modules.get("toolchain.language_host.plugin"):  # imported where one was started
        plugin.end_all()
    os._exit(0)


if __name__ == "__main__":
    # The engine's address is the last word; before it stand options of the official host.
    serve(sys.argv[-1])
