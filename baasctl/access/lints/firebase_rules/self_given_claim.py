"""Rules that trust a claim which users set themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.owners import AFTER
from baasctl.access.lints.firebase_rules.saying import ALL_RULES, database_hit, hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.database_places import first_part, spoken_of, token_claim
from baasctl.access.rulesets.database_tree import database_conditions
from baasctl.access.rulesets.mentions import mention_of
from baasctl.access.rulesets.reading import permissions_of
from baasctl.engines.rules_language import database_syntax, syntax

_PROFILE: Final = ("name", "picture")
"""The SDKs' `updateProfile` writes them."""


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission or condition; what is written may be compared with them."""
    for permission in permissions_of(facts):
        found = next(((node, claim) for node in permission.nodes if (claim := _trusted(node))), None)
        if found:
            detail = f"decides by `request.auth.token.{found[1]}`, which users write into their own profile"
            yield hit(permission, detail, "compare `request.auth.uid`, or a custom claim", node=found[0])
    for rule in database_conditions(facts, ".read", ".write", ".validate"):
        for node in database_syntax.walk(rule.condition.tree) if rule.condition.tree is not None else ():
            if claim := _trusted_of_database(node):
                detail = f"decides by `auth.token.{claim}`, which users write into their own profile"
                hint = "compare `auth.uid`, or a custom claim"
                yield database_hit(rule, detail, hint, node=first_part(node))
                break


def _trusted(node: syntax.Expression) -> str:
    match node:
        case syntax.Binary(operator="==" | "in", left=left, right=right):
            sides: tuple[syntax.Expression, ...] = (left, right)
        case syntax.MethodCall(name="matches", of=of):
            sides = (of,)
        case _:
            return ""
    found = [each for each in map(mention_of, sides) if each is not None]
    if any(each.is_below(*AFTER) for each in found):
        return ""
    return next((claim for each in found for claim in _PROFILE if each.is_below("request", "auth", "token", claim)), "")


def _trusted_of_database(node: database_syntax.Expression) -> str:
    if not isinstance(node, database_syntax.Operation) or node.operator not in {"==", "==="}:
        return ""
    if any(each.root == "newData" for each in spoken_of(node)):
        return ""
    return next((claim for side in (node.left, node.right) if (claim := token_claim(side)) in _PROFILE), "")


RULE = Rule(
    number=149,
    name="self_given_claim",
    title="A claim is trusted that users set themselves",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Display name and picture are in every token, as their user last wrote them: anybody can be called Admin.",
    remediation="https://firebase.google.com/docs/auth/admin/custom-claims",
    providers=frozenset({"firebase"}),
    each_of=ALL_RULES,
    hits=hits,
)
