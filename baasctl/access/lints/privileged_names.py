"""Names of fields that say what a user may, or has."""

from __future__ import annotations

import re
from typing import Final

_PRIVILEGED: Final = re.compile(
    r"(is_?)?(super_?)?admins?|roles?|permissions?|privileges?|balance|credits?|plan|tier|verified|is_?verified"
    r"|approved|is_?(moderator|staff|premium)|moderator|banned|is_?banned|subscription",
    re.IGNORECASE,
)


def is_privileged(name: str) -> bool:
    """Whether a field of the name is likely to decide what its user may do; names are all there is to go by."""
    return _PRIVILEGED.fullmatch(name) is not None
