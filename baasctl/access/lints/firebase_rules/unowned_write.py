"""Rules that look at what is written, and at nobody who writes: whosever document it is may be changed."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.database_strangers import database_strangers
from baasctl.access.lints.firebase_rules.saying import ALL_RULES, hit, listed
from baasctl.access.lints.rule import Hit, Rule, Weight, Witness
from baasctl.access.rulesets.asking import asks_who
from baasctl.access.rulesets.openness import Openness, opennesses
from baasctl.access.rulesets.reading import STORAGE, Permission, permissions_of
from baasctl.access.rulesets.witnesses import allowed_trials, changed, shown, stranger
from baasctl.engines.rules_language import syntax


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission, with a request that proves it; of the Realtime Database without one."""
    is_open = opennesses(facts)
    for permission in permissions_of(facts):
        if not permission.methods & {"update", "delete"} or asks_who(permission):
            continue
        known = is_open.get(permission, Openness())
        methods = [
            each
            for each in ("update", "delete")
            if each in permission.methods and each not in (*known.everybody, *known.signed_in)
        ]
        for is_signed_in, whom in ((False, "everybody, signed in or not,"), (True, "whoever is signed in")):
            proofs = {each: _proof(permission, each, facts, is_signed_in=is_signed_in) for each in methods}
            found = [each for each, proof in proofs.items() if proof]
            if found:
                yield hit(
                    permission,
                    f"lets {whom} {listed(found)} what is somebody else's: it asks for data, and not who it is",
                    "compare `request.auth.uid` with the owner, or ask for a claim",
                    witness=proofs[found[0]],
                )
                break
    yield from database_strangers(facts)


def _proof(permission: Permission, method: str, facts: Facts, *, is_signed_in: bool) -> Witness | None:
    if permission.service == STORAGE:
        return stranger(permission, method, facts.now, is_signed_in=is_signed_in)
    for trial in allowed_trials(permission, method, facts.now, with_claims=False, is_signed_in=is_signed_in):
        if (
            method != "update"
            or not _names_what_may_change(permission)
            or changed(permission, trial, {"anything": "x"})
        ):
            return shown(trial)
    return None


def _names_what_may_change(permission: Permission) -> bool:
    """Likes and counters: fields that everybody may change are named on purpose."""
    return any(isinstance(node, syntax.MethodCall) and node.name == "affectedKeys" for node in permission.nodes)


RULE = Rule(
    number=148,
    name="unowned_write",
    title="Nobody is asked whose it is",
    weight=Weight.HIGH,
    category="SECURITY",
    about="A check of the data keeps its form, and nobody's hands off it: everybody may change or delete all of it.",
    remediation="https://firebase.google.com/docs/rules/basics",
    providers=frozenset({"firebase"}),
    each_of=ALL_RULES,
    hits=hits,
)
