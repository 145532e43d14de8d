"""Access tokens that the sandbox gives: for an hour where OAuth does, narrow ones for trying what is missing."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, cast

from baasctl.sandbox.documents import Documents
from baasctl.sandbox.exchange import JsonObject, Refusal

LOCAL_TOKEN: Final = "owner"  # noqa: S105  what the Firebase CLI and firebase-admin send to a local server
READ: Final = "read"
"""The permission that leaves reading alone; every other one is the host of an API."""
LIFETIME_S: Final = 3600
DOCUMENT: Final = "access_tokens"
_READS: Final = (":getIamPolicy", ":testIamPermissions", ":test", ":access", ":generateDownloadUrl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """What the bearer of a token may do.

    Attributes:
        reads_only: Nothing that changes something.
        hosts: APIs; empty: all.
    """

    reads_only: bool = False
    hosts: tuple[str, ...] = ()

    def allow(self, method: str, host: str, path: str) -> bool:
        """Whether a request is covered; a few that are POST read only."""
        is_read = method == "GET" or path.endswith(_READS)
        return (is_read or not self.reads_only) and (not self.hosts or host in self.hosts)


@dataclass(slots=True, kw_only=True)
class AccessTokens:
    """Who may do what. Thread-safe; on disk before a token is given.

    Attributes:
        full: The sandbox's own token: everything, beside `owner`.
        now: Seconds since the epoch.
    """

    documents: Documents
    full: str = ""
    now: Callable[[], float] = time.time
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def issue(self, permissions: Permissions | None = None, *, lifetime_s: int = LIFETIME_S) -> str:
        """Make a token."""
        given = permissions or Permissions()
        token = f"ya29.sandbox-{secrets.token_urlsafe(24)}"
        described: JsonObject = {
            "reads_only": given.reads_only,
            "hosts": list(given.hosts),
            "expires_at": self.now() + lifetime_s,
        }
        with self._lock:
            valid = {each: value for each, value in self._known().items() if not self._is_over(value)}
            self.documents.write(DOCUMENT, {**valid, token: described})
        return token

    def permissions(self, token: str) -> Permissions | None:
        """What a token may do; `None`: it was never given, or its time is over."""
        if token in {LOCAL_TOKEN, self.full} and token:
            return Permissions()
        found = self._known().get(token)
        if found is None or self._is_over(found):
            return None
        return Permissions(reads_only=bool(found["reads_only"]), hosts=tuple(cast("list[str]", found["hosts"])))

    def _known(self) -> dict[str, JsonObject]:
        return cast("dict[str, JsonObject]", self.documents.read(DOCUMENT, {}))

    def _is_over(self, described: JsonObject) -> bool:
        return float(str(described["expires_at"])) <= self.now()


def named_permissions(names: Iterable[str], hosts: Iterable[str]) -> Permissions:
    """Permissions from their names: `read`, and hosts of APIs such as `firebaserules.googleapis.com`.

    Raises:
        Refusal: 400, a name that is neither.
    """
    wanted, known = sorted(set(names)), sorted(set(hosts))
    if unknown := [name for name in wanted if name != READ and name not in known]:
        raise Refusal(400, f"permissions: {', '.join(unknown)} unknown; known: {READ}, {', '.join(known)}")
    return Permissions(reads_only=READ in wanted, hosts=tuple(name for name in wanted if name != READ))
