"""Rules that let everybody write."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.openings import open_conditions, open_hit, open_permissions
from baasctl.access.lints.firebase_rules.saying import ALL_RULES, database_hit, listed
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.reading import WRITES


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission."""
    for permission, methods in open_permissions(facts, WRITES):
        yield open_hit(
            permission,
            methods,
            f"lets everybody {listed(methods)}, signed in or not, whatever they write",
            "say who may, such as `if request.auth != null && request.auth.uid == …`",
            facts,
        )
    for rule in open_conditions(facts, ".write"):
        yield database_hit(
            rule,
            "lets everybody write and delete, signed in or not, there and at all paths below",
            "say who may, such as `auth.uid === $uid`",
        )


RULE = Rule(
    number=121,
    name="open_write",
    title="Everybody may write",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="Anybody who knows the project's id, which every app shows, can change or delete what is there.",
    remediation="https://firebase.google.com/docs/rules/insecure-rules",
    providers=frozenset({"firebase"}),
    each_of=ALL_RULES,
    hits=hits,
)
