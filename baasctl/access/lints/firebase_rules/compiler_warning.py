"""What Google's compiler warns of in rules that are live: names that there are not, wrong numbers of arguments.

Of rules in a spec `validate` tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import FIRESTORE_AND_STORAGE
from baasctl.access.lints.rule import Hit, Place, Rule, Weight
from baasctl.access.rulesets.reading import rulesets_of
from baasctl.engines.rules_language.checking import checked_tree


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each warning that has a place."""
    for rules in rulesets_of(facts):
        if rules.tree is None or rules.resource.declared_at is not None:
            continue
        starts = [0]
        for line in rules.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        for mistake in checked_tree(rules.tree, rules.text):
            if mistake.line:
                start = starts[mistake.line - 1] + mistake.column - 1
                yield Hit(
                    resource=rules.resource,
                    path="/source",
                    detail=mistake.reason,
                    hint="what is unknown to the compiler fails in every request: the condition denies",
                    place=Place(start=start, whole=(start, start + 1)),
                )


RULE = Rule(
    number=147,
    name="compiler_warning",
    title="Google's compiler warns",
    weight=Weight.HIGH,
    category="CORRECTNESS",
    about="Rules with a misspelt name are released all the same, and deny whatever depends on it.",
    remediation="https://firebase.google.com/docs/rules/rules-language",
    providers=frozenset({"firebase"}),
    each_of=FIRESTORE_AND_STORAGE,
    hits=hits,
)
