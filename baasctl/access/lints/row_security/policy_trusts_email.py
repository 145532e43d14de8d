"""Policies that rest on an e-mail address that nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import database_of
from baasctl.access.expressions import words
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each expression, where users sign in without confirming their address."""
    if facts.setting("/sign_up/confirm_email") is not False:
        return
    database = database_of(facts)
    for policy in database.policies:
        for field, text in policy.expressions():
            if policy.table[0] not in PLATFORM_SCHEMAS and _asks_email(text):
                yield Hit(
                    resource=policy.resource,
                    path=f"/{field}",
                    detail=f"`{field}` trusts the address of the token, and anybody signs up with any address",
                    hint="write `auth: {sign_up: {confirm_email: true}}`, or compare the user's id",
                )


def _asks_email(expression: str) -> bool:
    found = words(expression)
    text = " ".join(found)
    return "auth . email ( )" in text or ("auth . jwt ( )" in text and "'email'" in found)


RULE = Rule(
    number=167,
    name="policy_trusts_email",
    title="a policy trusts an unconfirmed address",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Without confirmation an address is what somebody typed.",
    providers=frozenset({"supabase"}),
    needs=frozenset({"policies", "tables", "auth"}),
    hits=hits,
)
