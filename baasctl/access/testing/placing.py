"""Access tests in a provider's words: names of the `access` section become places, fields what they are stored as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from baasctl.access.testing.unknown_names import doubted
from baasctl.model.access import AccessResource, AccessSection, Sort
from baasctl.model.access_test import AccessTest
from baasctl.model.probe import Data, Family, Probe, Query, Row


def placed(tests: Sequence[AccessTest], section: AccessSection | None) -> tuple[AccessTest, ...]:
    """The tests with the section's names replaced; what it does not name stays as it is, and is doubted.

    Args:
        section: For the target; `None`: it has none.
    """
    named = {each.name: each for each in section.resources if each.sort is Sort.ROWS} if section else {}
    if section is None or not named:
        return tuple(tests)
    rows: dict[int, Row] = {}
    return tuple(replace(test, probe=_placed(test.probe, named, rows)) for test in doubted(tests, section))


def _placed(probe: Probe, named: Mapping[str, AccessResource], rows: dict[int, Row]) -> Probe:
    """One request; *rows* are those that were placed, by the identity of the written one: tests go on sharing them."""
    world = tuple(rows.setdefault(id(each), _row(each, named)) for each in probe.world)
    found = _named(probe, named)
    if found is None:
        return replace(probe, world=world)
    query = probe.query
    return replace(
        probe,
        resource=found.place.path,
        container=probe.container or found.place.container,
        existing=_stored(probe.existing, found) if probe.existing is not None else None,
        new=_stored(probe.new, found) if probe.new is not None else None,
        query=_query(query, found),
        world=world,
    )


def _named(of: Probe | Row, named: Mapping[str, AccessResource]) -> AccessResource | None:
    """The resource that is meant by name; one with variables in its path can be named by its path alone."""
    found = named.get(of.resource) if of.family is Family.ROWS else None
    return found if found is not None and not found.variables else None


def _row(row: Row, named: Mapping[str, AccessResource]) -> Row:
    found = _named(row, named)
    if found is None:
        return row
    container = row.container or found.place.container
    return replace(row, resource=found.place.path, container=container, values=_stored(row.values, found))


def _stored(data: Data, of: AccessResource) -> Data:
    names = {each.name: each.stored_as for each in of.fields}
    if all(names.get(name, name) == name for name in data):
        return data
    return {names.get(name, name): value for name, value in data.items()}


def _query(query: Query, of: AccessResource) -> Query:
    names = {each.name: each.stored_as for each in of.fields}
    return replace(
        query,
        filters=tuple(replace(each, field=names.get(each.field, each.field)) for each in query.filters),
        order=tuple((names.get(name, name), descends) for name, descends in query.order),
    )
