"""Requests to AWS: one boto3 client a service, one credential, one error table.

Retries are botocore's `standard` mode, set explicitly: its default differs between versions, and `legacy` does not
retry Cognito's throttling at all (research/amplify.md §0, §2.7).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SpecError, UsageError
from baasctl.model.secret import Secret
from baasctl.providers.amplify.clients.boto import imported, session
from baasctl.providers.amplify.clients.boto_errors import told
from baasctl.providers.amplify.clients.rates import VARIABLE as RATES_VARIABLE
from baasctl.providers.amplify.clients.rates import Rates
from baasctl.providers.amplify.clients.retrying import until_free
from baasctl.providers.amplify.errors import error_of
from baasctl.providers.contract import Connection
from baasctl.providers.strict import expect_objects
from baasctl.providers.visible_text import visible

URL_VARIABLE: Final = "AWS_ENDPOINT_URL"
_REGION_VARIABLES: Final = ("AWS_REGION", "AWS_DEFAULT_REGION")
TRIES_VARIABLE: Final = "AWS_MAX_ATTEMPTS"
_TRIES: Final = 6
_CONNECT_TIMEOUT_S: Final = 10
_READ_TIMEOUT_S: Final = 60
_CONNECTIONS: Final = 16
_READS: Final = ("describe_", "get_", "list_", "head_", "batch_get_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and as whom AWS is asked.

    Attributes:
        url: Address of a local server in the place of AWS; empty: AWS itself.
        urls: The same by service, where they differ.
        keys: `aws_access_key_id` and so on; empty: boto3 finds them by its usual chain.
        tries: Of each request, as `AWS_MAX_ATTEMPTS` says.
        limited: Whether the rates that AWS publishes are kept.
        subject: For messages: "app `d2abc`".
    """

    region: str
    url: str = ""
    urls: Mapping[str, str] = field(default_factory=dict)
    profile: str = ""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    tries: int = _TRIES
    limited: bool = False
    subject: str = ""


def connect_aws(connection: Connection) -> AwsApis:
    """AWS in the target's region; sends and imports nothing.

    Raises:
        SpecError: There is no region.
        UsageError: The address of a local server is no address on this machine.
    """
    target, url = connection.target, _local_url(connection)
    return AwsApis(
        Place(
            region=_region(connection),
            url=url,
            tries=_tries(connection),
            limited=not url or connection.environment.get(RATES_VARIABLE) == "on",
            urls={
                name.removeprefix(f"{URL_VARIABLE}_"): url
                for name, url in connection.environment.items()
                if name.startswith(f"{URL_VARIABLE}_") and _is_here(url)
            },
            profile=_text(connection, "profile") or connection.environment.get("AWS_PROFILE", ""),
            keys=_keys(connection),
            subject=f"{target.named_by.replace('_', ' ')} `{target.project}`",
        ),
        redact=connection.vault.redact,
        pause=connection.pause,
        progress=connection.progress,
    )


def _is_here(url: str) -> bool:
    """Whether an address is on this machine."""
    from baasctl.transport.base_url import is_loopback

    return is_loopback(urlsplit(url).hostname or "")


def _text(connection: Connection, name: str) -> str:
    found = connection.target.settings.get(name)
    return found if isinstance(found, str) else ""


def _region(connection: Connection) -> str:
    found = _text(connection, "region") or next(
        (text for name in _REGION_VARIABLES if (text := connection.environment.get(name, ""))), ""
    )
    if not found:
        raise SpecError(
            Diagnostic(
                code="SPEC701",
                summary="there is no AWS region",
                detail=f"target `{connection.target.name}` has no `region`, and neither AWS_REGION nor"
                " AWS_DEFAULT_REGION is set",
                hint="add `region: eu-west-1` to the target",
                span=connection.target.span,
            )
        )
    return found


def _tries(connection: Connection) -> int:
    written = connection.environment.get(TRIES_VARIABLE, "")
    return max(1, int(written)) if written.isdecimal() else _TRIES


def _local_url(connection: Connection) -> str:
    url = _text(connection, "api_url") or connection.environment.get(URL_VARIABLE, "")
    if url and not _is_here(url):
        raise UsageError(
            Diagnostic(
                code="READ305",
                summary="the address of AWS cannot be used",
                detail=f"`{visible(url)}` is not on this machine; `api_url` and {URL_VARIABLE} name a local server",
                hint="leave it out: AWS's own addresses are used then",
                span=connection.target.span,
            )
        )
    return url.rstrip("/")


def _keys(connection: Connection) -> Mapping[str, str]:
    """The credential of the target, else of the environment; its secret parts are redacted from every output."""
    written = connection.target.settings.get("credentials")
    members = written if isinstance(written, Mapping) else {}
    found: dict[str, str] = {}
    for name in ("access_key_id", "secret_access_key", "session_token"):
        secret = members.get(name)
        if isinstance(secret, Secret) and secret in connection.vault:
            found[f"aws_{name}"] = connection.vault.reveal(secret)
        elif not members and (text := connection.environment.get(f"AWS_{name.upper()}", "")):
            found[f"aws_{name}"] = text
    for name in ("aws_secret_access_key", "aws_session_token"):
        if name in found:
            connection.vault.also_redact(found[name])
    return found


