"""The rules of a Realtime Database instance, under its own address. Every function raises `ProviderError`.

Source: https://firebase.google.com/docs/database/rest/app-management; `dryRun` as the Firebase CLI sends it.
"""

from __future__ import annotations

from typing import Final

from baasctl.providers.firebase.clients.google import GoogleApis

_PATH: Final = "/.settings/rules.json"


def rules(google: GoogleApis, host: str) -> str:
    """The text as it was put, comments included.

    Args:
        host: `INSTANCE.firebaseio.com` or `INSTANCE.REGION.firebasedatabase.app`.
    """
    return google.ask(host, "GET", _PATH, subject=_subject(host)).body.decode("utf-8", "replace")


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
        host,
        "PUT",
        _PATH,
        query=query,
        body=text.encode(),
        content_type="application/json",
        subject=_subject(host),
        idempotent=True,
    )


def _subject(host: str) -> str:
    return f"Realtime Database `{host.partition('.')[0]}`"
