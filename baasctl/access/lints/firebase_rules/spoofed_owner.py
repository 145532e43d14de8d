"""Rules by which documents can be created that are somebody else's."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.openings import guarded_permissions
from baasctl.access.lints.firebase_rules.owners import BEFORE, owner_fields
from baasctl.access.lints.firebase_rules.saying import hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.reading import FIRESTORE, Permission, permissions_of
from baasctl.access.rulesets.witnesses import Trial, allowed_trials, changed, shown

_SOMEBODY_ELSE = "u2"
_MOST_FIELDS = 5
"""By which owners of one path are told; more are tried by nobody, and would take their time for each permission."""


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission and field by which other permissions at its path tell owners; each with a request."""
    owners: dict[tuple[int, str], dict[str, None]] = {}
    for each in permissions_of(facts, FIRESTORE):
        owners.setdefault((id(each.resource), each.name), {}).update(dict.fromkeys(owner_fields(each, BEFORE)))
    for permission in guarded_permissions(facts, "create"):
        for field in tuple(owners[id(permission.resource), permission.name])[:_MOST_FIELDS]:
            is_looked_at = permission.speaks_of("request", "resource", "data", field)
            trial = None if is_looked_at else _created_for_another(permission, field, facts)
            if trial:
                yield hit(
                    permission,
                    f"lets a user create a document that is somebody else's: `{field}` may be any id",
                    f"add `&& request.resource.data.{field} == request.auth.uid`",
                    witness=shown(trial),
                )


def _created_for_another(permission: Permission, field: str, facts: Facts) -> Trial | None:
    for trial in allowed_trials(permission, "create", facts.now, with_claims=False):
        if other := changed(permission, trial, {field: _SOMEBODY_ELSE}):
            return other
    return None


RULE = Rule(
    number=152,
    name="spoofed_owner",
    title="Documents can be created in another's name",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Who owns a document is what its creator wrote: posts, orders and messages come from whom they like.",
    remediation="https://firebase.google.com/docs/firestore/security/rules-fields",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules"}),
    hits=hits,
)
