"""`path('/users/{id}')`: paths from text."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_plus

from baasctl.access.rules.failure import Failure
from baasctl.access.rules.values import Capture, Path

_NAME: Final = re.compile(r"[A-Za-z_$][^\s]*")
_GLOBS: Final = ("=**", "=*")
_IDENTIFIER: Final = (
    "should start with letter, dollar sign, or underscore and should not start with digit and must not contain spaces."
)


def path_of(text: str) -> Path:
    """A path from text; `{name}` in it is a capture.

    Raises:
        Failure: A segment is empty or no capture, or a name comes twice.
    """
    text = text.strip(" \t\n\x0b\f\r")
    if not text:
        raise Failure("Empty Path Template is not allowed.")
    found: list[str | Capture] = []
    for segment in text.removeprefix("/").split("/"):
        made = _segment(text, segment)
        if isinstance(made, Capture) and made in found:
            raise Failure(f"Variable {made.name} already exists in the PathTemplate.")
        found.append(made)
    return Path(tuple(found))


def _segment(text: str, segment: str) -> str | Capture:
    if not segment:
        raise Failure(f"Invalid Path Template {text}. Empty segment is not allowed.")
    if not segment.startswith("{"):
        return unquote_plus(segment)
    if not segment.endswith("}"):
        raise Failure(f"Invalid Path Template {text}. The capture segment is not closed.")
    name = segment[1:-1]
    for glob in _GLOBS:
        name = name.removesuffix(glob)
    if not _NAME.fullmatch(name):
        raise Failure(f"Invalid Path Template {text}. [Identifier [{name}] {_IDENTIFIER}")
    return Capture(name)
