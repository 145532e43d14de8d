"""Passwords that are known from leaks; the name is that of the platform's own advice."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for the settings of a project."""
    if facts.auth is not None and facts.setting("/password/reject_leaked") is False:
        yield Hit(
            resource=facts.auth,
            path="/password/reject_leaked",
            detail="a password that is known from a leak can be set",
            hint="write auth: {password: {reject_leaked: true}}",
        )


RULE = Rule(
    number=101,
    name="auth_leaked_password_protection",
    title="Leaked Password Protection Disabled",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="Passwords from known leaks are the first that attackers try.",
    remediation="https://supabase.com/docs/guides/auth/password-security",
    needs=frozenset({"auth"}),
    hits=hits,
)
