"""Conditions that want a field to be something else, and fail where it is missing."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.owners import BEFORE
from baasctl.access.lints.firebase_rules.saying import hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.mentions import mention_of
from baasctl.access.rulesets.reading import FIRESTORE, Permission, permissions_of
from baasctl.engines.rules_language import syntax


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission and field."""
    for permission in permissions_of(facts, FIRESTORE):
        for field, node in _negated(permission).items():
            if not _is_looked_for(permission, field):
                yield hit(
                    permission,
                    f"denies documents without `{field}`: the comparison fails where the field is missing",
                    f"write `resource.data.get('{field}', …)`, or ask first `'{field}' in resource.data`",
                    node=node,
                )


def _negated(permission: Permission) -> dict[str, syntax.Expression]:
    found: dict[str, syntax.Expression] = {}
    for node in permission.nodes:
        sides: tuple[syntax.Expression, ...] = ()
        if isinstance(node, syntax.Not):
            inner = node.operand
            is_equal = isinstance(inner, syntax.Binary) and inner.operator in ("==", "in")
            sides = (inner.left, inner.right) if isinstance(inner, syntax.Binary) and is_equal else (inner,)
        elif isinstance(node, syntax.Binary) and node.operator == "!=" and not _compares_both(node):
            sides = (node.left, node.right)
        for side in sides:
            said = mention_of(side) if isinstance(side, syntax.Member | syntax.Index) else None
            if said is not None and said.field(*BEFORE):
                found.setdefault(said.field(*BEFORE), node)
    return found


def _compares_both(node: syntax.Binary) -> bool:
    """Before and after the write: then the field may only not change."""
    return all(mention_of(side) is not None for side in (node.left, node.right))


def _is_looked_for(permission: Permission, field: str) -> bool:
    return any(
        (isinstance(node, syntax.Binary) and node.operator == "in" and _is_text(node.left, field))
        or (isinstance(node, syntax.MethodCall) and node.name in {"get", "hasAll", "hasAny"} and _names(node, field))
        for node in permission.nodes
    )


def _names(node: syntax.MethodCall, field: str) -> bool:
    first = node.arguments[0] if node.arguments else None
    members = first.members if isinstance(first, syntax.ListLiteral) else (first,)
    return any(each is not None and _is_text(each, field) for each in members)


def _is_text(node: syntax.Expression, text: str) -> bool:
    return isinstance(node, syntax.Literal) and node.value == text


RULE = Rule(
    number=139,
    name="missing_field_fails",
    title="Missing field denies",
    weight=Weight.LOW,
    category="CORRECTNESS",
    about="A missing field is an error and no `null`: `resource.data.banned != true` denies all who were never banned.",
    remediation="https://firebase.google.com/docs/reference/rules/rules.Map",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules"}),
    hits=hits,
)
