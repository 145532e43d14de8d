"""`Handler` of Lambda: the file that is loaded, without its ending, and after the last dot what is called in it."""

from __future__ import annotations

import re
from typing import Final

DEFAULT_ENTRYPOINT: Final = "index"
DEFAULT_HANDLER: Final = "handler"
_ENDING: Final = re.compile(r"\.(js|mjs|cjs|py|rb)$")


def joined(entrypoint: str | None, handler: str | None) -> str:
    """`src/index` and `handler` as `src/index.handler`; what is left out has its default."""
    return f"{without_ending(entrypoint or DEFAULT_ENTRYPOINT)}.{handler or DEFAULT_HANDLER}"


def parted(text: str) -> tuple[str, str]:
    """Both parts of a `Handler`; the second is empty where it has no dot (`bootstrap`)."""
    before, dot, after = text.rpartition(".")
    return (before, after) if dot else (text, "")


def without_ending(entrypoint: str) -> str:
    """The file as `Handler` names it."""
    return _ENDING.sub("", entrypoint).removeprefix("./")
