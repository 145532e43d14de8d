"""Open sign-up that programs can use."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Hit, Rule, Weight

_PATH = "/native/supabase/security_captcha_enabled"


def hits(facts: Facts) -> Iterator[Hit]:
    """One for the settings of a project."""
    is_open = facts.setting("/sign_up/enabled") is not False
    if facts.auth is not None and is_open and facts.setting(_PATH) is False:
        yield Hit(
            resource=facts.auth,
            path=_PATH,
            detail="anyone can sign up, and no CAPTCHA holds programs back",
            hint="write auth: {native: {supabase: {security_captcha_enabled: true}}} with its provider and secret",
        )


RULE = Rule(
    number=107,
    name="auth_no_captcha",
    title="Sign-Up Without CAPTCHA",
    weight=Weight.INFO,
    category="SECURITY",
    about="A program makes accounts and sends mails as fast as the rate limits let it.",
    remediation="https://supabase.com/docs/guides/auth/auth-captcha",
    needs=frozenset({"auth"}),
    hits=hits,
)
