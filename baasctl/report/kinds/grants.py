"""What a role may do, as a grant statement lists it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baasctl.model.value import Attributes, Value
from baasctl.report.escaping import visible


def clauses(grant: Attributes) -> tuple[str, ...]:
    """`select, insert, update (title, body)`; no privilege at all is said in words."""
    return (visible(", ".join(_privileges(grant)) or "no privilege"),)


def _privileges(grant: Attributes) -> Iterator[str]:
    yield from _names(grant.get("privileges"))
    columns = grant.get("columns")
    by_privilege: dict[str, list[str]] = {}
    if isinstance(columns, Mapping):
        for column, granted in columns.items():
            for privilege in _names(granted):
                by_privilege.setdefault(privilege, []).append(column)
    for privilege, names in sorted(by_privilege.items()):
        yield f"{privilege} ({', '.join(sorted(names))})"


def _names(privileges: Value) -> tuple[str, ...]:
    return tuple(map(str, privileges)) if isinstance(privileges, tuple) else ()
