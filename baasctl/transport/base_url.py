"""Where requests may go: https anywhere, plain http on this machine only."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urlsplit

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import UsageError


def checked_base_url(url: str) -> str:
    """The address of an API, without a trailing slash.

    A path is kept and put before the path of every request. The address may come from an
    environment variable, so what would send a credential in clear text is refused here.

    Raises:
        UsageError: Not an absolute URL, plain http beyond this machine, or a user name, password,
            query or fragment in it.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise _refused("it is not a URL") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise _refused(f"`{_without_login(parts)}` is not an absolute http or https URL")
    if parts.username is not None or parts.password is not None:
        raise _refused(f"the address of `{host}` contains a login; credentials are sent in headers only")
    if parts.query or parts.fragment:
        raise _refused(f"`{_without_login(parts)}` has a query or a fragment")
    if parts.scheme == "http" and not is_loopback(host):
        raise _refused(f"`{_without_login(parts)}` would send the credential in clear text")
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine: `localhost`, 127.0.0.0/8 or ::1."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def url_path(*segments: str) -> str:
    """A path from raw segments, each percent-encoded whole: `url_path("v1", "projects", ref)`.

    Raises:
        ValueError: A segment is empty, `.` or `..`, which would name another endpoint.
    """
    for segment in segments:
        if segment in {"", ".", ".."}:
            raise ValueError(f"{segment!r} cannot be a part of a URL path")
    return "".join("/" + quote(segment, safe="") for segment in segments)


def _without_login(parts: SplitResult) -> str:
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _refused(detail: str) -> UsageError:
    return UsageError(
        Diagnostic(
            code="READ900",
            summary="the address of the API cannot be used",
            detail=detail,
            hint="use https://; plain http is accepted for 127.0.0.0/8, ::1 and localhost only",
        )
    )
