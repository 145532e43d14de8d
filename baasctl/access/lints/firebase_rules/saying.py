"""What lints about permissions say, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from baasctl.access.lints.rule import Hit, Place, Witness
from baasctl.access.rulesets.database_tree import DatabaseRule
from baasctl.access.rulesets.reading import Permission
from baasctl.engines.rules_language import database_syntax, syntax

FIRESTORE_AND_STORAGE: Final = frozenset({"firestore_rules", "storage_rules"})
ALL_RULES: Final = FIRESTORE_AND_STORAGE | {"database_rules"}


def hit(
    permission: Permission, detail: str, hint: str, *, node: syntax.Node | None = None, witness: Witness | None = None
) -> Hit:
    """A finding about a permission.

    Args:
        detail: What is behind `allow … at /path`.
        node: What is to blame; the permission's own place where this is in a function, or not given.
    """
    allow = permission.allow
    start = node.start if node is not None and allow.start <= node.start < allow.end else allow.start
    return Hit(
        resource=permission.resource,
        path="/source",
        detail=f"`{permission.written}` at `{permission.name}` {detail}",
        hint=hint,
        place=Place(start=start, whole=(allow.start, allow.end)),
        witness=witness,
    )


def database_hit(
    rule: DatabaseRule,
    detail: str,
    hint: str,
    *,
    node: database_syntax.Part | None = None,
    witness: Witness | None = None,
) -> Hit:
    """A finding about a condition of the Realtime Database; arguments as in `hit`."""
    condition = rule.condition
    return Hit(
        resource=rule.resource,
        path="/source",
        detail=f"`{rule.name}` at `{rule.at}` {detail}",
        hint=hint,
        place=Place(
            start=condition.start if node is None else condition.place(node.start),
            whole=(condition.start, condition.end),
        ),
        witness=witness,
    )


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
