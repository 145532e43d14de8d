"""Members that a change of a list or set brings and takes."""

from __future__ import annotations

from baasctl.model.change import FieldChange
from baasctl.model.value import Side


def members(side: Side) -> frozenset[str]:
    """The texts of a list or set; none for anything else."""
    return frozenset(map(str, side)) if isinstance(side, tuple) else frozenset()


def gained_and_lost(field: FieldChange) -> tuple[list[str], list[str]]:
    """Members that only the new value has, and those that only the old one had; sorted."""
    before, after = members(field.before), members(field.after)
    return sorted(after - before), sorted(before - after)
