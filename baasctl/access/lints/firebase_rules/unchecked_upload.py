"""Storage rules that take files of any size and type."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import hit, listed
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.reading import STORAGE, Permission, permissions_of
from baasctl.access.rulesets.storage_witnesses import big_page
from baasctl.engines.rules_language import syntax

_CHECKS = {"size": "size", "contentType": "type"}


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission."""
    for permission in permissions_of(facts, STORAGE):
        if not permission.methods & {"create", "update"} or _denies(permission):
            continue
        method = "create" if "create" in permission.methods else "update"
        missing = [name for name in _CHECKS if not permission.speaks_of("request", "resource", name)]
        if missing:
            wanted = {"size": "request.resource.size < 5 * 1024 * 1024",
                      "contentType": "request.resource.contentType.matches('image/.*')"}[missing[0]]  # fmt: skip
            yield hit(
                permission,
                f"takes files of any {listed([_CHECKS[name] for name in missing])}",
                f"add `&& {wanted}`",
                witness=big_page(permission, method, facts.now),
            )


def _denies(permission: Permission) -> bool:
    return isinstance(permission.condition, syntax.Literal) and permission.condition.value is False


RULE = Rule(
    number=142,
    name="unchecked_upload",
    title="Files of any size and type",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="The bill for storage and traffic is yours, and so is the page that somebody's HTML file is served from.",
    remediation="https://firebase.google.com/docs/storage/security/rules-conditions",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"storage_rules"}),
    hits=hits,
)
