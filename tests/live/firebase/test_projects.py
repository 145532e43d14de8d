"""Assumed behaviours that concern every API of Google, asked of a real project."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.live.firebase.conftest import LiveProject


def test_google_bad_token(live: LiveProject) -> None:
    """A bearer that nobody gave answers 401 with the status UNAUTHENTICATED, before anything else is looked at."""
    address = "identitytoolkit.googleapis.com/v2/projects/{project}/config"
    response = live.ask("GET", address, Authorization="Bearer nobody-gave-this")

    assert (response.status, response.json()["error"]["status"]) == (401, "UNAUTHENTICATED")
