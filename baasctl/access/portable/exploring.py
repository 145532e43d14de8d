"""Requests that put rendered rules to the test: what entries allow, and everything one step beside it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from baasctl.access.portable.samples import meeting, missing, tried
from baasctl.access.portable.scenes import OF_A_FILE, ROW_KEY, Scene, become, scenes
from baasctl.model.access import AccessResource, AccessSection, Allow, Owner, Sort
from baasctl.model.probe import Comparing, Data, Datum, Filter, Operation, Probe, Query, Row, Special, Who, WhoKind

USERS: Final = ("ada", "bob")
_SURPLUS: Final = "surplus"
_FILES: Final[dict[str, tuple[Datum, ...]]] = {
    "size": (0, 1000, 10_000_000_000),
    "contentType": ("text/plain", "image/png", "application/x-msdownload"),
}


def explore(
    section: AccessSection, *, seed: int = 0, most: int = 2000, users: tuple[str, str] = USERS
) -> tuple[Probe, ...]:
    """Requests about all resources of a section, in the words of its target's provider.

    For each entry, operation and principal one that should be allowed, then what is one step beside each: another
    caller, claim, group, membership, operation, key, value on either side of each limit and `when`, each field
    changed, taken away or of another type; lists with the queries that conditions need and without. What room is
    left is filled with two steps at once.

    Args:
        seed: Same seed, same requests.
        most: How many at most; single steps are chosen at random where there are more.
        users: Two ids of users.
    """
    chosen = random.Random(seed)  # noqa: S311 - tests, not secrets
    first = [
        scene
        for resource in section.resources
        for entry in resource.allow
        for scene in scenes(section, resource, entry, users[0])
    ]
    first += [_untouched(resource, operation, users[0]) for resource in section.resources for operation in Operation]
    steps = [step for scene in first for step in _steps(section, scene, users)]
    chosen.shuffle(steps)
    found = [*first, *steps][:most]
    while steps and len(found) < most:
        further = list(_steps(section, chosen.choice(steps), users))
        found += chosen.sample(further, min(len(further), 5, most - len(found)))
    return tuple(scene.probe() for scene in found)


def _untouched(resource: AccessResource, operation: Operation, uid: str) -> Scene:
    """A request by somebody whom no entry has in mind."""
    variables = {name: f"{name}1" for name in resource.variables}
    data: Data = OF_A_FILE if resource.sort is Sort.FILES else {}
    who = Who(kind=WhoKind.USER, uid=uid)
    return Scene(resource=resource, operation=operation, who=who, bound=variables, stored=data, written=data)


def _steps(section: AccessSection, scene: Scene, users: Sequence[str]) -> Iterator[Scene]:
    yield from _other_callers(scene, users)
    yield from _other_worlds(scene)
    yield from _other_places(scene, users)
    yield from _other_values(scene, users)
    yield from _other_operations(scene)
    if scene.operation is Operation.LIST:
        yield from _queries(section, scene, users)


def _other_callers(scene: Scene, users: Sequence[str]) -> Iterator[Scene]:
    who = scene.who
    yield replace(scene, who=Who(kind=WhoKind.ANONYMOUS))
    if who.kind is not WhoKind.USER:
        yield replace(scene, who=Who(kind=WhoKind.USER, uid=users[0]))
        return
    yield replace(scene, who=replace(who, uid=users[1] if who.uid == users[0] else users[0]))
    if who.groups:
        yield replace(scene, who=replace(who, groups=()))
        yield replace(scene, who=replace(who, groups=("others",)))
    for name, value in who.claims.items():
        yield replace(scene, who=replace(who, claims={**who.claims, name: "other"}))
        if value is not True:
            yield replace(scene, who=replace(who, claims={**who.claims, name: True}))
        yield replace(scene, who=replace(who, claims={key: each for key, each in who.claims.items() if key != name}))


def _other_worlds(scene: Scene) -> Iterator[Scene]:
    for index, row in enumerate(scene.world):
        others = (*scene.world[:index], *scene.world[index + 1 :])
        yield replace(scene, world=others)
        yield replace(scene, world=(*others, _renamed(row, "somebody-else")))
        if "/" in row.resource:
            parts = row.resource.split("/")
            moved = "/".join([parts[0], "elsewhere", *parts[2:]])
            yield replace(scene, world=(*others, replace(row, resource=moved)))
        for name, value in row.values.items():
            if value == row.row:
                continue
            yield replace(scene, world=(*others, replace(row, values={**row.values, name: "other"})))
            without = {key: each for key, each in row.values.items() if key != name}
            yield replace(scene, world=(*others, replace(row, values=without)))


def _renamed(row: Row, key: str) -> Row:
    """Another row: with another key, also where its values hold it."""
    values = {name: key if value == row.row else value for name, value in row.values.items()}
    return replace(row, row=key, values=values)


def _other_places(scene: Scene, users: Sequence[str]) -> Iterator[Scene]:
    for name in scene.bound:
        for value in (users[1], "elsewhere"):
            yield replace(scene, bound={**scene.bound, name: value})
    if scene.resource.sort is Sort.ROWS:
        for key in (users[0], users[1], ROW_KEY):
            yield replace(scene, key=key)


def _other_values(scene: Scene, users: Sequence[str]) -> Iterator[Scene]:
    """Each field of another value: in the row that is there, in what is written, and in both."""
    names = {**dict.fromkeys(scene.stored), **dict.fromkeys(scene.written)}
    for name in names:
        for value in _values(scene, name, users):
            if value is None and scene.resource.sort is Sort.FILES:
                continue
            stored = {**scene.stored, name: value} if value is not Special.NOW else scene.stored
            yield replace(scene, stored=stored)
            if scene.operation in (Operation.CREATE, Operation.UPDATE):
                yield replace(scene, written={**scene.written, name: value})
                yield replace(scene, stored=stored, written={**scene.written, name: value})
    if scene.resource.sort is Sort.ROWS:
        yield replace(scene, stored={**scene.stored, _SURPLUS: 1})
        yield replace(scene, written={**scene.written, _SURPLUS: 1})


def _values(scene: Scene, name: str, users: Sequence[str]) -> Iterator[Datum]:
    """Values worth trying for a field of this stored name."""
    rule = next((each for each in scene.resource.fields if each.stored_as == name), None)
    called = rule.name if rule else name
    yield from _FILES.get(name, ()) if scene.resource.sort is Sort.FILES else ()
    yield from tried(rule, written=True) if rule else ()
    for entry in scene.resource.allow:
        for condition in entry.when:
            if condition.field == called:
                yield from (*meeting(condition), *missing(condition))
        if _owns_by(entry, called):
            yield from users


def _owns_by(entry: Allow, name: str) -> bool:
    return any(isinstance(party.principal, Owner) and party.principal.field == name for party in entry.to)


def _other_operations(scene: Scene) -> Iterator[Scene]:
    for operation in Operation:
        if operation is not scene.operation:
            stored = {name: value for name, value in scene.stored.items() if value is not Special.NOW}
            yield replace(scene, operation=operation, stored=stored, written=scene.written or scene.stored)


def _queries(section: AccessSection, scene: Scene, users: Sequence[str]) -> Iterator[Scene]:
    """Lists that ask for what entries want of each row, with rows beside that are none of the caller's."""
    strange = {**scene.stored, **dict.fromkeys(scene.stored, "other")}
    for entry in scene.resource.allow:
        filters = [Filter(each.field, Comparing.EQUAL, meeting(each)[0]) for each in entry.when]
        for party in entry.to:
            if isinstance(party.principal, Owner) and party.principal.field not in scene.bound:
                filters.append(_about(scene, party.principal.field, users[0]))
            known = [_stored(scene, each) for each in filters]
            for some in (known, known[:1], known[1:]):
                yield replace(scene, query=Query(filters=tuple(some)), others=(strange,))
            yield become(section, replace(scene, query=Query(filters=tuple(known))), party.principal, users[0])
    for rule in islice(scene.resource.fields, 8):
        value = scene.stored.get(rule.stored_as)
        if isinstance(value, bool | int | str):
            asked = Filter(rule.stored_as, Comparing.EQUAL, value)
            yield replace(scene, query=Query(filters=(asked,), limit=5))
            yield replace(scene, query=Query(filters=(asked,)), others=(strange,))


def _about(scene: Scene, name: str, uid: str) -> Filter:
    if name == scene.resource.key.name:
        path = scene.probe().resource
        return Filter("__name__", Comparing.EQUAL, f"{path}/{uid}")
    return Filter(name, Comparing.EQUAL, uid)


def _stored(scene: Scene, asked: Filter) -> Filter:
    rule = scene.resource.field(asked.field)
    return replace(asked, field=rule.stored_as) if rule else asked
