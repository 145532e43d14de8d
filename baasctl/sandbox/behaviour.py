"""One simulated behaviour: how true it is, and how we know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How a behaviour is known, best first."""

    RECORDED = "recorded"
    """Seen in answers of the real service."""
    CHECKED = "checked by a real client"
    """The provider's own client works with it and decodes it strictly."""
    SPECIFIED = "specified"
    """Written in the provider's contract or source."""
    ASSUMED = "assumed"
    """Our reading; a test in `tests/live/` is ready to ask the real service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """One row of the table.

    Attributes:
        name: Unique; an assumed one names its live test `test_<name>`, with underscores.
        provider: Whose behaviour it is.
        behaviour: One sentence.
        grade: How we know.
        source: Where to look it up.
    """

    name: str
    provider: str
    behaviour: str
    grade: Grade
    source: str

    def as_json(self) -> dict[str, str]:
        return {member: str(getattr(self, member)) for member in self.__slots__}
