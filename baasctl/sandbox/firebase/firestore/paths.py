"""Field paths as Firestore takes them (recorded)."""

from __future__ import annotations

import re
from typing import Final

from baasctl.sandbox.firebase.refusals import GoogleRefusal

_PLAIN: Final = r"[a-zA-Z_][a-zA-Z_0-9]*"
_QUOTED: Final = r"`(?:[^`\\]|(?:\\.))+`"
_PATH: Final = re.compile(rf"(?:{_PLAIN}|{_QUOTED})(?:\.(?:{_PLAIN}|{_QUOTED}))*|\*", re.DOTALL)


def checked_path(path: str) -> str:
    """The path.

    Raises:
        GoogleRefusal: 400, it is none.
    """
    if not _PATH.fullmatch(path):
        raise GoogleRefusal(
            400,
            f'Invalid property path "{path}". Unquoted property paths must match regex ([a-zA-Z_][a-zA-Z_0-9]*), and'
            " quoted property paths must match regex (`(?:[^`\\\\]|(?:\\\\.))+`)",
        )
    return path
