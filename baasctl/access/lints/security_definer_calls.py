"""What splinter 0028 and 0029 share: functions with their owner's rights that the Data API lets a role call."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import API_ROLES, EVERYONE, Function, database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, Hit, spec_line


def callable_by(role: str, facts: Facts) -> Iterator[Hit]:
    """One for each function that the role may call."""
    database = database_of(facts)
    for function in database.functions:
        schema = function.name[0]
        if schema in PLATFORM_SCHEMAS or schema not in database.served_schemas:
            continue
        if function.is_security_definer and function.may_be_called_by(role):
            yield Hit(
                resource=function.resource,
                path="/execute",
                detail=f"{_whom(role)} may call it over /rest/v1/rpc/{function.name[1]} with its owner's rights",
                hint=f"write {spec_line(function.resource, _without(function, role))}, or `security_definer: false`",
            )


def _whom(role: str) -> str:
    return "whoever has the public key" if role == "anon" else "every signed-in user"


def _without(function: Function, role: str) -> str:
    """Its callers without the role; what `public` gave to the other roles is written out."""
    named = function.execute - {role, EVERYONE}
    if EVERYONE in function.execute:
        named |= {other for other in (*API_ROLES, "service_role") if other != role}
    return f"{{execute: [{', '.join(sorted(named - _below(role)))}]}}"


def _below(role: str) -> frozenset[str]:
    """Who is not signed in should not do what signed-in users may not."""
    return frozenset({"anon"}) if role == "authenticated" else frozenset()
