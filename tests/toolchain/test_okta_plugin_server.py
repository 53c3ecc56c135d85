"""The plugin as the engine meets it: a process that prints its port and speaks gRPC."""

import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

CHECKOUT = Path(__file__).parents[2]
TOKEN = "00token-of-the-org"


class Proxy(BaseHTTPRequestHandler):
    """Answers everything with 404 and keeps the request lines."""

    lines: list[str] = []

    def do_GET(self) -> None:
        self.lines.append(self.requestline)
        body = b"{}" if self.path.endswith("/users/me") else b'{"errorSummary": "Not found"}'
        self.send_response(200 if self.path.endswith("/users/me") else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def proxy() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def plugin() -> Iterator[subprocess.Popen[str]]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT)}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "toolchain.okta_plugin"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def calls(plugin: subprocess.Popen[str]) -> provider_pb2_grpc.ResourceProviderStub:
    assert plugin.stdout is not None
    port = plugin.stdout.readline().strip()
    return provider_pb2_grpc.ResourceProviderStub(grpc.insecure_channel(f"127.0.0.1:{port}"))


def test_it_calls_itself_the_version_of_the_sdk(calls: provider_pb2_grpc.ResourceProviderStub) -> None:
    assert calls.GetPluginInfo(empty_pb2.Empty()).version == "7.0.1"


def test_it_asks_the_org_in_the_absolute_form_of_a_proxy(
    calls: provider_pb2_grpc.ResourceProviderStub, proxy: str
) -> None:
    Proxy.lines.clear()
    request = provider_pb2.ConfigureRequest()
    json_format.ParseDict({"args": {"httpProxy": proxy, "apiToken": TOKEN}}, request)

    answer = calls.Configure(request)

    assert answer.supportsPreview
    assert Proxy.lines == [f"GET {proxy}/api/v1/users/me HTTP/1.1"] * 2


def test_a_refusal_reaches_the_engine_as_text_and_leaves_the_process_running(
    calls: provider_pb2_grpc.ResourceProviderStub, plugin: subprocess.Popen[str]
) -> None:
    request = provider_pb2.ConfigureRequest()
    json_format.ParseDict({"args": {"httpProxy": "http://okta.example", "apiToken": TOKEN}}, request)

    with pytest.raises(grpc.RpcError) as caught:
        calls.Configure(request)

    assert "talks to loopback addresses only" in caught.value.details()
    assert TOKEN not in caught.value.details()
    assert plugin.poll() is None


def test_a_call_that_it_does_not_carry_is_unimplemented(calls: provider_pb2_grpc.ResourceProviderStub) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        calls.Handshake(provider_pb2.ProviderHandshakeRequest())

    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
