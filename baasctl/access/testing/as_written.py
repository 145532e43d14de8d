"""Rules as the spec has them, where a provider shows less of them than judges need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from baasctl.model.resource import Resource
from baasctl.model.value import Attributes, Value


def as_written(after: Sequence[Resource], written: Sequence[Resource]) -> tuple[Resource, ...]:
    """The resources, with what only the spec says of them: a GraphQL API tells who may call, and no rule of a model.

    Args:
        after: As they will be, in normal form; what they say holds.
        written: As rendered.
    """
    declared = {each.address: each.attributes for each in written}
    return tuple(
        replace(each, attributes=_filled(each.attributes, declared[each.address])) if each.address in declared else each
        for each in after
    )


def _filled(known: Attributes, written: Attributes) -> Attributes:
    """Records are filled in member by member."""
    filled: dict[str, Value] = {**written, **known}
    for key, value in written.items():
        below = known.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            filled[key] = _filled(below, value)
    return MappingProxyType(filled)
