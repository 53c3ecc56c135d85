"""Running a plugin in Python: a policy pack, or a component package."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO

import grpc
from pulumi.runtime.proto import language_pb2

_POLICY_PACK = "analyzer"
_running: set[subprocess.Popen[bytes]] = set()


def run_plugin(request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
    """Start the plugin of a `RunPluginRequest` and give its output as it comes, then its exit code.

    The engine ends a plugin by ending the call.
    """
    message = language_pb2.RunPluginRequest.FromString(request)
    command, directory = _policy_pack(message) if message.kind == _POLICY_PACK else _package(message)
    process = subprocess.Popen(  # noqa: S603 - the plugin that the person named
        command,
        cwd=directory,
        env=dict(variable.split("=", 1) for variable in message.env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    _running.add(process)
    context.add_callback(process.kill)
    for response in _output(process):
        yield bytes(response.SerializeToString())
    yield bytes(language_pb2.RunPluginResponse(exitcode=process.wait()).SerializeToString())


def end_all() -> None:
    """End every plugin: for this process's own end, which the plugins do not notice."""
    for process in _running:
        process.kill()


def _policy_pack(message: language_pb2.RunPluginRequest) -> tuple[list[str], str]:
    """As the official host calls it: the engine's address, other options, the pack's folder, in which it runs."""
    directory = message.info.program_directory
    virtualenv = message.info.options.fields["virtualenv"].string_value
    python = Path(directory, virtualenv, "bin", "python") if virtualenv else Path(sys.executable)
    if not python.exists():
        raise RuntimeError(f"The policy pack's virtual environment {python.parents[1]} is missing. Next: make policy")
    return [str(python), "-u", "-m", "pulumi.policy", *message.args, directory], directory


def _package(message: language_pb2.RunPluginRequest) -> tuple[list[str], str]:
    """As the official host calls it, but with this project's own Python: its packages need what the project needs."""
    return [sys.executable, message.info.program_directory, *message.args], message.pwd


def _output(process: subprocess.Popen[bytes]) -> Iterator[language_pb2.RunPluginResponse]:
    """Both streams line by line, until both end."""
    responses: SimpleQueue[language_pb2.RunPluginResponse | None] = SimpleQueue()

    def read(stream: IO[bytes] | None, response: Callable[[bytes], language_pb2.RunPluginResponse]) -> None:
        for line in stream or ():
            responses.put(response(line))
        responses.put(None)

    for arguments in (
        (process.stdout, lambda line: language_pb2.RunPluginResponse(stdout=line)),
        (process.stderr, lambda line: language_pb2.RunPluginResponse(stderr=line)),
    ):
        Thread(target=read, args=arguments, daemon=True).start()
    for _ in range(2):
        yield from iter(responses.get, None)
