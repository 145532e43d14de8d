"""Cases of `tests/cases/row_security` as blueprints, resources and probes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from baasctl.model.address import Address
from baasctl.model.probe import Comparing, Family, Filter, Operation, Probe, Query, Row, Who, WhoKind
from baasctl.model.resource import Resource
from baasctl.model.value import freeze

PEOPLE: Final = {
    "anonymous": Who(kind=WhoKind.ANONYMOUS),
    "service": Who(kind=WhoKind.SERVICE),
    "ada": Who(kind=WhoKind.USER, uid="ada"),
    "editor": Who(kind=WhoKind.USER, uid="eve", claims={"role": "editor"}),
}
DEPTHS: Final = {"tables": 1, "policies": 2, "grants": 2, "buckets": 1}


def resources(sections: Mapping[str, Any]) -> Iterator[Resource]:
    for kind, section in sections.items():
        for key, member in section.items():
            below = member.items() if DEPTHS[kind] == 2 else [(None, member)]
            for name, attributes in below:
                segments = (key,) if name is None else (key, name)
                yield Resource(address=Address("t", kind, segments), attributes=freeze(attributes))  # type: ignore[arg-type]


def probe_of(case: Mapping[str, Any], rows: Mapping[str, Any]) -> Probe:
    def values(found: Any) -> Any:
        return rows[found] if isinstance(found, str) else found

    is_object = "bucket" in case
    resource = case.get("table", "" if is_object else "public.posts")
    world = tuple(Row(resource=resource, row=f"w{place}", values=values(each)) for place, each in
                  enumerate(case.get("world", ())))  # fmt: skip
    filters = tuple(
        Filter(field, Comparing(comparing), tuple(value) if isinstance(value, list) else value)
        for field, comparing, value in case.get("filters", ())
    )
    return Probe(
        who=PEOPLE[case["who"]],
        operation=Operation(case["do"]),
        resource=resource,
        family=Family.OBJECTS if is_object else Family.ROWS,
        row=str(case.get("row", "")),
        container=case.get("bucket", ""),
        existing=values(case.get("existing")),
        new=values(case.get("new")),
        query=Query(filters=filters),
        world=world,
    )
