"""The connection pool: verified TLS, the system's proxies, no retries and no redirects of its own."""

from __future__ import annotations

import os
import ssl
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from baasctl.transport.base_url import is_loopback

_CONNECTIONS = 16


def connection_pool(base_url: str) -> urllib3.PoolManager:
    """A pool for one API.

    Certificates are verified against the system's store, `SSL_CERT_FILE`, `SSL_CERT_DIR` and
    `REQUESTS_CA_BUNDLE`. `HTTPS_PROXY` and `NO_PROXY` are honoured; loopback is never proxied.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if parts.scheme == "http":
        return urllib3.PoolManager(maxsize=_CONNECTIONS)
    context = _verifying_context()
    proxy = getproxies().get("https")
    if not proxy or is_loopback(host) or proxy_bypass(host):
        return urllib3.PoolManager(maxsize=_CONNECTIONS, ssl_context=context)
    return urllib3.ProxyManager(
        proxy if "://" in proxy else f"http://{proxy}",
        proxy_headers=_proxy_login(proxy),
        maxsize=_CONNECTIONS,
        ssl_context=context,
    )


def _verifying_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if bundle := os.environ.get("REQUESTS_CA_BUNDLE"):
        context.load_verify_locations(bundle)
    return context


def _proxy_login(proxy: str) -> dict[str, str]:
    parts = urlsplit(proxy if "://" in proxy else f"//{proxy}")
    if parts.username is None:
        return {}
    login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return dict(urllib3.make_headers(proxy_basic_auth=login))
