"""Lists and paths of which a member can fail that is not the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import FIRESTORE_AND_STORAGE, hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.reading import Permission, permissions_of
from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.walking import walked


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission that has operators around such a list or path."""
    for permission in permissions_of(facts):
        node = _first(permission)
        if node is not None:
            yield hit(
                permission,
                "has a list or a path whose members before the last can fail: Google's emulator then takes those behind"
                " it for operands of the `&&` and `||` around, and may allow what fails",
                "ask before it whether the field is there, `'team' in resource.data &&`,"
                " or take it by `resource.data.get('team', '')`",
                node=node,
            )


def _first(permission: Permission) -> syntax.Expression | None:
    is_combined = isinstance(permission.condition, syntax.Binary | syntax.Not | syntax.Conditional)
    found = (node for node in permission.nodes if any(map(_can_fail, _before_others(node))))
    return next(found, None) if is_combined and not _asks_first(permission) else None


def _before_others(node: syntax.Expression) -> Sequence[syntax.Expression]:
    """Members with others behind them."""
    if isinstance(node, syntax.ListLiteral):
        return node.members[:-1]
    if isinstance(node, syntax.Path):
        return [each.value for each in node.segments[:-1] if isinstance(each, syntax.ComputedSegment)]
    return ()


def _can_fail(member: syntax.Expression) -> bool:
    """Whether it takes a field of data, which may be missing; the caller's own members are another matter."""
    return any(
        isinstance(node, syntax.Member) and isinstance(node.of, syntax.Member) and node.of.name == "data"
        for node in walked(member)
    )


def _asks_first(permission: Permission) -> bool:
    """Whether the condition looks for a field anywhere, by `in`, `hasAll` or `get`."""
    return any(
        (isinstance(node, syntax.Binary) and node.operator == "in")
        or (isinstance(node, syntax.MethodCall) and node.name == "hasAll")
        for node in permission.nodes
    )


RULE = Rule(
    number=196,
    name="failing_member",
    title="Failure inside a list or path",
    weight=Weight.LOW,
    category="SECURITY",
    about="Measured with the emulator 1.19.9; nobody says whether production does so. Tests by baasctl's own evaluator"
    " deny there.",
    remediation="https://firebase.google.com/docs/rules/rules-language",
    providers=frozenset({"firebase"}),
    each_of=FIRESTORE_AND_STORAGE,
    hits=hits,
)
