"""Reads a body within its size and time limits, and says in words what went wrong on the way."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import urllib3
from urllib3 import exceptions

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import UnexpectedAnswer

_CHUNK_BYTES = 64 * 1024


def receive(
    answer: urllib3.BaseHTTPResponse, *, limit_bytes: int, deadline: float, clock: Callable[[], float]
) -> bytes:
    """The whole body, decompressed.

    Raises:
        UnexpectedAnswer: Larger than `limit_bytes`.
        urllib3.exceptions.HTTPError: Truncated, not decompressible, dropped, or not there before `deadline`.
    """
    chunks: list[bytes] = []
    size = 0
    try:
        while chunk := answer.read1(_CHUNK_BYTES, decode_content=True):
            chunks.append(chunk)
            size += len(chunk)
            if size > limit_bytes:
                raise _too_large(limit_bytes)
            if clock() > deadline:
                raise exceptions.TimeoutError
    except BaseException:
        answer.close()
        raise
    answer.release_conn()
    return b"".join(chunks)


def describe(error: exceptions.HTTPError, timeout_s: float) -> str:
    """What happened, without the address (it may hold a proxy's password) and without bytes of the answer."""
    cause = error.original_error if isinstance(error, exceptions.ProxyError) else error
    reasons: dict[type[Exception], str] = {
        exceptions.NameResolutionError: "the host name could not be resolved",
        exceptions.NewConnectionError: "no connection could be made",
        exceptions.ConnectTimeoutError: "connecting took too long",
        exceptions.SSLError: _about_tls(cause),
        exceptions.TimeoutError: f"no complete answer within {timeout_s:g} s",
        exceptions.IncompleteRead: "the answer ended before its announced length",
        exceptions.DecodeError: "the answer's compression is broken",
        exceptions.ProtocolError: _about_protocol(cause),
    }
    reason = next((text for kind, text in reasons.items() if isinstance(cause, kind)), type(cause).__name__)
    return f"the proxy could not be used: {reason}" if cause is not error else reason


def hint_for(error: exceptions.HTTPError) -> str:
    """What to do about it, where there is more to do than to try later."""
    cause = error.original_error if isinstance(error, exceptions.ProxyError) else error
    if isinstance(cause, exceptions.SSLError):
        return "set SSL_CERT_FILE to the certificates of your network; verification cannot be switched off"
    return ""


def was_never_sent(error: BaseException | None) -> bool:
    """Whether the server cannot have seen the request, so that sending it again does no harm."""
    return isinstance(error, exceptions.NewConnectionError)


def _about_tls(error: Exception) -> str:
    reason = error.args[0] if error.args else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"the server's certificate is not valid: {reason.verify_message}"
    return "no secure connection could be made"


def _about_protocol(error: Exception) -> str:
    reason = error.args[1] if len(error.args) > 1 else None
    if isinstance(reason, exceptions.IncompleteRead | exceptions.InvalidChunkLength):
        return "the answer ended before its announced length"
    return "the connection was dropped"


def _too_large(limit_bytes: int) -> UnexpectedAnswer:
    return UnexpectedAnswer(
        Diagnostic(
            code="READ905",
            summary="the answer is too large",
            detail=f"more than {limit_bytes} bytes, the limit of baasctl for one answer",
            hint="check that the address of the API is right",
        )
    )
