"""splinter 0024: policies that let everyone write everything.

Reading is left out: `using: true` for select is how data is published.
"""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import API_ROLES, EVERYONE, Policy, database_of
from baasctl.access.expressions import is_always_true
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, SPLINTER, Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each policy."""
    database = database_of(facts)
    for policy in database.policies:
        if policy.table[0] in PLATFORM_SCHEMAS or not policy.is_permissive or not database.is_rls_on(policy.table):
            continue
        whom = sorted(policy.roles & {EVERYONE, *API_ROLES})
        fields = list(_open_fields(policy))
        if not whom or not fields:
            continue
        roles = "every role" if EVERYONE in whom else " and ".join(whom)
        names = " and ".join(f"`{field}`" for field in fields)
        yield Hit(
            resource=policy.resource,
            path=f"/{fields[0]}",
            detail=f"{names} let {roles} {_does(policy)} any row",
            hint=f"in {names} say which rows, such as `(select auth.uid()) = user_id`",
        )


def _does(policy: Policy) -> str:
    writing = [operation for operation in policy.operations if operation != "select"]
    return ", ".join(writing[:-1]) + " and " + writing[-1] if len(writing) > 1 else writing[0]


def _open_fields(policy: Policy) -> Iterator[str]:
    """Which of its two conditions hold no row back, where it writes; a missing `check` is `using`."""
    if policy.operation in ("update", "delete", "all") and _is_open(policy.using):
        yield "using"
    check = policy.using if policy.check is None else policy.check
    if policy.operation in ("insert", "update", "all") and _is_open(check):
        yield "check"


def _is_open(condition: str | None) -> bool:
    return condition is None or is_always_true(condition)


RULE = Rule(
    number=24,
    name="rls_policy_always_true",
    title="RLS Policy Always True",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Row level security is on and holds nobody back.",
    remediation=f"{SPLINTER}0024_permissive_rls_policy",
    needs=frozenset({"policies", "tables"}),
    hits=hits,
)
