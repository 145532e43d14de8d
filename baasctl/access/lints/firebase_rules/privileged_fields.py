"""Rules that let users change fields which say what they may, or have."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.owners import AFTER, BEFORE, owner_fields
from baasctl.access.lints.firebase_rules.saying import hit, listed
from baasctl.access.lints.privileged_names import is_privileged
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.openness import opennesses
from baasctl.access.rulesets.reading import FIRESTORE, Permission, permissions_of
from baasctl.access.rulesets.witnesses import Trial, allowed_trials, changed, shown


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission that looks at what is written, and not at a field of this sort that its rules know."""
    is_open = opennesses(facts)
    permissions = tuple(permissions_of(facts, FIRESTORE))
    fields: dict[tuple[object, str], dict[str, None]] = {}
    for each in permissions:
        fields.setdefault((id(each.resource), each.name), {}).update(dict.fromkeys(_fields(each)))
    for permission in permissions:
        known = fields[id(permission.resource), permission.name]
        if not known or "update" not in permission.methods or permission in is_open:
            continue
        if not permission.speaks_of(*AFTER):
            continue
        found = [(field, trial) for field in known if (trial := _changed(permission, field, facts))]
        if found:
            names = [f"`{field}`" for field, _ in found]
            yield hit(
                permission,
                f"lets a user change {listed(names)}",
                "name what may change: `request.resource.data.diff(resource.data).affectedKeys().hasOnly([…])`",
                witness=shown(found[0][1]),
            )


def _fields(permission: Permission) -> Iterator[str]:
    for mention in permission.mentions:
        for of in (BEFORE, AFTER):
            field = mention.field(*of)
            if field and is_privileged(field) and field not in owner_fields(permission, of):
                yield field


def _changed(permission: Permission, field: str, facts: Facts) -> Trial | None:
    """Both a text and a truth are tried."""
    for trial in allowed_trials(permission, "update", facts.now, with_claims=False):
        before = trial.existing.get(field)
        for value in ("admin", True, 1_000_000):
            if value != before and (other := changed(permission, trial, {field: value})):
                return other
    return None


RULE = Rule(
    number=128,
    name="privileged_fields",
    title="Users may change their own privileges",
    weight=Weight.HIGH,
    category="SECURITY",
    about="A role, a balance or a flag of approval that its user may write says nothing.",
    remediation="https://firebase.google.com/docs/firestore/security/rules-fields",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules"}),
    hits=hits,
)
