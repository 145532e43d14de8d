"""How true the simulated Firebase is.

An assumed behaviour has its test in `tests/live/firebase/`: row `some-name`, function `test_some_name`.
"""

from __future__ import annotations

from typing import Final

from baasctl.sandbox.behaviour import Behaviour, Grade

RECORDINGS: Final = "t-k/fireemu conformance/*-production.json, 2026-09"
"""Transcripts of real projects, read for facts; no text of theirs is here."""
DISCOVERY: Final = "Google's discovery documents, PyPI google-api-python-client 2.202"
_OURS: Final = "no source; see the live test"


def _row(grade: Grade, name: str, behaviour: str, source: str) -> Behaviour:
    return Behaviour(name=name, provider="firebase", behaviour=behaviour, grade=grade, source=source)


TABLE: tuple[Behaviour, ...] = (
    _row(Grade.RECORDED, "google-unknown-project", "An unknown project answers 403, as somebody else's.", RECORDINGS),
    _row(
        Grade.RECORDED,
        "google-api-off",
        "An API that is switched off answers 403 SERVICE_DISABLED with the link that switches it on.",
        RECORDINGS,
    ),
    _row(Grade.ASSUMED, "google-bad-token", "A token that nobody gave answers 401 UNAUTHENTICATED.", _OURS),
)

NOT_SIMULATED: tuple[str, ...] = ("sign-in, tokens of users, documents and files of an app: management APIs only",)
"""What the sandbox does not do, or does otherwise than Google."""
