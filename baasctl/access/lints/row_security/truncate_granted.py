"""Tables that requests' roles may empty."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from baasctl.access.database import database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.row_security.served_grants import served_grants
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each table."""
    granting = (each for each in served_grants(database_of(facts)) if "truncate" in each.privileges)
    for _, grants in groupby(granting, lambda grant: grant.table):
        first, *others = grants
        roles = " and ".join(each.role for each in (first, *others))
        yield Hit(
            resource=first.resource,
            path="/privileges",
            detail=f"{roles} may truncate it: no policy is asked, and no trigger on rows runs",
            hint=f"write under `grants` what {roles} need, and no `truncate`",
        )


RULE = Rule(
    number=170,
    name="truncate_granted",
    title="a role of the API may truncate",
    weight=Weight.LOW,
    category="SECURITY",
    about="The Data API has no request that truncates; a function that runs its caller's SQL does.",
    remediation="https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
    providers=frozenset({"supabase"}),
    needs=frozenset({"grants"}),
    hits=hits,
)
