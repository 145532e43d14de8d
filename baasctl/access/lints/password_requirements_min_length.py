"""Short passwords; the name is that of the platform's own advice."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Hit, Rule, Weight

_SHORTEST = 8
"""Characters; NIST SP 800-63B, 5.1.1.1, and Supabase's own recommendation."""


def hits(facts: Facts) -> Iterator[Hit]:
    """One for the settings of a project."""
    shortest = facts.setting("/password/minimum_length")
    if facts.auth is not None and isinstance(shortest, int) and shortest < _SHORTEST:
        yield Hit(
            resource=facts.auth,
            path="/password/minimum_length",
            detail=f"{shortest} characters are enough for a password; NIST SP 800-63B asks for {_SHORTEST}",
            hint=f"write auth: {{password: {{minimum_length: {_SHORTEST}}}}} or more",
        )


RULE = Rule(
    number=102,
    name="password_requirements_min_length",
    title="Password Minimum Length Is Low",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="Short passwords are guessed.",
    remediation="https://supabase.com/docs/guides/auth/password-security",
    needs=frozenset({"auth"}),
    hits=hits,
)
