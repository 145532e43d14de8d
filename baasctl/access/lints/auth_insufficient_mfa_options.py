"""No second factor; the name is that of the platform's own advice."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for the settings of a project."""
    if facts.auth is not None and facts.setting("/mfa/mode") == "disabled":
        yield Hit(
            resource=facts.auth,
            path="/mfa/mode",
            detail="users cannot add a second factor",
            hint="write auth: {mfa: {mode: optional, factors: [totp]}}",
        )


RULE = Rule(
    number=104,
    name="auth_insufficient_mfa_options",
    title="Insufficient MFA Options",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="Without a second factor a stolen password is a stolen account.",
    remediation="https://supabase.com/docs/guides/auth/auth-mfa",
    needs=frozenset({"auth"}),
    hits=hits,
)
