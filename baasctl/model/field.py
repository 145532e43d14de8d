"""What one attribute of a kind is: shape, unit, sensitivity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Shape(StrEnum):
    """How a value is compared and owned.

    A record is compared member by member and only declared members count; list,
    set and map are owned whole once declared, sets without order. A record with
    an `element` has members of the user's own names, compared one by one.
    """

    SCALAR = "scalar"
    RECORD = "record"
    LIST = "list"
    SET = "set"
    MAP = "map"


class Unit(StrEnum):
    """What a number counts, for printing and for reading `1h` or `5MiB`."""

    NONE = ""
    SECONDS = "seconds"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field, or the whole attribute record of a kind.

    Attributes:
        shape: Drives comparison.
        members: Of a record, by name. A record without members is open: any scalar member is allowed
            there (`native`), its shape is `open_member`.
        element: Of a list, set or map; of a record, what a member is that `members` does not name.
        sensitive: Only a secret reference may be written here, and nothing prints it.
        immutable: Set on create only; a change is a replace or refused by the provider's support table.
        informative: Carried along and shown, never compared (a source folder, a live URL).
        doc: One sentence from the kind's docstring, for `schema`, `explain` and the README.
    """

    shape: Shape = Shape.SCALAR
    members: Mapping[str, Field] = field(default_factory=dict)
    element: Field | None = None
    unit: Unit = Unit.NONE
    sensitive: bool = False
    immutable: bool = False
    informative: bool = False
    doc: str = ""

    def member(self, name: str) -> Field | None:
        """The field below this one: a record's member, or the element of a list, set or map."""
        if self.shape is Shape.RECORD:
            return self.members.get(name, self.element)
        return self.element

    def at(self, tokens: tuple[str, ...]) -> Field | None:
        """The field at a path of pointer tokens, `None` where the kind does not know it."""
        found: Field | None = self
        for token in tokens:
            if found is None:
                return None
            found = found.member(token)
        return found
