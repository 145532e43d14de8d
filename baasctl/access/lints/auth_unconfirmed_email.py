"""Addresses that nobody proved."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for the settings of a project."""
    is_open = facts.setting("/sign_up/enabled") is not False and facts.setting("/sign_in/email") is not False
    if facts.auth is not None and is_open and facts.setting("/sign_up/confirm_email") is False:
        yield Hit(
            resource=facts.auth,
            path="/sign_up/confirm_email",
            detail="an account works before its mail address is proven",
            hint="write auth: {sign_up: {confirm_email: true}}",
        )


RULE = Rule(
    number=108,
    name="auth_unconfirmed_email",
    title="Email Addresses Are Not Confirmed",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="People sign up with the address of someone else.",
    remediation="https://supabase.com/docs/guides/auth/general-configuration",
    needs=frozenset({"auth"}),
    hits=hits,
)
