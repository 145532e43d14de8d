"""Exit codes, and which one wins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

DONE: Final = 0
ERROR: Final = 1
CHANGES: Final = 2
AUTHENTICATION: Final = 3
PARTLY: Final = 4
REFUSED: Final = 5
STALE: Final = 6
LOCKED: Final = 7
CANCELLED: Final = 8
USAGE: Final = 64

_FIRST: Final = (USAGE, CANCELLED, PARTLY, LOCKED, STALE, REFUSED, AUTHENTICATION, ERROR, CHANGES, DONE)


def worst(codes: Iterable[int]) -> int:
    """The code of a run over several targets; no target at all is 0."""
    found = set(codes)
    return next((code for code in _FIRST if code in found), DONE)
