"""Addresses, waits and secure connections."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.model.errors import UsageError
from baasctl.transport import url_path
from baasctl.transport.base_url import checked_base_url
from baasctl.transport.retries import retry_after_s

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.supabase.com",
        "http://127.0.0.1:54321/",
        "http://[::1]:9/x",
        "http://localhost:1",
        "http://127.9.9.9",
    ],
)
def test_https_and_loopback_are_accepted(url: str) -> None:
    """Credentials travel encrypted, or stay on this machine."""
    assert checked_base_url(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://api.supabase.com",
        "http://127.0.0.1.evil.example",
        "http://10.0.0.1",
        "ftp://127.0.0.1",
        "api.supabase.com",
        "",
        "https://",
        "https://user:hunter2@api.supabase.com",
        "https://api.supabase.com?x=1",
        "https://api.supabase.com#x",
        "https://[::1",
        "https://host:port",
    ],
)
def test_an_address_that_would_leak_is_refused_without_showing_a_login(url: str) -> None:
    """Plain http beyond this machine, logins in addresses and half addresses end with exit code 64."""
    with pytest.raises(UsageError) as raised:
        checked_base_url(url)
    assert raised.value.exit_code == 64
    assert "hunter2" not in str(raised.value)


@given(st.text(min_size=1).filter(lambda text: text not in {".", ".."} and text.isprintable()))
def test_a_segment_never_becomes_two(segment: str) -> None:
    """Whatever a name holds, it stays one segment of the path."""
    path = url_path("v1", segment)
    assert path.count("/") == 2
    assert not {"?", "#"} & set(path)


@pytest.mark.parametrize("segment", ["", ".", ".."])
def test_a_segment_cannot_name_another_endpoint(segment: str) -> None:
    """Dots and nothing are refused."""
    with pytest.raises(ValueError, match="cannot be a part of a URL path"):
        url_path("v1", segment)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": "12"}, 12.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:40 GMT"}, 40.0),
        ({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:40 -0000"}, 40.0),
        ({"retry-after": "soon", "x-ratelimit-reset": "-1"}, None),
        ({"retry-after": "1", "x-ratelimit-reset": "58"}, 58.0),
        ({"x-ratelimit-reset": str(int(NOON.timestamp()) + 20)}, 20.0),
        ({"retry-after": "9" * 400}, None),
    ],
)
def test_what_a_server_asks_to_wait_is_understood(headers: dict[str, str], expected: float | None) -> None:
    """Seconds, dates and Unix times; the longer of two; nonsense is no wait."""
    assert retry_after_s(headers, NOON) == expected
