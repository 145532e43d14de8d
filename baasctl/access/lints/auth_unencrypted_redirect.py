"""Redirects by http."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.addresses import addresses, is_local
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for the settings of a project."""
    for path, url in addresses(facts):
        if facts.auth is not None and url.startswith("http://") and not is_local(url):
            yield Hit(
                resource=facts.auth,
                path=path,
                detail=f"tokens are sent to `{url}` in clear",
                hint="write it with https://",
            )


RULE = Rule(
    number=110,
    name="auth_unencrypted_redirect",
    title="Redirect Without Encryption",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="Tokens in a redirect can be read on the way.",
    remediation="https://supabase.com/docs/guides/auth/redirect-urls",
    needs=frozenset({"auth"}),
    hits=hits,
)
