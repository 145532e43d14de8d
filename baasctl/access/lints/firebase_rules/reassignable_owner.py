"""Rules that check the owner of a document on one side of an update only."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.database_owner import database_owner_hits
from baasctl.access.lints.firebase_rules.openings import guarded_permissions
from baasctl.access.lints.firebase_rules.owners import AFTER, BEFORE, owner_fields
from baasctl.access.lints.firebase_rules.saying import hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.reading import Permission
from baasctl.access.rulesets.wishes import UID
from baasctl.access.rulesets.witnesses import Trial, allowed_trials, changed, is_allowed, owned, shown

_SOMEBODY_ELSE = "u2"


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission and field; each with a request that proves it."""
    for permission in guarded_permissions(facts, "update"):
        for field in owner_fields(permission, BEFORE):
            trial = _given_away(permission, field, facts)
            if trial:
                yield hit(
                    permission,
                    f"lets an owner give the document to somebody else: `{field}` may change",
                    f"add `&& request.resource.data.{field} == resource.data.{field}`",
                    witness=shown(trial),
                )
        for field in owner_fields(permission, AFTER):
            trial = _taken(permission, field, facts)
            if trial:
                yield hit(
                    permission,
                    f"lets a user take somebody else's document: `{field}` is looked at only as it will be",
                    f"add `&& resource.data.{field} == request.auth.uid`",
                    witness=shown(trial),
                )


def _everything(facts: Facts) -> Iterator[Hit]:
    yield from hits(facts)
    yield from database_owner_hits(facts)


def _given_away(permission: Permission, field: str, facts: Facts) -> Trial | None:
    for trial in allowed_trials(permission, "update", facts.now, with_claims=False):
        if trial.existing.get(field) == UID and (other := changed(permission, trial, {field: _SOMEBODY_ELSE})):
            return other
    return None


def _taken(permission: Permission, field: str, facts: Facts) -> Trial | None:
    for trial in allowed_trials(permission, "update", facts.now, with_claims=False):
        other = owned(trial, {field: _SOMEBODY_ELSE})
        if trial.new.get(field) == UID and is_allowed(permission, other):
            return other
    return None


RULE = Rule(
    number=127,
    name="reassignable_owner",
    title="Ownership may be given away or taken",
    weight=Weight.HIGH,
    category="SECURITY",
    about="An update is judged by what is there and by what will be: who checks one of them lets the other change.",
    remediation="https://firebase.google.com/docs/firestore/security/rules-fields",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules", "database_rules"}),
    hits=_everything,
)
