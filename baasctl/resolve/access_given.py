"""Rows and objects that are there before the requests of `access_tests`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from baasctl.model.access_test import NamedField
from baasctl.model.document import Entry, MapNode
from baasctl.model.probe import Row
from baasctl.model.problems import Problems
from baasctl.model.span import Span
from baasctl.resolve.access_requests import Subject, fields_named, subject_of
from baasctl.resolve.access_values import data_of
from baasctl.resolve.merging import is_nothing
from baasctl.resolve.nodes import map_of


@dataclass(frozen=True, slots=True)
class Given:
    """What is there.

    Attributes:
        rows: By what names them.
        named: Their fields, in written order.
    """

    rows: Mapping[Subject, Row] = field(default_factory=dict)
    named: tuple[NamedField, ...] = ()


def read_given(section: Entry, shared: Given, problems: Problems) -> Given:
    """Rows over those that all tests share; `null` takes one away."""
    rows = dict(shared.rows)
    places: dict[Subject, Span] = {}
    named: list[NamedField] = []
    for entry in map_of(section, "a map from path to fields", problems) or ():
        subject = subject_of(entry.key, None, entry.span, problems)
        if subject is None:
            continue
        if subject in places:
            detail, hint = f"`{entry.key}` is the row of {places[subject]}", "keep one of the two"
            problems.add("SPEC893", "a row is given twice", entry.span, detail, hint)
        places.setdefault(subject, entry.span)
        if is_nothing(entry.value):
            rows.pop(subject, None)
            continue
        rows[subject] = Row(
            family=subject.family,
            container=subject.container,
            resource=subject.resource,
            row=subject.row,
            values=data_of(entry.value, "", problems),
        )
        if isinstance(entry.value, MapNode):
            names = ((each.key, each.span) for each in entry.value)
            named.extend(fields_named(subject, (("", entry.span), *names)))
    left = (
        each for each in shared.named if Subject(each.family, each.container, each.resource, each.row) not in places
    )
    return Given(rows, (*left, *named))
