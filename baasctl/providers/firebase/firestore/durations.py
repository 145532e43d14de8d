"""`google.protobuf.Duration` as Firestore answers it: whole seconds as text, `604800s`."""

from __future__ import annotations

import re
from typing import Final

from baasctl.providers.strict import expect, unexpected

_SECONDS: Final = re.compile(r"([0-9]{1,12})s")
"""No Duration is longer than 315,576,000,000 s."""


def whole_seconds(wire: object, document: str, place: str) -> int:
    """The seconds.

    Raises:
        UnexpectedAnswer: It is no such text.
    """
    found = _SECONDS.fullmatch(expect(wire, str, document, place))
    if found is None:
        raise unexpected(document, place, "expected whole seconds")
    return int(found[1])
