"""Rules by which users add themselves to a group."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.openings import guarded_permissions
from baasctl.access.lints.firebase_rules.owners import AFTER
from baasctl.access.lints.firebase_rules.saying import hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.mentions import mention_of
from baasctl.access.rulesets.reading import Permission
from baasctl.access.rulesets.wishes import UID
from baasctl.access.rulesets.witnesses import Trial, allowed_trials, is_allowed, owned, shown
from baasctl.engines.rules_language import syntax

_OTHERS = ("u2",)


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission and list of members; each with a request that proves it."""
    for permission in guarded_permissions(facts, "update"):
        for field in dict.fromkeys(_member_fields(permission)):
            trial = _joined(permission, field, facts)
            if trial:
                yield hit(
                    permission,
                    f"lets a user join by themselves: `{field}` is looked at only as it will be",
                    f"add `&& request.auth.uid in resource.data.{field}`",
                    witness=shown(trial),
                )


def _member_fields(permission: Permission) -> Iterator[str]:
    """Lists of the document after the write that the user's id is looked for in."""
    for node in permission.nodes:
        if isinstance(node, syntax.Binary) and node.operator == "in":
            who, members = mention_of(node.left), mention_of(node.right)
            field = members.field(*AFTER) if members is not None else ""
            if field and who is not None and who.is_below("request", "auth", "uid"):
                yield field


def _joined(permission: Permission, field: str, facts: Facts) -> Trial | None:
    for trial in allowed_trials(permission, "update", facts.now, with_claims=False):
        other = owned(trial, {field: _OTHERS})
        members = trial.new.get(field)
        if isinstance(members, tuple) and UID in members and is_allowed(permission, other):
            return other
    return None


RULE = Rule(
    number=153,
    name="self_added_member",
    title="Users may add themselves to a group",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Whoever may write themselves into the list of members reads and changes what is the members'.",
    remediation="https://firebase.google.com/docs/firestore/solutions/role-based-access",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules"}),
    hits=hits,
)
