"""splinter 0010: views that read with their owner's rights, past the policies of the tables below."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import API_ROLES, database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, SPLINTER, Hit, Rule, Weight, spec_line
from baasctl.engines.postgres.lexer import NotLexical
from baasctl.engines.postgres.names import table_name


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each view of a served schema that requests can read."""
    database = database_of(facts)
    for view in facts.of("views"):
        try:
            name = table_name(view.address.segments[0])
        except NotLexical:
            continue
        readers = [role for role in API_ROLES if database.is_granted(name, role, "select")]
        is_served = name[0] in database.served_schemas and name[0] not in PLATFORM_SCHEMAS
        if is_served and readers and view.attributes.get("security_invoker") is not True:
            yield Hit(
                resource=view,
                path="/security_invoker",
                detail=f"{' and '.join(readers)} read through it with its owner's rights: policies of the tables below"
                " do not hold",
                hint=spec_line(view, "{security_invoker: true}"),
            )


RULE = Rule(
    number=10,
    name="security_definer_view",
    title="Security Definer View",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="A view shows what its owner sees unless it says `security_invoker`.",
    remediation=f"{SPLINTER}0010_security_definer_view",
    providers=frozenset({"supabase"}),
    needs=frozenset({"views", "grants"}),
    hits=hits,
)
