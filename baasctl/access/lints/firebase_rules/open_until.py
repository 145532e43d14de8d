"""Rules of the console's test mode: open until a day, closed for everybody from then on."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import ALL_RULES, database_hit, hit, listed
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.database_openness import database_opennesses
from baasctl.access.rulesets.openness import opennesses
from baasctl.access.rulesets.witnesses import stranger


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission."""
    for permission, openness in opennesses(facts).items():
        if openness.until is None:
            continue
        methods = openness.everybody or openness.signed_in
        whom = "everybody" if openness.everybody else "whoever is signed in"
        day = openness.until.date().isoformat()
        is_over = facts.now >= openness.until
        yield hit(
            permission,
            f"let {whom} {listed(methods)} until {day} and denies all since then"
            if is_over
            else f"lets {whom} {listed(methods)} until {day}, and nobody anything from then on",
            "say who may, whatever the day",
            witness=None
            if is_over
            else stranger(permission, methods[0], facts.now, is_signed_in=not openness.everybody),
        )
    for rule, openness in database_opennesses(facts).items():
        if openness.until is not None:
            whom = "everybody" if openness.everybody else "whoever is signed in"
            day = openness.until.date().isoformat()
            is_over = facts.now >= openness.until
            yield database_hit(
                rule,
                f"let {whom} in until {day} and denies all since then"
                if is_over
                else f"lets {whom} in until {day}, and nobody from then on",
                "say who may, whatever the day",
            )


RULE = Rule(
    number=124,
    name="open_until",
    title="Open until a day",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="Test mode is open to the world until its day, and an outage behind it.",
    remediation="https://firebase.google.com/docs/rules/insecure-rules",
    providers=frozenset({"firebase"}),
    each_of=ALL_RULES,
    hits=hits,
)
