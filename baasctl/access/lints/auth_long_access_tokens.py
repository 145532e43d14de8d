"""Access tokens that live longer than a day."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Hit, Rule, Weight

_LONGEST_S = 24 * 3600


def hits(facts: Facts) -> Iterator[Hit]:
    """One for the settings of a project."""
    lives = facts.setting("/sessions/access_token_ttl")
    if facts.auth is not None and isinstance(lives, int) and lives > _LONGEST_S:
        yield Hit(
            resource=facts.auth,
            path="/sessions/access_token_ttl",
            detail=f"access tokens work for {lives:,} seconds; the platform's own default is 3,600",
            hint="write auth: {sessions: {access_token_ttl: 1h}}; sessions go on by refresh tokens",
        )


RULE = Rule(
    number=105,
    name="auth_long_access_tokens",
    title="Access Tokens Live Long",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="An access token cannot be called back before it expires.",
    remediation="https://supabase.com/docs/guides/auth/sessions",
    needs=frozenset({"auth"}),
    hits=hits,
)
