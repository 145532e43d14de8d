"""Policies that ask for the role in their condition instead of naming it."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import database_of
from baasctl.access.expressions import words
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each expression."""
    database = database_of(facts)
    for policy in database.policies:
        if policy.table[0] in PLATFORM_SCHEMAS or not database.is_rls_on(policy.table):
            continue
        for field, text in policy.expressions():
            if "auth . role ( )" in " ".join(words(text)):
                yield Hit(
                    resource=policy.resource,
                    path=f"/{field}",
                    detail=f"`{field}` calls auth.role(): every role is asked, and anonymous sign-ins pass as well",
                    hint="write `to: [authenticated]` and take the comparison out",
                )


RULE = Rule(
    number=164,
    name="policy_asks_for_role",
    title="a policy asks for the role in its condition",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="`to` is decided once for a statement; auth.role() is deprecated by Supabase.",
    remediation="https://supabase.com/docs/guides/database/postgres/row-level-security#authrole",
    providers=frozenset({"supabase"}),
    needs=frozenset({"policies", "tables"}),
    hits=hits,
)
