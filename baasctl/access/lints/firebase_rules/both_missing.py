"""Comparisons that hold where both sides are missing."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import FIRESTORE_AND_STORAGE, hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.mentions import mention_of
from baasctl.access.rulesets.openness import METHODS, opennesses
from baasctl.access.rulesets.reading import permissions_of
from baasctl.access.rulesets.witnesses import stranger
from baasctl.engines.rules_language import syntax


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission, with a request of somebody who has nothing."""
    is_open = opennesses(facts)
    for permission in permissions_of(facts):
        node = next(filter(_takes_defaults, permission.nodes), None)
        if node is None or permission in is_open:
            continue
        methods = (each for each in METHODS if each in permission.methods)
        found = (stranger(permission, each, facts.now, is_signed_in=True) for each in methods)
        witness = next(filter(None, found), None)
        if witness:
            yield hit(
                permission,
                "holds where the claim and the field are both missing: their defaults are equal",
                "take the claim without a default: where it is missing, the condition fails",
                node=node,
                witness=witness,
            )


def _takes_defaults(node: syntax.Expression) -> bool:
    """`resource.data.get('org', '') == request.auth.token.get('org', '')`."""
    if not isinstance(node, syntax.Binary) or node.operator != "==":
        return False
    match node.left, node.right:
        case (
            syntax.MethodCall(name="get", arguments=(_, syntax.Literal(value=one))),
            syntax.MethodCall(name="get", arguments=(_, syntax.Literal(value=other))),
        ) if one == other:
            said = (mention_of(node.left), mention_of(node.right))
            return any(each is not None and each.is_below("request", "auth") for each in said)
        case _:
            return False


RULE = Rule(
    number=150,
    name="both_missing",
    title="Two missing values are equal",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Users without the claim get in wherever the document lacks the field.",
    remediation="https://firebase.google.com/docs/reference/rules/rules.Map#get",
    providers=frozenset({"firebase"}),
    each_of=FIRESTORE_AND_STORAGE,
    hits=hits,
)
