"""Tokens of the account: the sandbox's own, which may do everything, and narrower ones made for trying that out."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Iterable
from typing import cast

from baasctl.sandbox.documents import Documents
from baasctl.sandbox.exchange import Refusal
from baasctl.sandbox.supabase.permissions import EFFECTIVE_BLOCKS, PERMISSIONS
from baasctl.sandbox.supabase.refusals import FORBIDDEN, UNAUTHORIZED

DOCUMENT = "tokens"
KNOWN = frozenset(
    name for alternatives in PERMISSIONS.values() for alternative in alternatives for name in alternative
) | frozenset(EFFECTIVE_BLOCKS.values())

Permissions = frozenset[str] | None
"""`None` means every permission."""


class Tokens:
    """Who may do what. Thread-safe."""

    def __init__(self, full: str, documents: Documents) -> None:
        """*full* is the token that may do everything; narrower ones are stored in *documents*."""
        self._full = full
        self._documents = documents
        self._lock = threading.Lock()

    def add(self, permissions: Iterable[str]) -> str:
        """Make a token with these permissions only.

        Raises:
            Refusal: 400, a permission that no simulated operation knows.
        """
        wanted = sorted(set(permissions))
        if unknown := [name for name in wanted if name not in KNOWN]:
            raise Refusal(400, f"permissions: {', '.join(unknown)} unknown; known: {', '.join(sorted(KNOWN))}")
        token = f"sbp_{secrets.token_hex(20)}"
        with self._lock:
            self._documents.write(DOCUMENT, {**self._narrow(), token: wanted})  # type: ignore[dict-item]  # lists are JSON
        return token

    def permissions(self, token: str) -> Permissions:
        """What *token* may do.

        Raises:
            Refusal: 401, there is no such token.
        """
        if hmac.compare_digest(token.encode(), self._full.encode()):
            return None
        narrow = self._narrow()
        if token not in narrow:
            raise Refusal(401, UNAUTHORIZED)
        return frozenset(narrow[token])

    def _narrow(self) -> dict[str, list[str]]:
        return cast("dict[str, list[str]]", self._documents.read(DOCUMENT, {}))


def refuse_without(permissions: Permissions, operation: str) -> None:
    """Refuse an operation, written `METHOD /pattern`, that the token's permissions do not cover.

    Raises:
        Refusal: 403.
    """
    alternatives = PERMISSIONS.get(operation, ())
    if permissions is None or not alternatives:
        return
    if not any(permissions.issuperset(alternative) for alternative in alternatives):
        raise Refusal(403, FORBIDDEN)
