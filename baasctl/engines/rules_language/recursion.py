"""Room for trees as deep as Google's compiler takes them.

Expressions are up to 99 deep and functions call each other up to 20 deep; each level costs a handful of frames, which
together are more than Python's usual thousand. Since 3.11 frames of Python functions are on the heap.
"""

from __future__ import annotations

import sys
from typing import Final

_FRAMES: Final = 20_000
TOO_DEEP: Final = "Expression is too complex to evaluate safely."
"""What Google's compiler says of expressions that are too deep, and we of all that is deeper than there is room."""


def make_room() -> None:
    """Let this process recurse as deep as rules may; never less deep than before."""
    if sys.getrecursionlimit() < _FRAMES:
        sys.setrecursionlimit(_FRAMES)
