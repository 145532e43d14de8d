"""Policies about a user that name no role."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import EVERYONE, database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.row_security.user_policies import asks_caller, user_policies
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each policy whose every condition asks who the user is."""
    for policy in user_policies(database_of(facts)):
        texts = [text for _, text in policy.expressions()]
        if EVERYONE in policy.roles and texts and all(map(asks_caller, texts)):
            yield Hit(
                resource=policy.resource,
                path="/to",
                detail="it asks who the user is, and is asked for `anon` and every other role too",
                hint="write `to: [authenticated]`",
            )


RULE = Rule(
    number=169,
    name="policy_for_every_role",
    title="a policy about users holds for every role",
    weight=Weight.LOW,
    category="PERFORMANCE",
    about="With `to` PostgreSQL skips the policy for roles that it can never let through.",
    remediation="https://supabase.com/docs/guides/database/postgres/row-level-security#specify-roles-in-your-policies",
    providers=frozenset({"supabase"}),
    needs=frozenset({"policies", "tables"}),
    hits=hits,
)
