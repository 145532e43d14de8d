"""splinter 0002: views that show users' accounts.

Only views whose own query reads `auth.users` are known, not views of such views.
"""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.row_security.served_grants import reading_grants
from baasctl.access.lints.rule import SPLINTER, Hit, Rule, Weight, spec_line


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each role that may read one; a view that reads with its reader's rights shows no account to them."""
    asking = {view.address.segments for view in facts.of("views") if view.attributes.get("security_invoker") is True}
    for grant in reading_grants(database_of(facts)):
        if grant.reads_accounts and grant.resource.address.segments[:1] not in asking:
            yield Hit(
                resource=grant.resource,
                path="/privileges",
                detail=f"{grant.role} reads `auth.users` through this {grant.relation}, with its owner's rights",
                hint=f"write {spec_line(grant.resource, '[]')}, or copy what may be known into a table with policies",
            )


RULE = Rule(
    number=2,
    name="auth_users_exposed",
    title="Exposed Auth Users",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="E-mail addresses, phone numbers and metadata of every user are on the Data API.",
    remediation=f"{SPLINTER}0002_auth_users_exposed",
    providers=frozenset({"supabase"}),
    needs=frozenset({"grants", "views"}),
    hits=hits,
)
