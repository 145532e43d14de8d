"""Code of functions, had from addresses that Lambda signed. The address is the permission; no credential is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid, UnexpectedAnswer
from baasctl.providers.visible_text import visible
from baasctl.transport import Transport
from baasctl.transport.base_url import is_loopback

_TIMEOUT_S: Final = 600.0
_LARGEST: Final = 256 * 2**20
_HOSTS: Final = (".amazonaws.com", ".amazonaws.com.cn")


def download(address: str, *, is_local: bool, pause: Callable[[float], None]) -> bytes:
    """The zip at a signed address.

    Args:
        is_local: A server on this machine stands in the place of AWS.

    Raises:
        ProviderError: It was not given, or the address is neither AWS's nor, there, on this machine.
    """
    given = urlsplit(address)
    host = given.hostname or ""
    is_allowed = is_loopback(host) if is_local else given.scheme == "https" and host.endswith(_HOSTS)
    if not is_allowed:
        raise UnexpectedAnswer(
            Diagnostic(
                code="READ372",
                summary="code is to be had from a host that is not AWS",
                detail=f"the answer names `{visible(given.netloc)[:100]}`",
                hint="check that nothing answers in AWS's place",
            )
        )
    transport = Transport(base_url=f"{given.scheme}://{given.netloc}", pause=pause, response_limit_bytes=_LARGEST)
    query = parse_qsl(given.query, keep_blank_values=True)
    try:
        response = transport.request("GET", given.path, query=query, accept="*/*", timeout_s=_TIMEOUT_S)
    finally:
        transport.close()
    if not response.is_success:
        raise Invalid(
            Diagnostic(
                code="READ371",
                summary="AWS refuses the code of a function",
                detail=f"`GET` of a signed address answered {response.status}",
                hint="run the command again: the address is good for some minutes only",
            )
        )
    return response.body
