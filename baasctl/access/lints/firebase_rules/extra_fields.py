"""Rules that name the fields which must be there, and not those which may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.owners import AFTER
from baasctl.access.lints.firebase_rules.saying import hit
from baasctl.access.lints.rule import Hit, Rule, Weight, Witness
from baasctl.access.rulesets.mentions import mention_of
from baasctl.access.rulesets.reading import FIRESTORE, permissions_of
from baasctl.access.rulesets.witnesses import Trial, allowed_trials, changed, shown
from baasctl.engines.rules_language import syntax

_LIMITING = frozenset({"hasOnly", "size"})


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission; none where a further field was tried and denied."""
    for permission in permissions_of(facts, FIRESTORE):
        methods = [each for each in ("create", "update") if each in permission.methods]
        denied = {id(node.operand) for node in permission.nodes if isinstance(node, syntax.Not)}
        demanding = [node for node in permission.nodes if id(node) not in denied and _demands(node)]
        if not methods or not demanding or any(_asks(node, *_LIMITING) for node in permission.nodes):
            continue
        trials = [each for method in methods for each in allowed_trials(permission, method, facts.now)]
        found = [other for each in trials if (other := changed(permission, each, {"anything": "x"}))]
        if trials and not found:
            continue
        yield hit(
            permission,
            f"accepts any further field: `{_written(demanding[0])}(…)` says what must be there, not what may",
            "write `hasOnly([…])` for what may be there, or may change",
            node=demanding[0],
            witness=_shown(found),
        )


def _shown(found: list[Trial]) -> Witness | None:
    return shown(found[0]) if found else None


def _demands(node: syntax.Expression) -> TypeGuard[syntax.MethodCall]:
    """`keys().hasAll(…)`, or `affectedKeys()` with `hasAll` or `hasAny`."""
    return _asks(node, "hasAll") or (_asks(node, "hasAny") and _of(node) == "affectedKeys")


def _written(node: syntax.MethodCall) -> str:
    return f"{_of(node)}().{node.name}"


def _of(node: syntax.Expression) -> str:
    return node.of.name if isinstance(node, syntax.MethodCall) and isinstance(node.of, syntax.MethodCall) else ""


def _asks(node: syntax.Expression, *names: str) -> bool:
    """Whether it is `….keys().name(…)` of what is written, or of the keys that change."""
    if not isinstance(node, syntax.MethodCall) or node.name not in names or not isinstance(node.of, syntax.MethodCall):
        return False
    if node.of.name == "affectedKeys":
        return True
    of = mention_of(node.of.of) if node.of.name == "keys" else None
    return of is not None and (of.root, *of.path) == AFTER


RULE = Rule(
    number=129,
    name="extra_fields",
    title="Further fields are accepted",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="What rules do not forbid to write is written some day: fields that other code trusts, or megabytes.",
    remediation="https://firebase.google.com/docs/firestore/security/rules-fields",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules"}),
    hits=hits,
)
