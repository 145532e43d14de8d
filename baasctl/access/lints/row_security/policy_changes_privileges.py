"""Policies by which users change columns of their own rows that say what they may, or have.

A policy is about whole rows; which columns an update may write is for grants on columns and for triggers.
"""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import API_ROLES, Database, Policy, database_of
from baasctl.access.expressions import words
from baasctl.access.facts import Facts
from baasctl.access.lints.privileged_names import is_privileged
from baasctl.access.lints.row_security.user_policies import asks_caller, conditions_of, user_policies
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each policy that lets owners update, where no column grant, guard or condition spares such a column."""
    database = database_of(facts)
    for policy in user_policies(database):
        if "update" in policy.operations and _is_of_owners(policy):
            found = list(_columns(database, policy))
            if found:
                yield Hit(
                    resource=policy.resource,
                    detail=f"whoever the row belongs to may change {', '.join(f'`{each}`' for each in found)}",
                    hint="grant `update` on the other columns alone (`columns` under `grants`), or write `access` with"
                    " `may_not_change`",
                )


def _is_of_owners(policy: Policy) -> bool:
    """Whether it asks for the caller's id, and neither for claims nor for other rows, as policies for staff do."""
    return policy.using is not None and asks_caller(policy.using) and not {"from", "jwt"} & set(words(policy.using))


def _columns(database: Database, policy: Policy) -> Iterator[str]:
    table = database.tables.get(policy.table)
    if table is None or isinstance(table.resource.attributes.get("update_guard"), str):
        return
    roles = [role for role in API_ROLES if policy.speaks_of(role)]
    asked = {
        word.strip('"')
        for each in database.policies
        if each.table == policy.table and "update" in each.operations
        for condition in conditions_of(each, "update")
        for word in words(condition)
    }
    for column in table.columns:
        is_granted = any(database.is_column_granted(policy.table, column, role, "update") for role in roles)
        if is_granted and is_privileged(column) and column not in asked:
            yield column


RULE = Rule(
    number=173,
    name="policy_changes_privileges",
    title="users may change their own privileges",
    weight=Weight.HIGH,
    category="SECURITY",
    about="A role, a balance or a flag of approval that its user may write says nothing.",
    providers=frozenset({"supabase"}),
    needs=frozenset({"grants", "policies", "tables"}),
    hits=hits,
)
