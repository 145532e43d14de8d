"""Rules that ask for a sign-in and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import ALL_RULES, database_hit, hit, listed
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.database_openness import database_opennesses
from baasctl.access.rulesets.openness import opennesses
from baasctl.access.rulesets.witnesses import stranger


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission; what is open at every path is another lint's."""
    for permission, openness in opennesses(facts).items():
        if not openness.signed_in or openness.until is not None or permission.is_everywhere:
            continue
        yield hit(
            permission,
            f"lets whoever is signed in {listed(openness.signed_in)}, whosever it is",
            "compare `request.auth.uid` with the owner, or ask for a claim; signing up is open to everybody",
            witness=stranger(permission, openness.signed_in[0], facts.now, is_signed_in=True),
        )
    for rule, openness in database_opennesses(facts).items():
        if openness.signed_in and openness.until is None:
            yield database_hit(
                rule,
                f"lets whoever is signed in {rule.name.removeprefix('.')}, whosever it is",
                "compare `auth.uid` with the owner, or ask for a claim; signing up is open to everybody",
            )


RULE = Rule(
    number=125,
    name="open_to_any_user",
    title="Any signed-in user may",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Anybody can sign up, or sign in anonymously where that is on: a sign-in alone says nothing about a person.",
    remediation="https://firebase.google.com/docs/rules/basics",
    providers=frozenset({"firebase"}),
    each_of=ALL_RULES,
    hits=hits,
)
