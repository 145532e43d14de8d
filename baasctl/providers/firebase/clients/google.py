"""Requests to Google's hosts: one transport a host, one credential, one error table."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final, Protocol
from urllib.parse import urlsplit

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import UsageError
from baasctl.providers.contract import Connection
from baasctl.providers.firebase.clients.credentials import Bearer, bearer_of
from baasctl.providers.firebase.errors import asked_wait_s, error_of
from baasctl.providers.strict import expect_objects, expect_or_none, unexpected
from baasctl.transport import NOTHING, Response, TokenBucket, Transport
from baasctl.transport.base_url import is_loopback

URL_VARIABLE: Final = "BAASCTL_FIREBASE_API_URL"
_LARGEST_ANSWER: Final = 64 * 2**20
_LARGEST_DOWNLOAD: Final = 128 * 2**20
_MOST_PAGES: Final = 10_000
_REFUSED: Final = 401
_PER_SECOND: Mapping[str, int] = {"identitytoolkit.googleapis.com": 10}
"""Requests a second (research/firebase.md §2.5); hosts that are not listed are not slowed down."""


def connect_google(connection: Connection) -> GoogleApis:
    """Google's APIs with the target's credential; sends nothing.

    Raises:
        UsageError: The address of a local server is no address on this machine.
    """
    written = connection.target.settings.get("api_url")
    url = written if isinstance(written, str) else connection.environment.get(URL_VARIABLE, "")
    if url and not is_loopback(urlsplit(url).hostname or ""):
        raise UsageError(
            Diagnostic(
                code="READ205",
                summary="the address of the Firebase APIs cannot be used",
                detail=f"`{url}` is not on this machine; `api_url` and {URL_VARIABLE} name a local server",
                hint="leave it out: Google's own hosts are used then",
                span=connection.target.span,
            )
        )
    bearer = bearer_of(connection, is_local=bool(url))

    def transport(host: str, *, is_signed: bool = False) -> Transport:
        per_second = _PER_SECOND.get(host)
        return Transport(
            base_url=f"{url.rstrip('/')}/{host}" if url else f"https://{host}",
            headers=dict if is_signed else bearer.headers,
            response_limit_bytes=_LARGEST_DOWNLOAD if is_signed else _LARGEST_ANSWER,
            limiter=TokenBucket(capacity=per_second, per_s=1) if per_second and not url else None,
            pause=connection.pause,
            redact=connection.vault.redact,
            wait_of=asked_wait_s,
        )

    return GoogleApis(transport, bearer, f"project `{connection.target.project}`", url)


class MakeTransport(Protocol):
    """Makes the transport of a host; to signed addresses it sends no credential."""

    def __call__(self, host: str, *, is_signed: bool = False) -> Transport: ...


class GoogleApis:
    """Requests about one project; thread-safe. Every method raises `ProviderError`.

    Attributes:
        bearer: The credential, for SDKs that want google-auth's own object.
        local_url: Address of the local server in Google's place; empty: Google itself.
    """

    def __init__(self, transport: MakeTransport, bearer: Bearer, subject: str, local_url: str = "") -> None:
        self._transport = transport
        self._transports: dict[str, Transport] = {}
        self._lock = threading.Lock()
        self._subject = subject
        self.bearer = bearer
        self.local_url = local_url.rstrip("/")

    @property
    def calls(self) -> int:
        """Requests sent so far, to all hosts."""
        return sum(transport.calls for transport in tuple(self._transports.values()))

    def close(self) -> None:
        for transport in self._transports.values():
            transport.close()

    def ask(
        self,
        host: str,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int | bool] | None = None,
        json: object = NOTHING,
        body: bytes | None = None,
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
        subject: str = "",
        idempotent: bool | None = None,
        timeout_s: float | None = None,
    ) -> Response:
        """One request and its successful answer; see `Transport.request`. A token that is over is renewed once.

        Args:
            host: Such as `firebaserules.googleapis.com`.
            path: Encoded, with the API's version: `/v1/projects/acme/releases`.
            subject: What it is about, for messages: 'function "resize"'; empty: the project.

        Raises:
            ProviderError: See `errors.CASES`.
        """
        send = partial(
            self._of(host).request,
            method,
            path,
            query=query or {},
            json=json,
            body=body,
            content_type=content_type,
            headers=headers or {},
            idempotent=idempotent,
            timeout_s=timeout_s,
        )
        token = self.bearer.token
        response = send()
        if response.status == _REFUSED and self.bearer.renew(token):
            response = send()
        if not response.is_success:
            raise error_of(
                response,
                f"{method} {host}{path}",
                f"{self._subject}, {subject}" if subject else self._subject,
                writes=method != "GET",
            )
        return response

    def pages(
        self,
        host: str,
        path: str,
        member: str,
        *,
        query: Mapping[str, str | int | bool] | None = None,
        subject: str = "",
    ) -> Iterator[dict[str, object]]:
        """The objects of a list, over all its pages.

        Args:
            member: The answer's member that holds the list; absent means empty (proto3 JSON).
        """
        for answer in self.answers(host, path, query=query, subject=subject):
            yield from expect_objects(answer.get(member, []), path, f"/{member}")

    def answers(
        self, host: str, path: str, *, query: Mapping[str, str | int | bool] | None = None, subject: str = ""
    ) -> Iterator[dict[str, object]]:
        """The answer of each page of a list (`pageToken`, `nextPageToken`).

        Raises:
            UnexpectedAnswer: The pages come to no end; what was read of them is not the list.
        """
        tokens, token = {""}, ""
        while True:
            asked = {**(query or {}), **({"pageToken": token} if token else {})}
            answer = self.ask(host, "GET", path, query=asked, subject=subject).json_object()
            yield answer
            token = expect_or_none(answer.get("nextPageToken"), str, path, "/nextPageToken") or ""
            if not token:
                return
            if token in tokens or len(tokens) > _MOST_PAGES:
                raise unexpected(path, "/nextPageToken", f"the list does not end after {len(tokens)} pages")
            tokens.add(token)

    def signed(self, host: str) -> Transport:
        """Requests to addresses of a host that are permissions themselves; the credential is not sent to them."""
        name = f"{host}, signed addresses"
        with self._lock:
            if name not in self._transports:
                self._transports[name] = self._transport(host, is_signed=True)
            return self._transports[name]

    def _of(self, host: str) -> Transport:
        with self._lock:
            if host not in self._transports:
                self._transports[host] = self._transport(host)
            return self._transports[host]
