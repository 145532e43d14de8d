"""One difference as data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from baasctl.model.address import Address
from baasctl.model.span import Span
from baasctl.model.value import ABSENT, Attributes, Side


class Action(StrEnum):
    """What happens to a resource; the value is the sign that plans print."""

    CREATE = "+"
    UPDATE = "~"
    REPLACE = "±"
    DELETE = "-"
    RENAME = "»"
    NOOP = " "


class Direction(StrEnum):
    """Who moved, seen from a base (a git revision or a ledger); without a base it is unknown."""

    SPEC_CHANGED = "spec changed"
    DRIFTED = "drifted"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


class Hazard(StrEnum):
    """A named risk, allowed by name."""

    MAY_WIDEN_ACCESS = "MAY_WIDEN_ACCESS"
    WEAKENS_AUTH = "WEAKENS_AUTH"
    LOCKS_OUT_USERS = "LOCKS_OUT_USERS"
    DELETES_DATA = "DELETES_DATA"
    ROTATES_SECRET = "ROTATES_SECRET"  # noqa: S105 - the name of a hazard
    DOWNTIME = "DOWNTIME"


class Access(StrEnum):
    """What a change does to who may do what, as far as it is known; drives order."""

    NARROWS = "narrows"
    WIDENS = "widens"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Risk:
    """A hazard, the field it comes from (empty: the whole change) and why, in one clause."""

    hazard: Hazard
    path: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One differing field.

    Attributes:
        path: JSON Pointer inside the resource's attributes.
        before: The live value; `ABSENT` when live has none.
        after: The desired value; `None` unsets it, `ABSENT` removes a map member.
        sensitive: Nothing prints `before` and `after`.
        span: Where `after` is written.
        direction: Of this field.
    """

    path: str
    before: Side
    after: Side
    sensitive: bool = False
    span: Span | None = None
    direction: Direction = Direction.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One resource that is not as it should be. Data, never a closure.

    Attributes:
        address: The desired address; for a delete the live one.
        before: Live attributes; `None` for a create.
        after: Desired attributes as declared; `None` for a delete.
        fields: The differing fields, sorted by path; all declared leaves for a create.
        risks: Hazards found, with place and reason.
        access: Effect on access as far as known.
        remote_id, version: Of the live resource.
        renamed_from: Former segments when the action is a rename, or an update that also renames.
        reason: Why, where the action alone does not say (what forces a replace).
        span: Where the resource is declared.
        facts: Of the desired resource: what writing needs and no field says (`Resource.facts`).
    """

    address: Address
    action: Action
    before: Attributes | None = None
    after: Attributes | None = None
    fields: tuple[FieldChange, ...] = ()
    risks: tuple[Risk, ...] = ()
    access: Access = Access.NEUTRAL
    remote_id: str | None = None
    version: str | None = None
    renamed_from: tuple[str, ...] | None = None
    direction: Direction = Direction.UNKNOWN
    reason: str = ""
    span: Span | None = None
    facts: Attributes = field(default_factory=dict)

    @property
    def hazards(self) -> frozenset[Hazard]:
        return frozenset(risk.hazard for risk in self.risks)

    def field_at(self, path: str) -> FieldChange | None:
        """The change of exactly this pointer, if there is one."""
        return next((change for change in self.fields if change.path == path), None)

    def only(self, paths: frozenset[str]) -> Change:
        """The same change restricted to some of its fields (a settings change written in two parts)."""
        return replace(self, fields=tuple(change for change in self.fields if change.path in paths))

    def live(self, path: str) -> Side:
        """The live value at a pointer of the change's fields, `ABSENT` when it does not change."""
        found = self.field_at(path)
        return found.before if found else ABSENT
