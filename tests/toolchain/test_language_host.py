"""The language host: what the engine asks of it before it runs a program costs no import of the SDK."""

import os
import platform
import signal
import subprocess
import sys
from asyncio import InvalidStateError
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2

from tests.living import ends
from toolchain.language_host.program import response_of
from toolchain.language_host.server import ANSWERED_WITH_NOTHING, SERVICE, about


def started() -> subprocess.Popen[str]:
    """Start the host as the engine does."""
    return subprocess.Popen(
        [sys.executable, "-m", "toolchain.language_host", "127.0.0.1:1"], stdout=subprocess.PIPE, text=True
    )


def channel_to(host: subprocess.Popen[str]) -> grpc.Channel:
    """Read the host's port as the engine does."""
    assert host.stdout is not None
    return grpc.insecure_channel(f"127.0.0.1:{host.stdout.readline().strip()}")


@pytest.fixture(scope="module")
def channel() -> Iterator[grpc.Channel]:
    host = started()
    with channel_to(host) as channel:
        yield channel
    host.terminate()
    host.wait(timeout=5)


@pytest.mark.parametrize("method", ANSWERED_WITH_NOTHING)
def test_what_the_engine_asks_beside_a_program_is_answered_with_nothing(channel: grpc.Channel, method: str) -> None:
    assert channel.unary_unary(f"/{SERVICE}/{method}")(b"", timeout=5) == b""


def test_about_names_the_python_that_runs_programs(channel: grpc.Channel) -> None:
    answer = channel.unary_unary(f"/{SERVICE}/About")(b"", timeout=10)

    assert os.path.samefile(language_pb2.AboutResponse.FromString(answer).executable, sys.executable)


@pytest.mark.parametrize("length", [1, 127, 128, 4096])
def test_about_is_the_sdk_s_message_however_long_the_path_is(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "x" * length)

    answer = language_pb2.AboutResponse.FromString(about())

    assert (answer.executable, answer.version) == ("x" * length, platform.python_version())


def test_other_calls_are_refused_as_unimplemented(channel: grpc.Channel) -> None:
    with pytest.raises(grpc.RpcError) as refusal:
        channel.unary_unary(f"/{SERVICE}/GenerateProgram")(b"", timeout=5)

    assert refusal.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_the_service_is_imported_and_tells_of_python_without_the_sdk() -> None:
    probe = (
        "import sys; from toolchain.language_host import server; server.about(); "
        "print(any(name.startswith('pulumi') for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True).stdout == "False\n"


def test_a_component_package_runs_on_this_python_with_the_engines_arguments(
    channel: grpc.Channel, tmp_path: Path
) -> None:
    (tmp_path / "__main__.py").write_text("import sys\nprint(sys.executable, *sys.argv[1:])", encoding="utf-8")
    request = language_pb2.RunPluginRequest(kind="resource", pwd=str(tmp_path), args=["127.0.0.1:1"])
    request.info.program_directory = str(tmp_path)
    answers = channel.unary_stream(f"/{SERVICE}/RunPlugin")(request.SerializeToString(), timeout=10)
    said = [language_pb2.RunPluginResponse.FromString(answer) for answer in answers]

    assert [answer.stdout.decode() for answer in said[:-1]] == [f"{sys.executable} 127.0.0.1:1\n"]
    assert said[-1].exitcode == 0


@pytest.mark.parametrize("ends", [language_pb2.RunResponse(error="no SCIM server"), InvalidStateError()])
def test_a_program_that_failed_is_not_told_of_twice_nor_what_the_sdk_cancels_after_it(ends: object) -> None:
    class Failed(LanguageServer):
        def Run(self, request: object, context: object) -> object:
            if isinstance(ends, Exception):
                raise ends
            return ends

    response = response_of(Failed(lambda: None), language_pb2.RunRequest())
    assert (response.bail, response.error) == (True, "")


def test_nothing_is_installed_for_a_component_package(channel: grpc.Channel) -> None:
    assert list(channel.unary_stream(f"/{SERVICE}/InstallDependencies")(b"", timeout=5)) == []


def test_a_policy_pack_without_its_virtual_environment_is_refused_with_the_command_that_makes_it(
    channel: grpc.Channel,
) -> None:
    request = language_pb2.RunPluginRequest(kind="analyzer")
    request.info.program_directory = "/nowhere"
    request.info.options["virtualenv"] = ".venv"
    with pytest.raises(grpc.RpcError, match=r"/nowhere/\.venv is missing\. Next: make policy"):
        list(channel.unary_stream(f"/{SERVICE}/RunPlugin")(request.SerializeToString(), timeout=10))


def test_a_policy_pack_ends_with_the_host(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text("import os, time\nprint(os.getpid())\ntime.sleep(60)", encoding="utf-8")
    request = language_pb2.RunPluginRequest(kind="analyzer", args=["127.0.0.1:1"])
    request.info.program_directory = str(tmp_path)
    host = started()
    with channel_to(host) as channel:
        first = next(channel.unary_stream(f"/{SERVICE}/RunPlugin")(request.SerializeToString(), timeout=20))
        pack = int(language_pb2.RunPluginResponse.FromString(first).stdout)
        host.send_signal(signal.SIGINT)
        host.wait(timeout=5)

    assert ends(pack, within_seconds=5)
