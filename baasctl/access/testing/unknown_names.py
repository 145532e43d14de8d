"""Names in access tests that the `access` section does not have: most likely they are misspelt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final

from baasctl.access.portable.sight import WILDCARD, sights
from baasctl.model.access import AccessResource, AccessSection, Sort
from baasctl.model.access_test import AccessTest, NamedField
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.probe import Family, Operation, Row
from baasctl.model.problems import nearest
from baasctl.model.span import Span

MOST_SHOWN: Final = 20
"""Warnings of one sort that are told one by one."""
_ALIKE: Final = 0.8
"""How alike two names are that were most likely to be the same; a test may well ask about what nobody may reach."""
_DOCUMENT_ID: Final = "__name__"


def warnings(
    tests: Sequence[AccessTest], section: AccessSection, by_hand: Collection[str] = ()
) -> Iterator[Diagnostic]:
    """What to tell about the tests of a target before anything is tried; each place once.

    A `cannot` may write what no row can have: that it is refused is what it tests.

    Args:
        by_hand: Tables and the like that the spec has beside the section.
    """
    names = Names(section, frozenset(by_hand))
    yield from _first(names.wrong_places(tests), "more access tests speak of what is not there")
    yield from _first(names.wrong_fields(tests), "access tests name more unknown fields")


def doubted(tests: Sequence[AccessTest], section: AccessSection) -> tuple[AccessTest, ...]:
    """The tests, each that is to be allowed with what in it is unknown: a failure is most likely due to that."""
    names = Names(section)
    return tuple(replace(each, doubts=tuple(names.doubts(each))) if each.expected else each for each in tests)


def _first(found: Iterable[Diagnostic], summary: str) -> Iterator[Diagnostic]:
    number = 0
    for number, each in enumerate({each.span: each for each in found}.values(), 1):
        if number <= MOST_SHOWN:
            yield each
    if number > MOST_SHOWN:
        yield Diagnostic(
            code="SPEC892",
            severity=Severity.WARNING,
            summary=summary,
            detail=f"{number - MOST_SHOWN:,} beside those above",
        )


@dataclass(frozen=True, slots=True)
class Names:
    """What a section has, looked up by the words of tests.

    Attributes:
        by_hand: Names of what is described elsewhere.
    """

    section: AccessSection
    by_hand: frozenset[str] = frozenset()
    _found: dict[tuple[Family, str, str], tuple[AccessResource, ...]] = field(default_factory=dict)
    _checked: dict[int, tuple[NamedField, ...]] = field(default_factory=dict)

    def wrong_fields(self, tests: Sequence[AccessTest]) -> Iterator[Diagnostic]:
        for test in tests:
            writes = test.probe.operation is not Operation.LIST
            own = test.fields if test.expected or not writes else ()
            for each in (*self._unknown_given(test), *filter(self._is_unknown, own)):
                said, hint = self._words(each)
                summary = "an access test names an unknown field"
                yield _warning("SPEC890", summary, each.span, said, f"{hint}; or say `extra_fields: allow`")

    def wrong_places(self, tests: Sequence[AccessTest]) -> Iterator[Diagnostic]:
        for given in {id(test.given): test.given for test in tests}.values():
            for row in (each for each in given if not each.name):
                yield from self._wrong_place(row.family, row.container, row.resource, row.span)
        for probe, span in ((test.probe, test.span) for test in tests if not test.probe.query.everywhere):
            yield from self._wrong_place(probe.family, probe.container, probe.resource, span)

    def doubts(self, test: AccessTest) -> Iterator[str]:
        """Of the request and of its row, in the words of a reason."""
        probe = test.probe
        close = "" if probe.query.everywhere else self._close(probe.family, probe.container, probe.resource)
        if close:
            yield f"`access` has no resource `{probe.resource}` (did you mean `{close}`?)"
        for each in (*self._unknown_given(test), *filter(self._is_unknown, test.fields)):
            if (each.resource, each.row, each.container) == (probe.resource, probe.row, probe.container):
                said, hint = self._words(each)
                yield f"{said} ({hint})"

    def _wrong_place(self, family: Family, container: str, resource: str, span: Span) -> Iterator[Diagnostic]:
        close = self._close(family, container, resource)
        if close:
            detail, hint = f"`access` has no resource `{resource}`", f"did you mean `{close}`?"
            yield _warning("SPEC891", "an access test speaks of what is not there", span, detail, hint)

    def _unknown_given(self, test: AccessTest) -> tuple[NamedField, ...]:
        """Computed once for all tests that share the rows."""
        key = id(test.given)
        if key not in self._checked:
            self._checked[key] = tuple(filter(self._is_unknown, test.given))
        return self._checked[key]

    def _is_unknown(self, named: NamedField) -> bool:
        resources = self._resources(named.family, named.container, named.resource)
        is_field = named.family is Family.ROWS and bool(named.name)
        return is_field and bool(resources) and not any(_has(each, named.name) for each in resources)

    def _words(self, named: NamedField) -> tuple[str, str]:
        resource = self._resources(named.family, named.container, named.resource)[0]
        hint = nearest(named.name, [each.name for each in resource.fields])
        return f"`{named.name}` is no field of `{resource.name}`", hint

    def _resources(self, family: Family, container: str, resource: str) -> tuple[AccessResource, ...]:
        """Those that a test means: by the section's name, or by the path that they have at the provider."""
        key = (family, container, resource)
        if key not in self._found:
            named = self.section.resource(resource)
            is_named = named is not None and named.sort is Sort.ROWS and not named.variables
            row = Row(family=family, container=container, resource=resource)
            seen = tuple(each.resource for each in sights(self.section, row))
            self._found[key] = (named,) if is_named and named is not None else seen
        return self._found[key]

    def _close(self, family: Family, container: str, resource: str) -> str:
        """A resource that is called nearly so, where there is none of that name; empty: none is."""
        if family is not Family.ROWS or self._resources(family, container, resource) or resource in self.by_hand:
            return ""
        known = [name for each in self.section.resources if each.sort is Sort.ROWS for name in _called(each, resource)]
        return next(iter(get_close_matches(resource, known, 1, _ALIKE)), "")


def _called(resource: AccessResource, like: str) -> Iterator[str]:
    """Its name and its place; of a place with variables, their values are taken from a path of as many parts."""
    parts, others = resource.place.path.strip("/").split("/"), like.split("/")
    if not resource.variables:
        yield from dict.fromkeys((resource.name, resource.place.path))
    elif len(parts) == len(others):
        yield "/".join(o if WILDCARD.fullmatch(part) else part for part, o in zip(parts, others, strict=True))


def _has(resource: AccessResource, name: str) -> bool:
    return (
        resource.extra_fields
        or name in (resource.key.name, _DOCUMENT_ID, *resource.variables)
        or any(name in (each.name, each.stored_as) for each in resource.fields)
    )


def _warning(code: str, summary: str, span: Span, detail: str, hint: str) -> Diagnostic:
    return Diagnostic(code=code, severity=Severity.WARNING, summary=summary, detail=detail, hint=hint, span=span)
