"""splinter 0012: policies for signed-in users that hold for users without an account as well."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import EVERYONE, database_of
from baasctl.access.expressions import words
from baasctl.access.facts import Facts
from baasctl.access.lints.row_security.user_policies import user_policies
from baasctl.access.lints.rule import SPLINTER, Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each policy, where anonymous sign-ins are on."""
    if facts.setting("/sign_in/anonymous_accounts") is not True:
        return
    database = database_of(facts)
    for policy in user_policies(database):
        texts = " ".join(word for _, text in policy.expressions() for word in words(text))
        restricted = any(
            "is_anonymous" in text
            for each in database.policies
            if each.table == policy.table and not each.is_permissive and each.speaks_of("authenticated")
            for _, text in each.expressions()
        )
        if policy.roles & {"authenticated", EVERYONE} and "is_anonymous" not in texts and not restricted:
            yield Hit(
                resource=policy.resource,
                path="/to",
                detail="it lets through users that signed in anonymously: anybody, as often as they like",
                hint="add a restrictive policy with `(select (auth.jwt() ->> 'is_anonymous')::boolean) is false`",
            )


RULE = Rule(
    number=12,
    name="auth_allow_anonymous_sign_ins",
    title="Anonymous Access Policies",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="An anonymous sign-in has the role `authenticated`.",
    remediation=f"{SPLINTER}0012_auth_allow_anonymous_sign_ins",
    providers=frozenset({"supabase"}),
    needs=frozenset({"policies", "tables", "auth"}),
    hits=hits,
)
