"""Accounts without credentials."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for the settings of a project."""
    if facts.auth is not None and facts.setting("/sign_in/anonymous_accounts") is True:
        yield Hit(
            resource=facts.auth,
            path="/sign_in/anonymous_accounts",
            detail="anyone becomes `authenticated` without credentials",
            hint="write auth: {sign_in: {anonymous_accounts: false}}, or ask for the claim `is_anonymous` in policies",
        )


RULE = Rule(
    number=106,
    name="auth_anonymous_accounts",
    title="Anonymous Sign-Ins Enabled",
    weight=Weight.INFO,
    category="SECURITY",
    about="Rules see anonymous accounts as authenticated.",
    remediation="https://supabase.com/docs/guides/auth/auth-anonymous",
    needs=frozenset({"auth"}),
    hits=hits,
)
