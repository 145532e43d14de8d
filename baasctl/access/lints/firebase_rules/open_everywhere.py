"""Rules that are open at every path at once."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import FIRESTORE_AND_STORAGE, hit, listed
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.openness import opennesses
from baasctl.access.rulesets.reading import WRITES
from baasctl.access.rulesets.witnesses import stranger


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission that speaks of every document, or object, and asks for nothing or for a sign-in only."""
    for permission, openness in opennesses(facts).items():
        if not permission.is_everywhere or openness.until is not None:
            continue
        is_signed_in = not openness.everybody
        methods = openness.everybody or openness.signed_in
        first = next((each for each in methods if each in WRITES), methods[0])
        whom = "whoever is signed in" if is_signed_in else "everybody, signed in or not,"
        yield hit(
            permission,
            f"lets {whom} {listed(methods)} everything; no rule below it can take that back",
            "write a `match` for each collection or folder, and nothing at `{document=**}`",
            witness=stranger(permission, first, facts.now, is_signed_in=is_signed_in),
        )


RULE = Rule(
    number=123,
    name="open_everywhere",
    title="Everything is open",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="A permission for every path is joined to all others by `or`: it opens also what other rules protect.",
    remediation="https://firebase.google.com/docs/rules/insecure-rules",
    providers=frozenset({"firebase"}),
    each_of=FIRESTORE_AND_STORAGE,
    hits=hits,
)
