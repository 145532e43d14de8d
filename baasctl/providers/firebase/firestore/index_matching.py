"""Which live index a declared one is: by content, whatever either is called."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from baasctl.model.resource import Resource
from baasctl.model.value import Attributes, Value
from baasctl.providers.firebase.indexes import DEFAULT_DENSITY, content_of, readable_name

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedIndexes:
    """Both sides; a live index that the spec declares has the spec's name, the others one that nothing declares."""

    desired: tuple[Resource, ...]
    live: tuple[Resource, ...]


def match_indexes(desired: Sequence[Resource], live: Sequence[Resource]) -> MatchedIndexes:
    """Pair both sides off. A former name means nothing here, so none is kept."""
    candidates: dict[Key, list[Resource]] = defaultdict(list)
    for one in sorted(live, key=_preferred):
        candidates[_key(one)].append(one)
    owner: dict[int, Resource] = {}
    for one in desired:
        found = next((each for each in candidates[_key(one)] if id(each) not in owner and _fits(one, each)), None)
        if found is not None:
            owner[id(found)] = one
    names = _names(live)
    taken = {one.address.segments for one in desired}
    named = [
        replace(one, address=owner[id(one)].address)
        if id(one) in owner
        else _under_free_name(one, names[id(one)], taken)
        for one in live
    ]
    return MatchedIndexes(desired=tuple(replace(one, renamed_from=None) for one in desired), live=tuple(named))


def same_content(resources: Iterable[Resource]) -> Iterator[tuple[Resource, Resource]]:
    """Each resource that says what an earlier one says, with that earlier one."""
    seen: dict[Key, list[Resource]] = defaultdict(list)
    for one in resources:
        twin = next((each for each in seen[_key(one)] if _fits(one, each) or _fits(each, one)), None)
        if twin is not None:
            yield one, twin
        seen[_key(one)].append(one)


def _key(resource: Resource) -> Key:
    return (resource.address.segments[0], *content_of(resource.attributes))


def _fits(desired: Resource, live: Resource) -> bool:
    """Whether what *desired* says beyond its content is so; what it does not say does not matter."""
    density = desired.attributes.get("density")
    own, other = _native(desired.attributes), _native(live.attributes)
    return (density is None or density == live.attributes.get("density")) and all(
        value is None or other.get(name, _UNSET.get(name)) == value for name, value in own.items()
    )


_UNSET: Mapping[str, Value] = {"multikey": False, "unique": False}


def _native(attributes: Attributes) -> Mapping[str, Value]:
    native = attributes.get("native")
    own = native.get("firebase") if isinstance(native, Mapping) else None
    return own if isinstance(own, Mapping) else {}


def _preferred(resource: Resource) -> tuple[bool, str]:
    return resource.attributes.get("density") != DEFAULT_DENSITY, resource.remote_id or ""


def _names(live: Sequence[Resource]) -> dict[int, str]:
    """Readable names; those that several would have tell more, or get a number. They depend on what is live alone."""
    names: dict[int, str] = {}
    short = Counter((one.address.segments[0], readable_name(one.attributes)) for one in live)
    taken: set[tuple[str, ...]] = set()
    for one in sorted(live, key=lambda each: (repr(_key(each)), each.remote_id or "")):
        database, name = one.address.segments[0], readable_name(one.attributes)
        if short[database, name] > 1:
            name = readable_name(one.attributes, exact=True)
        names[id(one)] = _free(database, name, taken)
        taken.add((database, names[id(one)]))
    return names


def _under_free_name(resource: Resource, name: str, taken: set[tuple[str, ...]]) -> Resource:
    database = resource.address.segments[0]
    free = _free(database, name, taken)
    taken.add((database, free))
    return replace(resource, address=replace(resource.address, segments=(database, free)))


def _free(database: str, name: str, taken: set[tuple[str, ...]]) -> str:
    number, free = 2, name
    while (database, free) in taken:
        number, free = number + 1, f"{name}_{number}"
    return free
