"""splinter 0003: calls in a policy that are worked out again for every row.

Splinter looks for the texts; here the tokens are read, so a second call that is not wrapped is found beside a wrapped
one, and text inside strings is not taken for a call.
"""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import database_of
from baasctl.access.expressions import calls_per_row
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, SPLINTER, Hit, Rule, Weight

_LEFT_OUT = PLATFORM_SCHEMAS - {"realtime"}
"""Policies on `realtime.messages` are the user's."""


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each expression."""
    database = database_of(facts)
    for policy in database.policies:
        if policy.table[0] in _LEFT_OUT or not database.is_rls_on(policy.table):
            continue
        for field, text in policy.expressions():
            calls = calls_per_row(text)
            if calls:
                wrapped = ", ".join(_wrapped(call) for call in calls)
                yield Hit(
                    resource=policy.resource,
                    path=f"/{field}",
                    detail=f"`{field}` works out {', '.join(calls)} for each row",
                    hint=f"in `{field}` write {wrapped}",
                )


def _wrapped(call: str) -> str:
    return f"(select {call})" if call != "current_setting()" else "(select current_setting(…))"


RULE = Rule(
    number=3,
    name="auth_rls_initplan",
    title="Auth RLS Initialization Plan",
    weight=Weight.MEDIUM,
    category="PERFORMANCE",
    about="A function of the request has one answer for all rows; inside `(select …)` it is asked once.",
    remediation=f"{SPLINTER}0003_auth_rls_initplan",
    needs=frozenset({"policies", "tables"}),
    hits=hits,
)
