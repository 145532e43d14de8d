"""splinter 0011: functions whose names mean what the caller's search path says."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, SPLINTER, Hit, Rule, Weight, spec_line


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each function."""
    database = database_of(facts)
    for function in database.functions:
        if not function.has_search_path and function.name[0] not in PLATFORM_SCHEMAS:
            line = spec_line(function.resource, "{search_path: ''}")
            yield Hit(
                resource=function.resource,
                path="/search_path",
                detail="the function has no search_path of its own; its caller decides what names mean",
                hint=f"write {line} and schemas before the names in its body",
            )


RULE = Rule(
    number=11,
    name="function_search_path_mutable",
    title="Function Search Path Mutable",
    weight=Weight.HIGH,
    category="SECURITY",
    about="A caller who may create objects can put one in the way of a name that the function uses.",
    remediation=f"{SPLINTER}0011_function_search_path_mutable",
    needs=frozenset({"database_functions"}),
    hits=hits,
)
