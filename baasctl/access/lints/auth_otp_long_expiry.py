"""Codes in mails that live long; the name is that of the platform's own advice."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Hit, Rule, Weight

_PATH = "/native/supabase/mailer_otp_exp"
_LONGEST_S = 3600


def hits(facts: Facts) -> Iterator[Hit]:
    """One for the settings of a project."""
    lives = facts.setting(_PATH)
    if facts.auth is not None and isinstance(lives, int) and lives > _LONGEST_S:
        yield Hit(
            resource=facts.auth,
            path=_PATH,
            detail=f"codes and links in mails work for {lives:,} seconds; Supabase advises {_LONGEST_S:,} at most",
            hint=f"write auth: {{native: {{supabase: {{mailer_otp_exp: {_LONGEST_S}}}}}}} or less",
        )


RULE = Rule(
    number=103,
    name="auth_otp_long_expiry",
    title="Auth OTP Long Expiry",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="A code in a mailbox is as good as a password until it expires.",
    remediation="https://supabase.com/docs/guides/deployment/going-into-prod",
    needs=frozenset({"auth"}),
    hits=hits,
)
