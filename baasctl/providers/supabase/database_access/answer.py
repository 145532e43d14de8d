"""Typed members of the answer to `statement.STATEMENT`, whose rows are arrays.

Each reader takes the member and its place in the answer, and raises `UnexpectedAnswer` when it is something else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from baasctl.model.errors import UnexpectedAnswer
from baasctl.providers.strict import unexpected

Read = TypeVar("Read")


def members_of(value: object, path: str, size: int) -> list[object]:
    """An array of exactly *size*."""
    if not isinstance(value, list) or len(value) != size:
        raise wrong(path, f"an array of {size}")
    return value


def list_of(value: object, path: str, read: Callable[[object, str], Read]) -> tuple[Read, ...]:
    """An array of whatever *read* reads."""
    if not isinstance(value, list):
        raise wrong(path, "an array")
    return tuple(read(item, f"{path}/{index}") for index, item in enumerate(value))


def text_of(value: object, path: str) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value or "\0" in value:
        raise wrong(path, "text")
    return value


def optional_text(value: object, path: str) -> str | None:
    """A text that is not empty, or nothing."""
    return None if value is None else text_of(value, path)


def truth_of(value: object, path: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise wrong(path, "true or false")
    return value


def one_of(letters: str, value: object, path: str) -> str:
    """One of some letters."""
    text = text_of(value, path)
    if len(text) != 1 or text not in letters:
        raise wrong(path, f"one of {', '.join(letters)}")
    return text


def wrong(path: str, wanted: str) -> UnexpectedAnswer:
    """The error that names the place."""
    return unexpected("database/state", path, f"expected {wanted}")
