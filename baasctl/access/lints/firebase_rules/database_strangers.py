"""Rules of the Realtime Database by which somebody may write without being asked who they are."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import database_hit
from baasctl.access.lints.rule import Hit
from baasctl.access.rulesets.database_openness import database_opennesses
from baasctl.access.rulesets.database_places import asks_who, is_for_new_only
from baasctl.access.rulesets.database_possible import DatabaseSituation, known
from baasctl.access.rulesets.database_tree import database_conditions
from baasctl.access.rulesets.possible import Outcome
from baasctl.engines.rules_language import database_syntax as syntax


def database_strangers(facts: Facts) -> Iterator[Hit]:
    """One for each `.write` that looks at the data only; not for one that lets in what was not there before."""
    is_open = database_opennesses(facts)
    for rule in database_conditions(facts, ".write"):
        tree = rule.condition.tree
        if tree is None or rule in is_open or asks_who(tree) or is_for_new_only(tree) or _speaks_of_root(tree):
            continue
        for is_signed_in, whom in ((False, "everybody, signed in or not,"), (True, "whoever is signed in")):
            if known(tree, DatabaseSituation(is_signed_in=is_signed_in, now=facts.now)).outcome & Outcome.TRUE:
                yield database_hit(
                    rule,
                    f"lets {whom} write what is somebody else's: it asks for data, and not who it is",
                    "compare `auth.uid` with the owner, or ask for a claim",
                )
                break


def _speaks_of_root(tree: syntax.Expression) -> bool:
    """What is asked of other places may be a secret that users share."""
    return any(isinstance(node, syntax.Name) and node.name == "root" for node in syntax.walk(tree))
