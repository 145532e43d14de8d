"""Three values: true, false, and `None` where nobody can say."""

from __future__ import annotations

from collections.abc import Iterable


def every(parts: Iterable[bool | None]) -> bool | None:
    """False if one is false, else `None` if one is; true of nothing."""
    answer: bool | None = True
    for part in parts:
        if part is False:
            return False
        answer = None if part is None else answer
    return answer


def some(parts: Iterable[bool | None]) -> bool | None:
    """True if one is true, else `None` if one is; false of nothing."""
    answer: bool | None = False
    for part in parts:
        if part is True:
            return True
        answer = None if part is None else answer
    return answer
