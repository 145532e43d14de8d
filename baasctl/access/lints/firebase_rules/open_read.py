"""Rules that let everybody read."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.openings import open_conditions, open_hit, open_permissions
from baasctl.access.lints.firebase_rules.saying import ALL_RULES, database_hit, listed
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.reading import READS, STORAGE

_HINT = "where this is meant, write `// baasctl-ignore: open_read because …` above it; else say who may"


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission; that files can be listed is another lint's."""
    for permission, reads in open_permissions(facts, READS):
        methods = [each for each in reads if permission.service != STORAGE or each != "list"]
        if methods:
            yield open_hit(permission, methods, f"lets everybody {listed(methods)}, signed in or not", _HINT, facts)
    for rule in open_conditions(facts, ".read"):
        yield database_hit(rule, "lets everybody read, signed in or not, there and at all paths below", _HINT)


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
