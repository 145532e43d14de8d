"""Redirects to hosts that are not written out."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.addresses import addresses, has_open_host
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for the settings of a project."""
    for path, url in addresses(facts):
        if facts.auth is not None and has_open_host(url):
            yield Hit(
                resource=facts.auth,
                path=path,
                detail=f"`{url}` takes in hosts that others can have",
                hint="write out the host; wildcards belong behind it, as in https://app.example.com/**",
            )


RULE = Rule(
    number=111,
    name="auth_wildcard_redirect",
    title="Redirect To Any Host",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Tokens are handed to any host that the pattern takes in.",
    remediation="https://supabase.com/docs/guides/auth/redirect-urls",
    needs=frozenset({"auth"}),
    hits=hits,
)
