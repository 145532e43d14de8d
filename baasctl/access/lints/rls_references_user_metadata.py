"""splinter 0015: policies that believe what users say about themselves.

Splinter takes any mention after the token's claims; here it has to be in a string, as the key of a claim is.
"""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import database_of
from baasctl.access.expressions import reads_user_metadata
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, SPLINTER, Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each expression."""
    database = database_of(facts)
    for policy in database.policies:
        if policy.table[0] in PLATFORM_SCHEMAS:
            continue
        for field, text in policy.expressions():
            if reads_user_metadata(text):
                yield Hit(
                    resource=policy.resource,
                    path=f"/{field}",
                    detail=f"`{field}` trusts `user_metadata`, which users write themselves",
                    hint=f"in `{field}` read `app_metadata`, which only the server writes",
                )


RULE = Rule(
    number=15,
    name="rls_references_user_metadata",
    title="RLS references user metadata",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="A user sets `user_metadata` with one call and so chooses their own rights.",
    remediation=f"{SPLINTER}0015_rls_references_user_metadata",
    needs=frozenset({"policies"}),
    hits=hits,
)
