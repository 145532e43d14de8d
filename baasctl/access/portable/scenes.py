"""Situations made to be allowed: a caller who is what an entry asks for, and rows that meet its conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from baasctl.access.portable.samples import meeting, tried
from baasctl.access.portable.sight import WILDCARD, path_with
from baasctl.model.access import (
    AccessResource,
    AccessSection,
    AllOf,
    Allow,
    Anonymous,
    AnyOf,
    CallerId,
    Claim,
    Group,
    Member,
    Owner,
    Principal,
    RowField,
    Service,
    Sort,
)
from baasctl.model.probe import Data, Datum, Family, Operation, Probe, Query, Row, Special, Who, WhoKind

OF_A_FILE: Final[Mapping[str, Datum]] = {"size": 1000, "contentType": "text/plain"}
ROW_KEY: Final = "1"
"""A key that is text and whole number alike; memberships have the numbers behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A request before it is put into a judge's words.

    Attributes:
        bound: Values of the variables of the path.
        stored, written: Fields by the provider's names; `None`: not there.
        others: Rows of the same place, for `list`.
        world: Rows of other places.
    """

    resource: AccessResource
    operation: Operation
    who: Who
    bound: Mapping[str, str] = field(default_factory=dict)
    key: str = ROW_KEY
    stored: Data = field(default_factory=dict)
    written: Data = field(default_factory=dict)
    others: tuple[Data, ...] = ()
    world: tuple[Row, ...] = ()
    query: Query = field(default_factory=Query)

    def with_value(self, name: str, value: Datum, *, everywhere: bool = True) -> Scene:
        """The same with a field, variable or key of another value."""
        if name in self.bound:
            return replace(self, bound={**self.bound, name: str(value)})
        if name == self.resource.key.name and self.resource.sort is Sort.ROWS:
            return replace(self, key=str(value))
        rule = self.resource.field(name)
        stored_as = rule.stored_as if rule else name
        changed = replace(self, stored={**self.stored, stored_as: value})
        if everywhere and (self.operation is not Operation.UPDATE or stored_as in self.written):
            changed = replace(changed, written={**self.written, stored_as: value})
        return changed

    def value(self, name: str) -> Datum:
        """A field, variable or the key."""
        if name in self.bound:
            return self.bound[name]
        if name == self.resource.key.name and self.resource.sort is Sort.ROWS:
            return self.key
        rule = self.resource.field(name)
        data = self.written if self.operation is Operation.CREATE else self.stored
        return data.get(rule.stored_as if rule else name)

    def probe(self) -> Probe:
        """In the words of the target's provider."""
        path = path_with(self.resource.place.path, self.bound)
        files = self.resource.sort is Sort.FILES
        place, row = ("", path) if files else (path, self.key)
        family = Family.OBJECTS if files else Family.ROWS
        there = {name: value for name, value in self.stored.items() if value is not None}
        container = self.resource.place.container
        if self.operation is Operation.LIST:
            listed = [there, *self.others]
            rows = [
                Row(
                    resource=place,
                    family=family,
                    row=row if not number else f"{row}{number}",
                    values=data,
                    container=container,
                )
                for number, data in enumerate(listed)
            ]
            folder = row.rpartition("/")[0] if files else ""
            return Probe(
                who=self.who,
                operation=self.operation,
                resource=place,
                family=family,
                row=f"{folder}/" if folder else "",
                container=container,
                query=self.query,
                world=(*rows, *self.world),
            )
        removed: Data = {name: Special.REMOVED if value is None else value for name, value in self.written.items()}
        created: Data = {name: value for name, value in self.written.items() if value is not None}
        writes = {Operation.CREATE: created, Operation.UPDATE: removed}
        return Probe(
            who=self.who,
            operation=self.operation,
            resource=place,
            family=family,
            row=row,
            container=container,
            existing=None if self.operation is Operation.CREATE else there,
            new=writes.get(self.operation),
            world=self.world,
        )


def scenes(section: AccessSection, resource: AccessResource, entry: Allow, uid: str) -> Iterator[Scene]:
    """For each operation of an entry and each way to be one of `to`, a scene that should be allowed."""
    for operation in entry.operations:
        for party in entry.to:
            for principal in _ways(party.principal):
                scene = _filled(Scene(resource=resource, operation=operation, who=_user(uid)), uid)
                for condition in entry.when:
                    scene = scene.with_value(condition.field, meeting(condition)[0])
                scene = become(section, scene, principal, uid)
                yield from _updates(scene, entry) if operation is Operation.UPDATE else (scene,)