class AwsApis:
    """Requests about one app; thread-safe. Every method raises `ProviderError`.

    Attributes:
        calls: Requests sent so far, tries included, to all services.
    """

    def __init__(
        self,
        place: Place,
        redact: Callable[[str], str] = str,
        pause: Callable[[float], None] = time.sleep,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.place = place
        self.calls = 0
        self._redact = redact
        self._pause = pause
        self._progress = progress
        self._rates = Rates(place.profile or place.keys.get("aws_access_key_id", ""), place.region)
        self._clients: dict[str, Any] = {}
        self._session: Any = None
        self._lock = threading.Lock()

    @property
    def region(self) -> str:
        return self.place.region

    def ask(self, service: str, operation: str, *, subject: str = "", **parameters: object) -> dict[str, Any]:
        """One operation, without what belongs to the transport.

        A write that AWS refuses for something that passes (`clients.retrying`) is sent again.

        Args:
            service: As boto3 names it: `cognito-idp`.
            operation: As boto3 names it: `describe_user_pool`.
            subject: What it is about, for messages; empty: the app.

        Raises:
            ProviderError: See `errors.CODES`.
        """
        about = f"{self.place.subject}, {subject}" if subject else self.place.subject
        send = partial(self._sent, service, operation, parameters, about)
        if operation.startswith(_READS):
            return send()
        return until_free(send, self._pause, self._progress, subject=about)

    def _sent(self, service: str, operation: str, parameters: Mapping[str, object], about: str) -> dict[str, Any]:
        client = self.client(service)
        problems = imported("botocore.exceptions")
        request = f"{service} {client.meta.method_to_api_mapping[operation]}"
        if self.place.limited:
            self._rates.wait(service, operation, parameters, self._pause)
        try:
            answer: dict[str, Any] = getattr(client, operation)(**parameters)
        except problems.ClientError as error:
            raise self._refusal(error, request, about, writes=not operation.startswith(_READS)) from error
        except problems.BotoCoreError as error:
            raise told(error, request, about, self._redact) from error
        answer.pop("ResponseMetadata", None)
        return answer

    def pages(
        self, service: str, operation: str, member: str, *, subject: str = "", **parameters: object
    ) -> Iterator[dict[str, Any]]:
        """The objects of a list, over all its pages: every token that the answer names is sent again.

        Args:
            member: The answer's member that holds the list.
        """
        token_name, asked = "", dict(parameters)
        while True:
            answer = self.ask(service, operation, subject=subject, **asked)
            yield from expect_objects(answer.get(member) or [], f"{service} {operation}", f"/{member}")
            token_name = next((name for name in _TOKENS if answer.get(name)), "")
            if not token_name or asked.get(_TOKENS[token_name]) == answer[token_name]:
                return
            asked[_TOKENS[token_name]] = answer[token_name]

    def client(self, service: str) -> Any:
        """The boto3 client of a service, made once; for waiters and streams.

        Raises:
            MissingExtra: boto3 is not installed.
            ProviderError: There is no such profile, or it cannot be used.
        """
        with self._lock:
            if service not in self._clients:
                try:
                    self._clients[service] = self._made(service)
                except imported("botocore.exceptions").BotoCoreError as error:
                    raise told(error, service, self.place.subject, self._redact) from error
            return self._clients[service]

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def _made(self, service: str) -> Any:
        place = self.place
        if self._session is None:
            self._session = session(place.profile)
        config = imported("botocore.config").Config(
            retries={"mode": "standard", "total_max_attempts": place.tries},
            connect_timeout=_CONNECT_TIMEOUT_S,
            read_timeout=_READ_TIMEOUT_S,
            max_pool_connections=_CONNECTIONS,
            s3={"addressing_style": "path"} if place.url else None,
        )
        own = place.urls.get(service.upper().replace("-", "_"), "")
        client = self._session.create_client(
            service, place.region, endpoint_url=own or place.url or None, config=config, **place.keys
        )
        client.meta.events.register("before-send", self._count)
        return client

    def _count(self, **_: object) -> None:
        with self._lock:
            self.calls += 1

    def _refusal(self, error: Any, request: str, about: str, *, writes: bool) -> Exception:
        said = error.response.get("Error", {})
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        message = self._redact(str(said.get("Message") or said.get("message") or ""))
        return error_of(str(said.get("Code", "")), status, message, request, about, writes=writes)


_TOKENS: Final[Mapping[str, str]] = {
    "NextToken": "NextToken",
    "nextToken": "nextToken",
    "PaginationToken": "PaginationToken",
    "Marker": "Marker",
    "NextMarker": "Marker",
    "NextContinuationToken": "ContinuationToken",
    "LastEvaluatedTableName": "ExclusiveStartTableName",
}
"""Member of an answer that says that there is more, to the parameter that asks for it."""
