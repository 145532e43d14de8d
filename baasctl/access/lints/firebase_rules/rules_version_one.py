"""Rules in version 1 of their language."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import FIRESTORE_AND_STORAGE
from baasctl.access.lints.rule import Hit, Place, Rule, Weight
from baasctl.access.rulesets.reading import FIRESTORE, rulesets_of


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each ruleset."""
    for rules in rulesets_of(facts):
        if rules.tree is not None and rules.tree.version == 1:
            unlike = "`{x=**}` matches one segment or more, and nothing opens to collection-group queries"
            yield Hit(
                resource=rules.resource,
                path="/source",
                detail="the rules are in version 1"
                + (f", where {unlike}" if rules.service == FIRESTORE else ", where nothing can be listed"),
                hint="begin with `rules_version = '2';` and look at every `{x=**}`",
                place=Place(start=0, whole=(0, len(rules.text))),
            )


RULE = Rule(
    number=134,
    name="rules_version_one",
    title="Rules of version 1",
    weight=Weight.INFO,
    category="CORRECTNESS",
    about="Recursive wildcards mean something else than in version 2, which all documentation is about.",
    remediation="https://firebase.google.com/docs/firestore/security/get-started#security_rules_version_2",
    providers=frozenset({"firebase"}),
    each_of=FIRESTORE_AND_STORAGE,
    hits=hits,
)
