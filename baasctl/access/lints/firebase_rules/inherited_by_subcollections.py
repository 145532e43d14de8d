"""Permissions that hold for all subcollections, also for those that nobody has thought of yet."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.reading import FIRESTORE, permissions_of
from baasctl.engines.rules_language import syntax


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission with a recursive wildcard at its end, below a collection."""
    for permission in permissions_of(facts, FIRESTORE):
        below = permission.below or ()
        last = below[-1] if below else None
        if (
            len(below) > 1
            and isinstance(last, syntax.Wildcard)
            and last.is_recursive
            and may_allow(permission.condition)
        ):
            yield hit(
                permission,
                f"holds for every document and subcollection that `{{{last.name}=**}}` stands for, later ones too",
                "write a `match` for each subcollection",
            )


def may_allow(condition: syntax.Expression) -> bool:
    """Whether it is not `false`, which somebody wrote to allow nothing."""
    return not (isinstance(condition, syntax.Literal) and condition.value is False)


RULE = Rule(
    number=140,
    name="inherited_by_subcollections",
    title="Subcollections inherit a permission",
    weight=Weight.INFO,
    category="SECURITY",
    about="A subcollection that is added next year is open by the rules of today.",
    remediation="https://firebase.google.com/docs/firestore/security/rules-structure#recursive_wildcards",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules"}),
    hits=hits,
)
