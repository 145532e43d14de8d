"""Rules that let everybody read."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import ALL_RULES, database_hit, hit, listed
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.database_openness import database_opennesses
from baasctl.access.rulesets.openness import opennesses
from baasctl.access.rulesets.reading import READS, STORAGE, Permission
from baasctl.access.rulesets.witnesses import stranger


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission; what is open at every path is another lint's."""
    for permission, openness in opennesses(facts).items():
        methods = [each for each in openness.everybody if each in READS and not _is_listing(permission, each)]
        if not methods or openness.until is not None or permission.is_everywhere:
            continue
        yield hit(
            permission,
            f"lets everybody {listed(methods)}, signed in or not",
            "where this is meant, write `// baasctl-ignore: open_read because …` above it; else say who may",
            witness=stranger(permission, methods[0], facts.now, is_signed_in=False),
        )
    for rule, openness in database_opennesses(facts).items():
        if openness.everybody == (".read",) and openness.until is None:
            yield database_hit(
                rule,
                "lets everybody read, signed in or not, there and at all paths below",
                "where this is meant, write `// baasctl-ignore: open_read because …` above it; else say who may",
            )


def _is_listing(permission: Permission, method: str) -> bool:
    """Of files, which is another lint's."""
    return permission.service == STORAGE and method == "list"


RULE = Rule(
    number=122,
    name="open_read",
    title="Everybody may read",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Anybody who knows the project's id, which every app shows, can copy all that is there.",
    remediation="https://firebase.google.com/docs/rules/insecure-rules",
    providers=frozenset({"firebase"}),
    each_of=ALL_RULES,
    hits=hits,
)
