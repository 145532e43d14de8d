"""Whether everything that the section names is there, and may be used in this way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from baasctl.access.portable.literals import NUMBERS, misfit
from baasctl.model.access import (
    AccessResource,
    AccessSection,
    AllOf,
    Allow,
    AnyOf,
    Comparator,
    Condition,
    FieldType,
    Member,
    Owner,
    Party,
    Principal,
    RowField,
    Sort,
)
from baasctl.model.problems import Problems, nearest
from baasctl.model.span import Span

OF_FILES: Final = {"size": FieldType.INT, "contentType": FieldType.STRING}
"""What `when` may ask of a file: its size in bytes and its MIME type."""
_ORDERED: Final = (Comparator.LESS, Comparator.AT_MOST, Comparator.MORE, Comparator.AT_LEAST)
_VARIABLE: Final = re.compile(r"\{[^{}]*\}")


def check_names(section: AccessSection, problems: Problems) -> None:
    """Note every name that leads nowhere, and comparisons that cannot be made."""
    _check_places(section, problems)
    for resource in section.resources:
        check = _Check(section, resource, problems)
        for entry in resource.allow:
            check.entry(entry)
        for rule in resource.fields:
            check.parties(rule.private_to)


def _check_places(section: AccessSection, problems: Problems) -> None:
    seen: dict[tuple[Sort, str, str], AccessResource] = {}
    for resource in section.resources:
        place = (resource.sort, resource.place.container, _VARIABLE.sub("{}", resource.place.path))
        first = seen.setdefault(place, resource)
        if first is not resource:
            detail = f"`{resource.name}` lives at `{resource.place.path}`, and so does `{first.name}` ({first.span})"
            hint = "write their `allow` entries below one name"
            problems.add("RENDER846", "two resources are the same", resource.place.span, detail, hint)


@dataclass(frozen=True, slots=True)
class _Check:
    """One resource of the section."""

    section: AccessSection
    resource: AccessResource
    problems: Problems

    def entry(self, entry: Allow) -> None:
        self.parties(entry.to)
        for condition in entry.when:
            self._condition(condition)
        for name in entry.may_change or ():
            self._changing(name, entry.span_of("may_change"))
            rule = self.resource.field(name)
            if rule is not None and rule.immutable:
                detail = f"`{name}` is immutable ({rule.span('immutable')})"
                span = entry.span_of("may_change")
                self.problems.add("RENDER849", "rules of a field contradict each other", span, detail)
        for name in entry.may_not_change:
            self._changing(name, entry.span_of("may_not_change"))

    def parties(self, parties: Iterable[Party]) -> None:
        for party in parties:
            for principal in _simple(party.principal):
                self._principal(principal, party)

    def _principal(self, principal: Principal, party: Party) -> None:
        if isinstance(principal, Owner):
            whose = f"`{party.name}` is the owner by `{principal.field}`: " if party.name else ""
            self._known(self.resource, principal.field, party.span, whose)
            kind = self._type(self.resource, principal.field)
            if kind not in (None, FieldType.USER, FieldType.STRING, FieldType.REF):
                detail = f"{whose}the field has type {kind}, and an id of a user is text"
                self.problems.add("RENDER845", "this cannot be compared", party.span, detail)
        elif isinstance(principal, Member):
            self._member(principal, party)

    def _member(self, member: Member, party: Party) -> None:
        rows = self.section.resource(member.resource)
        if rows is None or rows.sort is Sort.FILES:
            why = f"`{member.resource}`"
            if member.resource in self.section.elsewhere:
                why += " is kept from this target by `targets:`"
            names = [each.name for each in self.section.resources if each.sort is Sort.ROWS]
            self.problems.add(
                "RENDER844", "there is no such resource of rows", party.span, why, nearest(member.resource, names)
            )
            return
        for matching in member.where:
            self._known(rows, matching.field, party.span, "under `where`: ")
            if isinstance(matching.term, RowField):
                self._known(self.resource, matching.term.field, party.span, f"`$row.{matching.term.field}`: ")
            elif isinstance(matching.term, bool | int | float | str):
                self._fits(rows, matching.field, (matching.term,), party.span)
        for role in member.role:
            self._known(rows, role.field, party.span, "under `role`: ")
            self._fits(rows, role.field, role.values, party.span)

    def _condition(self, condition: Condition) -> None:
        if self.resource.sort is Sort.FILES and condition.field in OF_FILES:
            kind: FieldType | None = OF_FILES[condition.field]
        else:
            if not self._known(self.resource, condition.field, condition.span, "under `when`: "):
                return
            kind = self._type(self.resource, condition.field)
        for value in condition.values:
            wrong = misfit(value, kind)
            if not wrong and condition.comparator in _ORDERED:
                numbers = isinstance(value, int | float) and not isinstance(value, bool) and kind in (None, *NUMBERS)
                wrong = "" if numbers else "more and less are asked of numbers only: each provider orders texts its way"
            if wrong:
                detail = f"`{condition.field}` {condition.comparator} {value!r}: {wrong}"
                self.problems.add("RENDER845", "this cannot be compared", condition.span, detail)

    def _fits(self, rows: AccessResource, name: str, values: Iterable[bool | int | float | str], span: Span) -> None:
        for value in values:
            if wrong := misfit(value, self._type(rows, name)):
                detail = f"`{name}` of `{rows.name}`: {wrong}"
                self.problems.add("RENDER845", "this cannot be compared", span, detail)

    def _changing(self, name: str, span: Span) -> None:
        if name in (*self.resource.variables, self.resource.key.name) and self.resource.field(name) is None:
            detail = f"`{name}` is what the row is found by, and never changes"
            self.problems.add("RENDER848", "this has no meaning here", span, detail, "remove the name")
        else:
            self._known(self.resource, name, span, "")

    def _known(self, resource: AccessResource, name: str, span: Span, what: str) -> bool:
        keys = [*resource.variables] if resource.sort is Sort.FILES else [*resource.variables, resource.key.name]
        known = [*keys, *(each.name for each in resource.fields)]
        if name in known or (resource.sort is Sort.ROWS and resource.extra_fields):
            return True
        if resource.sort is Sort.FILES:
            known += OF_FILES if what.startswith("under `when`") else ()
        detail = f"{what}`{resource.name}` has no field `{name}`"
        self.problems.add("RENDER843", "there is no such field", span, detail, nearest(name, known))
        return False

    def _type(self, resource: AccessResource, name: str) -> FieldType | None:
        rule = resource.field(name)
        if rule is not None:
            return rule.type
        return FieldType.STRING if name in (*resource.variables, resource.key.name) else None


def _simple(principal: Principal) -> Iterator[Principal]:
    if isinstance(principal, AnyOf | AllOf):
        for part in principal.parts:
            yield from _simple(part.principal)
    else:
        yield principal
