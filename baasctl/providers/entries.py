"""What one group of kinds says about itself offline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from baasctl.model.field import Field
from baasctl.providers.contract import Answered, Check, Judge, No


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """A group's share of `Support`; every member means what it means there."""

    kinds: Mapping[str, Answered]
    fields: Mapping[str, Mapping[str, Answered]]
    names: Mapping[str, Mapping[str, Answered]] = field(default_factory=dict)
    variants: Mapping[str, str] = field(default_factory=dict)
    exceptions: Mapping[tuple[str, str, str], Answered] = field(default_factory=dict)
    native: Mapping[str, Mapping[str, Field]] = field(default_factory=dict)
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    placeholders: Mapping[str, Mapping[str, str | No]] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    risks: tuple[Judge, ...] = ()
