"""The rules of a Realtime Database instance, under its own address. Every function raises `ProviderError`.

Source: https://firebase.google.com/docs/database/rest/app-management; `dryRun` as the Firebase CLI sends it.
"""

from __future__ import annotations

import re
from typing import Final

from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.strict import unexpected

_HOST: Final = re.compile(r"[a-z0-9-]+\.(firebaseio\.com|[a-z0-9-]+\.firebasedatabase\.app)")
_PATH: Final = "/.settings/rules.json"


def rules(google: GoogleApis, host: str) -> str:
    """The text as it was put, comments included.

    Args:
        host: `INSTANCE.firebaseio.com` or `INSTANCE.REGION.firebasedatabase.app`; no other is asked.
    """
    return google.ask(_of_google(host), "GET", _PATH, subject=_subject(host)).body.decode("utf-8", "replace")


def check_rules(google: GoogleApis, host: str, text: str) -> None:
    """Ask whether a text would be accepted; changes nothing, but needs the right to.

    Raises:
        Invalid: It would not.
    """
    _put(google, host, text, {"dryRun": True})


def put_rules(google: GoogleApis, host: str, text: str) -> None:
    """Replace the text."""
    _put(google, host, text, {})


def _put(google: GoogleApis, host: str, text: str, query: dict[str, str | int | bool]) -> None:
    google.ask(
        _of_google(host),
        "PUT",
        _PATH,
        query=query,
        body=text.encode(),
        content_type="application/json",
        subject=_subject(host),
        idempotent=True,
    )


def _of_google(host: str) -> str:
    """The host, which came with an answer or in a plan, and is sent the credential.

    Raises:
        UnexpectedAnswer: It is none of Google's.
    """
    if not _HOST.fullmatch(host):
        raise unexpected("instances", "/databaseUrl", "the address is none of the Realtime Database")
    return host


def _subject(host: str) -> str:
    return f"Realtime Database `{host.partition('.')[0]}`"
