"""Certificates are verified, and proxies used for what leaves this machine."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import urllib3

from baasctl.model.errors import Unavailable
from baasctl.transport import Transport
from baasctl.transport.pool import connection_pool

CERTIFICATE = Path(__file__).with_name("localhost.pem")


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments: object) -> None:
        pass


class _QuietServer(HTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust the certificate hangs up; that is the point."""


def _never(seconds: float) -> None:
    pytest.fail(f"waited {seconds} s for a certificate to become valid")


@pytest.fixture
def secure_url() -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server = _QuietServer(("127.0.0.1", 0), _Answer)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_unknown_certificate_is_refused_at_once(secure_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verification has no switch; the message says where to put the certificates of a network."""
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    transport = Transport(base_url=secure_url, pause=_never)
    with pytest.raises(Unavailable, match="certificate is not valid") as raised:
        transport.request("GET", "/")
    transport.close()
    assert "SSL_CERT_FILE" in str(raised.value)


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_a_certificate_of_ones_own_is_trusted_when_named(
    variable: str, secure_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Companies with their own certificates need one environment variable."""
    monkeypatch.setenv(variable, str(CERTIFICATE))
    transport = Transport(base_url=secure_url)
    assert transport.request("GET", "/").json() == {}
    transport.close()


@pytest.mark.parametrize(
    ("url", "proxied"),
    [("https://api.supabase.com", True), ("https://127.0.0.1:1", False), ("https://inside.example", False)],
)
def test_proxies_of_the_environment_are_used_beyond_this_machine(
    url: str, proxied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTTPS_PROXY and NO_PROXY hold; loopback never goes through a proxy."""
    _use_proxy(monkeypatch, "http://user:pass%2Fword@proxy.example:3128")
    pool = connection_pool(url)
    assert isinstance(pool, urllib3.ProxyManager) == proxied
    if isinstance(pool, urllib3.ProxyManager):
        assert pool.proxy_headers == {"proxy-authorization": "Basic dXNlcjpwYXNzL3dvcmQ="}


def test_a_proxy_without_scheme_or_login_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    """`host:port` is what many machines have in HTTPS_PROXY."""
    _use_proxy(monkeypatch, "proxy.example:3128")
    pool = connection_pool("https://api.supabase.com")
    assert isinstance(pool, urllib3.ProxyManager)
    assert (pool.proxy.host, pool.proxy.port, pool.proxy_headers) == ("proxy.example", 3128, {})  # type: ignore[union-attr]


def test_a_proxy_that_cannot_be_reached_is_named_without_its_login(monkeypatch: pytest.MonkeyPatch) -> None:
    """The password in HTTPS_PROXY stays out of messages."""
    _use_proxy(monkeypatch, "http://user:hunter2@127.0.0.1:9")
    transport = Transport(base_url="https://api.supabase.com", pause=lambda _: None)
    with pytest.raises(Unavailable, match="the proxy could not be used") as raised:
        transport.request("GET", "/")
    transport.close()
    assert "hunter2" not in str(raised.value)


def _use_proxy(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    for name, value in {"https_proxy": address, "no_proxy": "inside.example"}.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(name.upper(), value)
