"""The rules of every service, found by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.sandbox.amplify.call import Rules

_RULES: Final[Mapping[str, Rules]] = {}
_NONE: Final = Rules()


def rules_of(service: str) -> Rules:
    """What the sandbox adds for a service; nothing for one without rules."""
    return _RULES.get(service, _NONE)
