"""What will be live once a plan is applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState, Snapshot
from baasctl.model.value import Attributes, Value


def after_apply(desired: DesiredState, live: Snapshot, changes: Iterable[Change]) -> tuple[Resource, ...]:
    """Every live resource with its change written over it, and those that are new, sorted by address.

    Those that the spec declares know where; what is deleted is missing.

    Args:
        desired: In normal form, like *live*.
        changes: From comparing the two.
    """
    state: dict[Address, Resource] = live.by_address()
    for change in changes:
        before = state.pop(_live_address(change), None)
        if change.action is not Action.DELETE:
            attributes = _over(before.attributes if before else {}, change.after or {})
            state[change.address] = Resource(address=change.address, attributes=attributes, facts=change.facts)
    declared = desired.by_address()
    return tuple(_placed(resource, declared.get(address)) for address, resource in sorted(state.items()))


def _live_address(change: Change) -> Address:
    return replace(change.address, segments=change.renamed_from) if change.renamed_from else change.address


def _placed(resource: Resource, declared: Resource | None) -> Resource:
    if declared is None:
        return resource
    return replace(resource, declared_at=declared.declared_at, origins=declared.origins)


def _over(live: Attributes, declared: Attributes) -> Attributes:
    """Records are merged member by member; everything else is replaced."""
    merged: dict[str, Value] = {**live}
    for key, value in declared.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = _over(below, value)
        else:
            merged[key] = value
    return MappingProxyType(merged)
