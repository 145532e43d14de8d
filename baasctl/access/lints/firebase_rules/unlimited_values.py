"""Rules that ask for the type of a text or list, and not for its size."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.owners import AFTER
from baasctl.access.lints.firebase_rules.saying import database_hit, hit, listed
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.database_tree import DatabaseRule, database_conditions
from baasctl.access.rulesets.mentions import mention_of
from baasctl.access.rulesets.reading import FIRESTORE, Permission, permissions_of
from baasctl.engines.rules_language import database_syntax, syntax

_GROWING = frozenset({"string", "list", "map", "bytes"})
_BOUNDING = frozenset({"==", "in", "<", "<="})
_BOUNDING_METHODS = frozenset({"size", "matches", "hasOnly"})


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission."""
    for permission in permissions_of(facts, FIRESTORE):
        if not permission.methods & {"create", "update"}:
            continue
        typed = {
            field: node
            for node in permission.nodes
            if isinstance(node, syntax.TypeTest) and node.type in _GROWING and (field := _field(node.operand))
        }
        found = [field for field in typed if field not in _bounded(permission)] if typed else []
        if found:
            yield hit(
                permission,
                f"takes {listed([f'`{field}`' for field in found])} of any size, up to the 1 MiB of a document",
                f"add `&& request.resource.data.{found[0]}.size() <= …`",
                node=typed[found[0]],
            )
    for rule in database_conditions(facts, ".validate"):
        asked = _texts_of_any_size(rule)
        if asked is not None:
            yield database_hit(
                rule,
                "takes a text of any size, up to the 10 MB of a value",
                "add `&& newData.val().length <= …`",
                node=asked,
            )


def _texts_of_any_size(rule: DatabaseRule) -> database_syntax.Part | None:
    """The `newData.isString()` of a rule that asks nothing more of the text; `None`: there is none."""
    nodes = tuple(database_syntax.walk(rule.condition.tree)) if rule.condition.tree is not None else ()
    asked = next((each for each in nodes if _is_new_text(each)), None)
    is_limited = any(
        (isinstance(each, database_syntax.Property) and each.name in {"length", "matches"})
        or (isinstance(each, database_syntax.Operation) and each.operator in {"==", "==="} and _is_new_value(each))
        for each in nodes
    )
    return None if is_limited else asked


def _is_new_text(node: database_syntax.Expression) -> bool:
    match node:
        case database_syntax.Property(name="isString", of=database_syntax.Name(name="newData")):
            return True
        case _:
            return False


def _is_new_value(node: database_syntax.Operation) -> bool:
    return any(
        isinstance(each, database_syntax.Invocation)
        and isinstance(each.function, database_syntax.Property)
        and each.function.name == "val"
        and isinstance(each.function.of, database_syntax.Name)
        for each in (node.left, node.right)
    )


def _bounded(permission: Permission) -> frozenset[str]:
    found: set[str] = set()
    for node in permission.nodes:
        if isinstance(node, syntax.MethodCall) and node.name in _BOUNDING_METHODS:
            of = node.of.of if isinstance(node.of, syntax.MethodCall) and node.of.name == "keys" else node.of
            found.add(_field(of))
        elif isinstance(node, syntax.Binary) and node.operator in _BOUNDING:
            found |= {_field(node.left), _field(node.right)}
    return frozenset(found)


def _field(node: syntax.Expression) -> str:
    said = mention_of(node)
    return ".".join(said.path[2:]) if said is not None and said.field(*AFTER) else ""


RULE = Rule(
    number=130,
    name="unlimited_values",
    title="Text or list of any size",
    weight=Weight.LOW,
    category="SECURITY",
    about="Every reader pays for what one user stores: time, traffic and money.",
    remediation="https://firebase.google.com/docs/firestore/security/rules-fields",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules", "database_rules"}),
    hits=hits,
)
