"""Findings about a server that is not reached, or breaks off: the cause by name, and a way out for firewalls."""

import errno
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from components.preflight import Cause, Patience
from components.preflight.network_error import cause_of
from tests.preflight.runs import found
from tests.preflight.scim_servers import Server, closed_port, scim, serving, silent

FIREWALL = (
    "If Okta reaches the server and this machine may not (a runner behind a firewall), set `preflight` to `warn` or "
    "`off` for this app."
)
BRIEF = Patience(connect=0.1, read=0.1, whole=0.3, again_after=())


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificate and key that nobody trusts, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(hours=1)
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    return file


def test_a_name_that_dns_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: Any, **_options: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    # No name is sure to be unknown to every resolver, or unknown soon.
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert str(found("https://scim.exmaple.com/v2")) == (
        "InVision V7: the name scim.exmaple.com is not known (DNS), so the SCIM server was not reached.\n"
        "  setting: connection.baseUrl: https://scim.exmaple.com/v2\n"
        "  asked: GET https://scim.exmaple.com/v2/Users?startIndex=1&count=2\n"
        "  answer: nothing\n"
        f"Next: correct the host name. {FIREWALL}"
    )


def test_a_port_where_nothing_listens() -> None:
    port = closed_port()
    finding = found(f"http://{port}/v2")
    assert (finding.cause, finding.what) == (Cause.REFUSED, f"nothing listens at {port} (connection refused).")
    assert finding.next_step == f"correct host and port, or start the SCIM server. {FIREWALL}"


def test_a_network_without_a_way_to_the_host() -> None:
    # As the client raises it; a real one takes a network without a route.
    error = httpx2.ConnectError("All connection attempts failed")
    error.__cause__ = OSError("All connection attempts failed")
    error.__cause__.__cause__ = ExceptionGroup("", [OSError(errno.EHOSTUNREACH, "No route to host")])
    assert cause_of(error) == (Cause.UNREACHABLE, "No route to host")


def test_a_server_that_does_not_take_the_connection_in_time() -> None:
    with silent() as address:
        finding = found(f"https://{address}/v2", patience=BRIEF)
    assert (finding.cause, finding.what) == (
        Cause.CONNECT_TIMEOUT,
        f"{address} did not take the connection in two tries of 0.1 seconds.",
    )
    assert finding.next_step.endswith(FIREWALL)


def test_a_connection_that_comes_late_is_tried_once_more() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found(f"https://127.0.0.1:{listener.getsockname()[1]}/v2", patience=BRIEF)
        listener.setblocking(False)
        for _ in range(2):
            listener.accept()[0].close()
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_server_that_takes_the_request_and_does_not_answer_was_reached() -> None:
    with silent() as address:
        finding = found(f"http://{address}/v2", patience=BRIEF)
    assert (finding.cause, finding.what) == (
        Cause.READ_TIMEOUT,
        f"{address} took the request and did not answer within 0.1 seconds.",
    )
    assert finding.next_step == "check the SCIM server's health, then run the command again."


def test_a_server_that_sends_a_byte_now_and_then_is_not_waited_for(server: Server) -> None:
    patience = Patience(connect=1, read=1, whole=0.001, again_after=())
    assert found(f"{server.url}/v2", patience=patience).cause is Cause.READ_TIMEOUT


def test_a_certificate_that_nobody_trusts(self_signed: Path) -> None:
    with serving(scim(), self_signed) as server:
        finding = found(f"{server.url}/v2")
    assert finding.cause is Cause.TLS
    assert "(TLS - certificate refused: self-signed certificate); the token was not sent." in finding.what
    assert finding.next_step.startswith("have the service install a valid certificate for this name")
    assert server.requests == []


def test_a_server_that_speaks_no_tls(server: Server) -> None:
    finding = found(f"{server.url}/v2".replace("http://", "https://"))
    assert (finding.cause, "the server speaks no TLS on this port" in finding.what) == (Cause.TLS, True)


def test_a_port_that_does_not_speak_http(self_signed: Path) -> None:
    with serving(scim(), self_signed) as server:
        finding = found(f"{server.url}/v2".replace("https://", "http://"))
    assert finding.cause is Cause.BROKEN
    assert finding.what.endswith("broke the connection off without an HTTP answer.")
    assert finding.next_step == "check that this port belongs to the SCIM server and takes http."
