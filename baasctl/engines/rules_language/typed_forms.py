"""What an expression applies to what, and the types of literals."""

from __future__ import annotations

from typing import Final, TypeAlias

from baasctl.engines.rules_language import standard_library as library
from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.scopes import is_of_package
from baasctl.engines.rules_language.services import Profile, descriptor_or_nothing
from baasctl.engines.rules_language.standard_library import Forms, Types

Given: TypeAlias = tuple[syntax.Expression | None, ...]
"""Arguments, a method's own value first; `None` is one that is left out."""
_LITERALS: Final = {bool: "bool", int: "int", float: "float", str: "string", type(None): "null"}
_OF_SERVICES: Final = {
    **descriptor_or_nothing("firebase.storage", Profile.PRODUCTION).functions,
    **descriptor_or_nothing("cloud.firestore", Profile.PRODUCTION).functions,
}


def applied(node: syntax.Expression) -> tuple[Forms | None, Given]:  # noqa: C901, PLR0911  one case a type
    """What an expression applies, and to what; no forms: nothing that is known."""
    match node:
        case syntax.Binary():
            return library.OPERATORS[node.operator], (node.left, node.right)
        case syntax.Negation():
            return library.NEGATION, (node.operand,)
        case syntax.Not():
            return library.NOT, (node.operand,)
        case syntax.TypeTest():
            return library.TYPE_TEST, (node.operand,)
        case syntax.Member():
            return library.MEMBER, (node.of,)
        case syntax.Index():
            return library.INDEX, (node.of, node.key)
        case syntax.Slice():
            return library.SLICE, (node.of, node.first, node.last)
        case syntax.Call():
            return library.FUNCTIONS.get(node.name) or _OF_SERVICES.get(node.name), node.arguments
        case syntax.MethodCall() if is_of_package(node):
            name = f"{node.of.name}.{node.name}" if isinstance(node.of, syntax.Variable) else ""
            return library.FUNCTIONS.get(name), node.arguments
        case syntax.MethodCall():
            return library.METHODS.get(node.name), (node.of, *node.arguments)
    return None, ()


def literal_type(node: syntax.Expression) -> Types:
    """The type of what is written down as it is; of anything else, any."""
    match node:
        case syntax.Literal():
            return (_LITERALS[type(node.value)],)
        case syntax.BytesLiteral():
            return ("bytes",)
        case syntax.ListLiteral():
            return ("list",)
        case syntax.MapLiteral():
            return ("map",)
        case syntax.Path():
            return ("path",)
    return None