def _filled(scene: Scene, uid: str) -> Scene:
    """Legal values for all fields."""
    resource = scene.resource
    if resource.sort is Sort.FILES:
        stored: dict[str, Datum] = dict(OF_A_FILE)
        written: dict[str, Datum] = dict(OF_A_FILE)
    else:
        stored = {rule.stored_as: tried(rule, written=False)[0] for rule in resource.fields}
        written = {rule.stored_as: tried(rule, written=True)[0] for rule in resource.fields}
        for rule in resource.fields:
            if rule.filled == "uid":
                stored[rule.stored_as] = written[rule.stored_as] = uid
            if rule.guarded:
                written.pop(rule.stored_as)
            if rule.name in resource.variables or rule.name == resource.key.name:
                del stored[rule.stored_as]
                written.pop(rule.stored_as, None)
    bound = {found[1]: f"{found[1]}1" for found in WILDCARD.finditer(resource.place.path)}
    return replace(
        scene,
        bound=bound,
        stored=stored,
        written=written if scene.operation is Operation.CREATE or resource.sort is Sort.FILES else {},
        key=uid if resource.key.is_user else ROW_KEY,
    )


def _updates(scene: Scene, entry: Allow) -> Iterator[Scene]:
    """One scene for each field that the entry lets change, and one that changes nothing."""
    yield scene
    for rule in scene.resource.fields:
        if entry.may_change is not None and rule.name not in entry.may_change:
            continue
        values = [
            value
            for value in tried(rule, written=True)
            if value is not None and value != scene.stored.get(rule.stored_as)
        ]
        if rule.stored_as in scene.stored and values:
            yield replace(scene, written={**scene.written, rule.stored_as: values[0]})


def _ways(principal: Principal) -> Iterator[Principal]:
    """What somebody can be to be the principal: each part of `any_of` alone."""
    if isinstance(principal, AnyOf):
        for part in principal.parts:
            yield from _ways(part.principal)
    else:
        yield principal


def become(section: AccessSection, scene: Scene, principal: Principal, uid: str) -> Scene:
    """The scene with a caller who is the principal."""
    match principal:
        case Anonymous():
            return replace(scene, who=Who(kind=WhoKind.ANONYMOUS))
        case Service():
            return replace(scene, who=Who(kind=WhoKind.SERVICE))
        case Owner():
            return scene.with_value(principal.field, uid)
        case Group():
            return replace(scene, who=replace(scene.who, groups=(*scene.who.groups, principal.name)))
        case Claim():
            claims = scene.who.claims
            for each in principal.values:
                claims = _with_claim(claims, each.path, each.values[0])
            return replace(scene, who=replace(scene.who, claims=claims))
        case Member():
            row = membership(section, scene, principal, uid)
            return replace(scene, world=(*scene.world, row)) if row else scene
        case AllOf():
            for part in principal.parts:
                scene = become(section, scene, next(_ways(part.principal)), uid)
    return scene


def membership(section: AccessSection, scene: Scene, principal: Member, uid: str) -> Row | None:
    """The row that makes the caller a member; `None` where its collection is not known."""
    rows = section.resource(principal.resource)
    if rows is None:
        return None
    said = {rule.name: tried(rule, written=False)[0] for rule in rows.fields if rule.required}
    for each in principal.where:
        if isinstance(each.term, RowField):
            said[each.field] = scene.value(each.term.field)
        else:
            said[each.field] = uid if isinstance(each.term, CallerId) else each.term
    said |= {role.field: role.values[0] for role in principal.role}
    bound = {name: str(said.get(name, f"{name}1")) for name in rows.variables}
    names = {rule.name: rule.stored_as for rule in rows.fields}
    key = str(said.get(rows.key.name, int(ROW_KEY) + 1 + len(scene.world)))
    values = {names.get(name, name): value for name, value in said.items()}
    return Row(
        resource=path_with(rows.place.path, bound),
        row=key,
        values=values,
        container=rows.place.container,
    )


def _with_claim(claims: Data, path: tuple[str, ...], value: Datum) -> Data:
    if len(path) == 1:
        return {**claims, path[0]: value}
    inner = claims.get(path[0])
    return {**claims, path[0]: _with_claim(inner if isinstance(inner, Mapping) else {}, path[1:], value)}


def _user(uid: str) -> Who:
    return Who(kind=WhoKind.USER, uid=uid)
