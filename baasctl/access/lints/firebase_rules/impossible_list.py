"""Permissions to list that no query can have."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.openness import situation
from baasctl.access.rulesets.possible import never
from baasctl.access.rulesets.reading import FIRESTORE, Permission, permissions_of


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission that says `list`; in `read` it may be an accident."""
    for permission in permissions_of(facts, FIRESTORE):
        if "list" in permission.allow.methods and permission.id_wildcard and _is_impossible(permission, facts):
            yield hit(
                permission,
                f"can never list: `{permission.id_wildcard}` has no value in a query",
                "compare a field of the documents, and filter the query by it",
            )


def _is_impossible(permission: Permission, facts: Facts) -> bool:
    listing, getting = (situation(permission, each, facts.now, is_signed_in=True) for each in ("list", "get"))
    return never(permission.condition, listing) and not never(permission.condition, getting)


RULE = Rule(
    number=137,
    name="impossible_list",
    title="List that is always denied",
    weight=Weight.MEDIUM,
    category="CORRECTNESS",
    about="Rules judge a query by what it asks for, not document by document: the documents' ids are not known.",
    remediation="https://firebase.google.com/docs/firestore/security/rules-query",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules"}),
    hits=hits,
)
