"""Collections that are known to be there, and that no rule speaks of; rules of a parent do not hold for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.inherited_by_subcollections import may_allow
from baasctl.access.lints.firebase_rules.saying import hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.mentions import OTHER_DOCUMENT
from baasctl.access.rulesets.reading import FIRESTORE, Permission, Rules, rulesets_of
from baasctl.engines.rules_language import syntax
from baasctl.model.resource import Resource

_MOST_PATHS: Final = 100
_Path: TypeAlias = tuple[str, ...]
"""Names of collections and documents; empty for a name that is not known."""


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each subcollection that conditions look into, and for each index of a collection."""
    for rules in rulesets_of(facts):
        if rules.service == FIRESTORE and rules.tree is not None:
            allowing = [each for each in rules.permissions if may_allow(each.condition)]
            yield from _looked_into(rules, allowing)
            yield from (found for index in facts.of("indexes") if (found := _indexed(index, rules, allowing)))


def _looked_into(rules: Rules, allowing: Sequence[Permission]) -> Iterator[Hit]:
    said: set[_Path] = set()
    for permission in rules.permissions:
        for node in permission.nodes:
            path = _other_document(node)
            if len(path) < 4 or path in said or len(said) >= _MOST_PATHS:
                continue
            said.add(path)
            if _is_covered(path[:-2], allowing) and not _is_covered(path, allowing):
                shown = "".join(f"/{each or '*'}" for each in path)
                yield hit(
                    permission,
                    f"looks into `{shown}`, for which there are no rules: apps can neither read nor write it",
                    f"where apps need it, write a `match` for `{path[-2]}` below its parent",
                    node=node,
                )


def _other_document(node: syntax.Expression) -> _Path:
    """The path in `get(/databases/$(database)/documents/users/$(uid)/private/role)`; empty for anything else."""
    if not isinstance(node, syntax.Call) or node.name not in OTHER_DOCUMENT | {"exists", "existsAfter"}:
        return ()
    asked = node.arguments[0] if node.arguments else None
    segments = asked.segments[3:] if isinstance(asked, syntax.Path) else ()
    return tuple(each.text if isinstance(each, syntax.LiteralSegment) else "" for each in segments)


def _indexed(index: Resource, rules: Rules, allowing: Sequence[Permission]) -> Hit | None:
    collection, scope = index.attributes.get("collection"), index.attributes.get("scope")
    if index.address.segments[0] != rules.resource.address.segments[0] or not isinstance(collection, str):
        return None
    reading = [each for each in allowing if "list" in each.methods]
    if scope == "collection_group":
        is_there = any(_is_in_every(collection, each) for each in reading)
        missing = f"no rule speaks of all collections `{collection}`, wherever they lie"
        hint = f"where apps ask so, write `match /{{path=**}}/{collection}/{{id}}`, in rules of version 2"
    else:
        is_there = any(_has_collection(each.below or (), collection) for each in reading)
        missing = f"no rule lets anybody list documents of `{collection}`"
        hint = f"where apps ask so, write a `match` for `{collection}`"
    if is_there:
        return None
    return Hit(
        resource=index, path="/collection", detail=f"only servers can make the queries it is for: {missing}", hint=hint
    )


def _is_in_every(collection: str, permission: Permission) -> bool:
    below = permission.below or ()
    first = below[0] if below else None
    if permission.version == 1 or not isinstance(first, syntax.Wildcard) or not first.is_recursive:
        return False
    return len(below) == 1 or (len(below) == 3 and _is_named(below[1], collection))


def _has_collection(below: Sequence[syntax.LiteralSegment | syntax.Wildcard], collection: str) -> bool:
    return any(
        (isinstance(each, syntax.Wildcard) and each.is_recursive)
        or (number + 1 < len(below) and _is_named(each, collection))
        for number, each in enumerate(below)
    )


def _is_covered(path: _Path, permissions: Sequence[Permission]) -> bool:
    return any(each.below is not None and _matches(path, each.below, each.version) for each in permissions)


def _matches(path: _Path, below: Sequence[syntax.LiteralSegment | syntax.Wildcard], version: int) -> bool:
    for number, segment in enumerate(below):
        if isinstance(segment, syntax.Wildcard) and segment.is_recursive:
            least, behind = 1 if version == 1 else 0, below[number + 1 :]
            left = len(path) - number - len(behind)
            return left >= least and _matches(path[len(path) - len(behind) :], behind, version)
        if number >= len(path) or not _is_named(segment, path[number]):
            return False
    return len(path) == len(below)


def _is_named(segment: syntax.LiteralSegment | syntax.Wildcard, name: str) -> bool:
    return isinstance(segment, syntax.Wildcard) or not name or segment.text == name


RULE = Rule(
    number=154,
    name="uncovered_subcollections",
    title="No rules for a collection that is used",
    weight=Weight.INFO,
    category="CORRECTNESS",
    about="Rules of a document do not hold for its subcollections: without a `match` of their own all is denied there.",
    remediation="https://firebase.google.com/docs/firestore/security/rules-structure#hierarchical_data",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules", "indexes"}),
    hits=hits,
)
