"""Rules of the Realtime Database that a rule above them makes void."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import database_hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.database_openness import database_opennesses
from baasctl.access.rulesets.database_tree import DatabaseRule, database_conditions
from baasctl.access.rulesets.openness import Openness


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each rule that would be stricter; its nearest open one above is named."""
    is_open = database_opennesses(facts)
    by_node = {(id(rule.node), rule.name): openness for rule, openness in is_open.items()}
    for rule in database_conditions(facts, ".read", ".write"):
        own = is_open.get(rule, Openness())
        for depth in range(len(rule.above) - 1, -1, -1):
            above = by_node.get((id(rule.above[depth]), rule.name))
            if above is not None and above.until is None and _is_wider(above, own):
                yield _hit(rule, "/" + "/".join(rule.path[:depth]), above)
                break


def _is_wider(above: Openness, own: Openness) -> bool:
    return not own.everybody and (bool(above.everybody) or not own.signed_in)


def _hit(rule: DatabaseRule, path: str, above: Openness) -> Hit:
    whom = "everybody" if above.everybody else "whoever is signed in"
    what = rule.name.removeprefix(".")
    return database_hit(
        rule,
        f"holds nobody back: `{rule.name}` at `{path}` lets {whom} {what} all that is below it",
        f"take `{rule.name}` at `{path}` away, and write it at the children that are to be open",
    )


RULE = Rule(
    number=143,
    name="opened_above",
    title="Opened by a rule above",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="What `.read` or `.write` allows at a path, no rule below can take back.",
    remediation="https://firebase.google.com/docs/database/security/core-syntax#read-and-write-rules-cascade",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"database_rules"}),
    hits=hits,
)
