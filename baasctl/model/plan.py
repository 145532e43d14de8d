"""Ordered changes, bound to what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from baasctl.model.address import Address
from baasctl.model.change import Action, Change, Hazard
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one request sequence or one transaction writes, across kinds.

    Attributes:
        key: The provider's word for what it writes together (`auth config`, `policies`).
        changes: In the order of writing. A change may be restricted to some of its fields when the
            rest is written by another batch.
    """

    key: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAlone:
    """Live resources that the plan does not touch, and why (`not in the spec`, `keep: used by…`, `ignored`)."""

    kind: str
    addresses: tuple[Address, ...]
    reason: str


class Verdict(StrEnum):
    """Whether a plan can be applied."""

    EMPTY = "empty"
    READY = "ready"
    REFUSED = "refused"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What apply will do to one target.

    Attributes:
        batches: In the order of writing; together they hold every change.
        changes: Sorted by address, for reports.
        refusals: Guards, unlisted access, forbidden or not allowed hazards. Any makes apply exit 5.
        unreadable: Declared kinds that could not be read; the plan is then incomplete.
        skipped: Kinds that the target skips.
        left_alone: Live and untouched.
        not_compared: Addresses with pointers of secrets that were not resolved or cannot be read.
        secrets_skipped: The plan was made without resolving secrets and cannot be applied.
        allowed: Hazards that the user allowed by name at plan time.
        reads: Digest of each live resource the plan is bound to, by address; secrets are left out of it.
        sources: SHA-256 of each file the plan was made of, by path.
        made_at, calls, seconds: When and at what cost; outside the digest.
    """

    target: Target
    changes: tuple[Change, ...] = ()
    batches: tuple[Batch, ...] = ()
    refusals: tuple[Diagnostic, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    unreadable: Mapping[str, Diagnostic] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    left_alone: tuple[LeftAlone, ...] = ()
    not_compared: tuple[tuple[Address, str], ...] = ()
    secrets_skipped: bool = False
    allowed: frozenset[Hazard] = frozenset()
    reads: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    made_at: datetime | None = None
    calls: int = 0
    seconds: float = 0.0

    @property
    def is_empty(self) -> bool:
        """Nothing to do and nothing unknown: live is what the spec asks for."""
        return not self.changes and self.is_complete and not self.refusals

    @property
    def is_complete(self) -> bool:
        return not self.unreadable

    @property
    def hazards(self) -> frozenset[Hazard]:
        return frozenset(hazard for change in self.changes for hazard in change.hazards)

    @property
    def verdict(self) -> Verdict:
        if self.unreadable:
            return Verdict.INCOMPLETE
        if self.refusals:
            return Verdict.REFUSED
        return Verdict.READY if self.changes else Verdict.EMPTY

    def count(self, *actions: Action) -> int:
        return sum(change.action in actions for change in self.changes)
