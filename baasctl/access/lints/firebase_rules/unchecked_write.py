"""Rules that look at who writes, and not at what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.owners import owner_fields
from baasctl.access.lints.firebase_rules.saying import hit, listed
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rules.values import Value
from baasctl.access.rulesets.openness import METHODS, opennesses, situation
from baasctl.access.rulesets.possible import never
from baasctl.access.rulesets.reading import FIRESTORE, Permission, permissions_of
from baasctl.access.rulesets.witnesses import allowed_trials, changed, shown
from baasctl.engines.rules_language import syntax

_ANYTHING: Final[Mapping[str, Value]] = {"anything": "x"}


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission that users have by their id; claims and other documents are somebody's to give."""
    is_open = opennesses(facts)
    for permission in permissions_of(facts, FIRESTORE):
        if permission in is_open or not _is_about_a_user(permission):
            continue
        methods = [
            each
            for each in METHODS
            if each in permission.methods & {"create", "update"}
            and not never(permission.condition, situation(permission, each, facts.now, is_signed_in=True))
        ]
        if not methods:
            continue
        trials = allowed_trials(permission, methods[0], facts.now, with_claims=False)
        found = (changed(permission, each, _ANYTHING) for each in trials)
        trial = next((each for each in found if each), None)
        yield hit(
            permission,
            f"lets a user {listed(methods)} with any fields, of any type and size",
            "check `request.resource.data`: its fields by `keys().hasOnly([…])`, their types and sizes",
            witness=shown(trial) if trial else None,
        )


def _is_about_a_user(permission: Permission) -> bool:
    """Whose owner is a field of the document: that is another lint's."""
    if permission.speaks_of("request", "resource") or permission.speaks_of("request", "writeFields"):
        return False
    is_given = any(each.field("request", "auth", "token") not in ("", "sub") for each in permission.mentions)
    if is_given or any(isinstance(node, syntax.Call) for node in permission.nodes):
        return False
    return permission.speaks_of("request", "auth", "uid") and not tuple(owner_fields(permission))


RULE = Rule(
    number=126,
    name="unchecked_write",
    title="What is written is not checked",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Whoever may write a document writes all of it: other owners, other roles, megabytes of text.",
    remediation="https://firebase.google.com/docs/firestore/security/rules-fields",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules"}),
    hits=hits,
)
