"""Which databases the indexes and fields of a run are in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.providers.contract import Answers, Source, Wanted
from baasctl.providers.firebase.databases import KIND as DATABASES
from baasctl.providers.firebase.databases import is_realtime
from baasctl.providers.firebase.firestore.wire_names import path_segment
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect, expect_objects

LIST: Final = "firestore/databases"


def sources(wanted: Wanted, answers: Answers, kind: str, prefix: str) -> Sequence[Source]:
    """One list a database: of the spec's databases, or of every one that is there."""
    kinds = frozenset({kind})
    if wanted.is_whole(kind):
        everything = Source(LIST, kinds)
        return (everything, *(Source(prefix + name, kinds) for name in listed(answers)))
    names = {one.address.segments[0] for one in wanted.desired.of(kind)} if wanted.desired else set()
    return tuple(Source(prefix + name, kinds) for name in sorted(names))


def listed(answers: Answers) -> tuple[str, ...]:
    """Ids of the databases of the project, once they were fetched."""
    found = answers.get(LIST)
    if found is None:
        return ()
    return tuple(
        path_segment(expect(each.get("name"), str, LIST, f"/{index}/name").rpartition("/")[2], LIST, f"/{index}/name")
        for index, each in enumerate(expect_objects(found, LIST))
    )


def missing(desired: DesiredState, kind: str, answers: Answers, prefix: str) -> list[Diagnostic]:
    """Resources in a database that neither is there nor is made by the spec; one problem a database."""
    made = {one.address.segments[0] for one in desired.of(DATABASES) if not is_realtime(one.attributes)}
    first: dict[str, Resource] = {}
    for one in desired.of(kind):
        database = one.address.segments[0]
        is_there = answers.get(prefix + database) is not None or database in listed(answers)
        if not is_there and database not in made:
            first.setdefault(database, one)
    return [
        problem(
            one,
            "SPEC583",
            "there is no such database",
            f"`{one.address.local}` is in database `{database}`, which the project does not have",
            hint=f'make it with `databases: {{"{database}": {{location: …}}}}`, or correct the name',
        )
        for database, one in first.items()
    ]
