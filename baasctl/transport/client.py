"""Sends one request after another to one API, and answers with complete responses or one of our errors."""

from __future__ import annotations

import json as json_module
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from urllib.parse import urlencode, urlsplit

import urllib3

from baasctl import __version__
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import AuthFailed, ProviderError, RateLimited, Unavailable, UnexpectedAnswer
from baasctl.transport.base_url import checked_base_url
from baasctl.transport.pool import connection_pool
from baasctl.transport.receive import describe, hint_for, receive, was_never_sent
from baasctl.transport.response import Response
from baasctl.transport.retries import Failure, Pause, Retries, RetryPolicy, retry_after_s
from baasctl.transport.token_bucket import TokenBucket

Query = Mapping[str, str | int | bool] | Sequence[tuple[str, str | int | bool]]

_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_CONNECT_TIMEOUT_S = 10.0
NOTHING = object()
"""In the place of a JSON body: there is none."""
_LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """What is sent, without the credential."""

    method: str
    path: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    timeout_s: float
    is_idempotent: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Transport:
    """Requests to one API. May be shared by threads; close it when the run ends.

    Attributes:
        calls: Requests sent, tries included.
        bytes_sent: Length of the bodies sent.
        bytes_received: Length of the bodies received, decompressed.
    """

    def __init__(
        self,
        *,
        base_url: str,
        headers: Callable[[], Mapping[str, str]] = dict,
        timeout_s: float = 60.0,
        limiter: TokenBucket | None = None,
        policy: RetryPolicy | None = None,
        response_limit_bytes: int = 64 * 1024 * 1024,
        pause: Pause = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        jitter: Callable[[], float] = random.random,
        redact: Callable[[str], str] = str,
        wait_of: Callable[[Response], float | None] = lambda _: None,
    ) -> None:
        """Prepare a connection pool; nothing is sent.

        Args:
            base_url: https, or http on loopback; its path is put before every request's.
            headers: Called for each try, so that the credential is revealed as late and as shortly as possible.
            timeout_s: Longest time of one try, from connecting to the last byte of the body.
            limiter: Shared bucket of this credential; `None` sends without delay.
            policy: Number of tries and bounds of the waits between them.
            response_limit_bytes: Largest body accepted, decompressed.
            pause: Waits between tries; `Workers.pause` makes the waits end when the user stops the run.
            clock: Seconds that only grow.
            now: The time of day, with a zone; read when a server names a date to wait for.
            jitter: A number from 0 to 1 for each wait.
            redact: Replaces secrets in words of the server that go into messages.
            wait_of: Seconds that a 429 without `retry-after` asks to wait in its body; `None`: it does not say.

        Raises:
            UsageError: The address cannot be used; see `checked_base_url`.
        """
        self._base_url = checked_base_url(base_url)
        self._base_path = urlsplit(self._base_url).path
        self._pool = connection_pool(self._base_url)
        self._headers = headers
        self._timeout_s = timeout_s
        self._limiter = limiter
        self._policy = policy or RetryPolicy()
        self._response_limit_bytes = response_limit_bytes
        self._pause = pause
        self._clock = clock
        self._now = now
        self._jitter = jitter
        self._redact = redact
        self._wait_of = wait_of
        self._lock = threading.Lock()
        self.calls = 0
        self.bytes_sent = 0
        self.bytes_received = 0

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Query = (),
        json: object = NOTHING,
        body: bytes | None = None,
        content_type: str | None = None,
        accept: str = "application/json",
        headers: Mapping[str, str] = MappingProxyType({}),
        idempotent: bool | None = None,
        timeout_s: float | None = None,
    ) -> Response:
        """Send a request and wait for its complete answer; what may be tried again is tried again.

        A 429 is waited out for every method. A 5xx, a timeout and a dropped connection are tried again
        only when sending twice does no harm. Redirects are never followed: they could carry the
        credential to another host.

        Args:
            method: Upper case.
            path: Starts with `/`, its segments already encoded; see `url_path`.
            query: Appended, encoded; booleans become `true` and `false`.
            json: Sent as JSON; `None` is sent as `null`. Not together with `body`.
            body: Sent as it is, with `content_type`.
            content_type: Of `body`.
            accept: What the server should answer with.
            headers: Further ones, without secrets (`if-match`).
            idempotent: Whether sending twice does no harm; `None` says so for GET, HEAD, PUT and DELETE.
            timeout_s: For this request instead of the transport's.

        Returns:
            An answer of status below 500 other than 3xx and 429; what it means is the provider's business.

        Raises:
            AuthFailed: The credential holds characters that no header can carry.
            RateLimited: The provider asks to wait longer than the policy allows.
            Unavailable: No answer, or a 5xx, after all tries.
            UnexpectedAnswer: Truncated, too large, or a redirect.
        """
        sent = {**headers, "accept": accept, "user-agent": f"baasctl/{__version__}", "accept-encoding": "gzip, deflate"}
        if json is not NOTHING:
            body, content_type = json_module.dumps(json, allow_nan=False).encode(), "application/json"
        if content_type is not None:
            sent["content-type"] = content_type
        request = _Request(
            method=method,
            path=path,
            url=self._url(path, query),
            headers=sent,
            body=body,
            timeout_s=timeout_s or self._timeout_s,
            is_idempotent=method in _IDEMPOTENT if idempotent is None else idempotent,
        )
        retries = Retries(self._policy, self._pause, self._jitter)
        try:
            return retries.run(lambda: self._send(request))
        except Failure as failure:
            raise self._final(request, failure, retries) from failure

    def close(self) -> None:
        """Close the idle connections."""
        self._pool.clear()

    def _url(self, path: str, query: Query) -> str:
        if not path.startswith("/"):
            raise ValueError(f"a path starts with /: {path!r}")
        pairs = query.items() if isinstance(query, Mapping) else query
        encoded = urlencode([(name, _query_text(value)) for name, value in pairs])
        return self._base_url + path + (f"?{encoded}" if encoded else "")

    def _send(self, request: _Request) -> Response:
        """One try."""
        if self._limiter is not None:
            self._limiter.acquire(self._pause)
        with self._lock:
            self.calls += 1
            self.bytes_sent += len(request.body or b"")
        deadline = self._clock() + request.timeout_s
        try:
            answer = self._pool.request(
                request.method,
                request.url,
                body=request.body,
                headers={**request.headers, **_sendable(self._headers())},
                timeout=urllib3.Timeout(connect=min(_CONNECT_TIMEOUT_S, request.timeout_s), read=request.timeout_s),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            content = receive(answer, limit_bytes=self._response_limit_bytes, deadline=deadline, clock=self._clock)
        except urllib3.exceptions.HTTPError as error:
            hint = hint_for(error)
            may_retry = not hint and (request.is_idempotent or was_never_sent(error))
            raise Failure(describe(error, request.timeout_s), may_retry=may_retry, hint=hint) from error
        with self._lock:
            self.bytes_received += len(content)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        response = Response(
            request=str(request), status=answer.status, headers=headers, body=content, redact=self._redact
        )
        return self._accepted(response, is_idempotent=request.is_idempotent)

    def _accepted(self, response: Response, *, is_idempotent: bool) -> Response:
        if response.status == 429:
            wait_s = retry_after_s(response.headers, self._now())
            wait_s = self._wait_of(response) if wait_s is None else wait_s
            if self._limiter is not None and wait_s is not None and wait_s <= self._policy.total_wait_s:
                self._limiter.close_for(wait_s)
            raise Failure(_answered(response), status=429, may_retry=True, retry_after_s=wait_s)
        if response.status >= 500:
            wait_s = retry_after_s({"retry-after": response.headers.get("retry-after", "")}, self._now())
            raise Failure(_answered(response), status=response.status, may_retry=is_idempotent, retry_after_s=wait_s)
        if 300 <= response.status < 400 and "location" in response.headers:
            raise _redirected(response)
        return response

    def _final(self, request: _Request, failure: Failure, retries: Retries) -> ProviderError:
        tried = "1 try" if retries.tries == 1 else f"{retries.tries} tries"
        waited = f" and {retries.waited_s:.1f} s of waiting" if retries.waited_s else ""
        detail = f"`{request}` failed after {tried}{waited}: {failure.reason}"
        if failure.status == 429:
            return self._rate_limited(detail, failure)
        later = "run the command again later"
        unsure = "the request may or may not have been carried out: make a new plan"
        hint = failure.hint or (later if failure.may_retry else unsure)
        if failure.status is None:
            return Unavailable(
                Diagnostic(code="READ901", summary="the provider could not be reached", detail=detail, hint=hint)
            )
        return Unavailable(Diagnostic(code="READ902", summary="the provider failed", detail=detail, hint=hint))

    def _rate_limited(self, detail: str, failure: Failure) -> RateLimited:
        asked = "" if failure.retry_after_s is None else f"; it asks to wait {failure.retry_after_s:.0f} s more"
        limit = f"baasctl waits at most {self._policy.total_wait_s:.0f} s for one request"
        diagnostic = Diagnostic(
            code="READ903",
            summary="the provider's rate limit is used up",
            detail=f"{detail}{asked}, {limit}",
            hint="run the command again later, and look for other clients that use the same credential",
        )
        return RateLimited(diagnostic, retry_after_s=failure.retry_after_s)


def _answered(response: Response) -> str:
    """Status and words of an answer that may be tried again."""
    message = response.message(_LONGEST_MESSAGE)
    return f"the provider answered {response.status}" + (f": {message!r}" if message else "")


def _query_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sendable(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Refuse what http.client would refuse with an exception that shows the value."""
    for name, value in headers.items():
        if not value.isascii() or not value.isprintable() or value != value.strip():
            raise AuthFailed(
                Diagnostic(
                    code="READ908",
                    summary="the credential cannot be sent",
                    detail=f"the value of header `{name}` holds a line break, a blank at its end, or a character"
                    " that is not ASCII",
                    hint="look for a stray line break in the environment variable or file that holds the credential",
                )
            )
    return headers


def _redirected(response: Response) -> UnexpectedAnswer:
    host = urlsplit(response.headers["location"]).hostname or "another path"
    return UnexpectedAnswer(
        Diagnostic(
            code="READ907",
            summary="the provider redirects",
            detail=f"`{response.request}` answered {response.status} and points to `{host}`;"
            " following it could carry the credential there",
            hint="set the address of the API to the one that answers by itself",
        )
    )
