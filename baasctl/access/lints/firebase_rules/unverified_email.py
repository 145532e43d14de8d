"""Rules that trust an address which nobody has verified."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import ALL_RULES, database_hit, hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.database_places import first_part, token_claim
from baasctl.access.rulesets.database_tree import database_conditions
from baasctl.access.rulesets.reading import permissions_of
from baasctl.engines.rules_language import database_syntax

_EMAIL = ("request", "auth", "token", "email")
_VERIFIED = ("request", "auth", "token", "email_verified")


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission or condition."""
    for permission in permissions_of(facts):
        email = next((each for each in permission.mentions if each.is_below(*_EMAIL)), None)
        if email is not None and not permission.speaks_of(*_VERIFIED):
            yield hit(
                permission,
                "decides by `request.auth.token.email`, which anybody can sign up with",
                "add `&& request.auth.token.email_verified == true`",
                node=email.node,
            )
    for rule in database_conditions(facts, ".read", ".write"):
        nodes = tuple(database_syntax.walk(rule.condition.tree)) if rule.condition.tree is not None else ()
        asked = next((node for node in nodes if token_claim(node) == "email"), None)
        if asked is not None and not any(token_claim(node) == "email_verified" for node in nodes):
            yield database_hit(
                rule,
                "decides by `auth.token.email`, which anybody can sign up with",
                "add `&& auth.token.email_verified === true`",
                node=first_part(asked),
            )


RULE = Rule(
    number=132,
    name="unverified_email",
    title="Address is trusted unverified",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Signing up with somebody else's address takes no more than writing it down.",
    remediation="https://firebase.google.com/docs/rules/rules-and-auth",
    providers=frozenset({"firebase"}),
    each_of=ALL_RULES,
    hits=hits,
)
