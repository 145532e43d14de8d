"""A site URL that is left from development."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.addresses import is_local
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for the settings of a project."""
    url = facts.setting("/site_url")
    if facts.auth is not None and isinstance(url, str) and is_local(url):
        yield Hit(
            resource=facts.auth,
            path="/site_url",
            detail=f"`{url}` is the machine of whoever follows a link",
            hint="write auth: {site_url: https://…}",
        )


RULE = Rule(
    number=109,
    name="auth_local_site_url",
    title="Site URL Is Local",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Links in mails lead to the reader's own machine.",
    remediation="https://supabase.com/docs/guides/auth/redirect-urls",
    needs=frozenset({"auth"}),
    hits=hits,
)
