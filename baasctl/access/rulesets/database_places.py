"""Places in the database that conditions of the Realtime Database speak of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from baasctl.engines.rules_language import database_syntax as syntax

USER: Final = "<uid>"
"""Stands in a path for the id of who asks."""


@dataclass(frozen=True, slots=True)
class SpokenOf:
    """`root.child('users/' + auth.uid).child('role')`.

    Attributes:
        root: `root`, `data` or `newData`.
        path: Names of children; that of who asks is `USER`.
    """

    root: str
    path: tuple[str, ...]
    node: syntax.Expression


def spoken_of(tree: syntax.Expression | None) -> Iterator[SpokenOf]:
    """Every place whose value the condition asks for, or whether it exists; not those with names that are not known."""
    for node in syntax.walk(tree) if tree is not None else ():
        match node:
            case syntax.Invocation(function=syntax.Property(name="val" | "exists", of=of)):
                found = _place(of)
                if found is not None:
                    yield SpokenOf(found[0], found[1], node)


def equals_user(node: syntax.Expression) -> SpokenOf | None:
    """The place in `place.val() === auth.uid`; `None`: it is something else."""
    if not isinstance(node, syntax.Operation) or node.operator not in {"==", "==="}:
        return None
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if is_uid(other):
            return next((each for each in spoken_of(one) if each.node is one), None)
    return None


def is_uid(node: syntax.Expression) -> bool:
    """Whether it is `auth.uid`."""
    match node:
        case syntax.Property(name="uid", of=syntax.Name(name="auth")):
            return True
        case _:
            return False


def _place(node: syntax.Expression) -> tuple[str, tuple[str, ...]] | None:
    steps: list[syntax.Expression] = []
    here = node
    while isinstance(here, syntax.Invocation):
        function = here.function
        if not isinstance(function, syntax.Property) or function.name != "child" or len(here.arguments) != 1:
            return None
        steps.append(here.arguments[0])
        here = function.of
    if not isinstance(here, syntax.Name):
        return None
    names = [_names(each) for each in reversed(steps)]
    if any(each is None for each in names):
        return None
    return here.name, tuple(name for each in names for name in each or "" if name)


def _names(node: syntax.Expression) -> list[str] | None:
    """The names in `'users/' + auth.uid`; `None`: not all of them are known."""
    text = _text(node)
    return None if text is None else text.split("/")


def _text(node: syntax.Expression) -> str | None:
    if isinstance(node, syntax.Constant) and isinstance(node.value, str):
        return node.value
    if is_uid(node):
        return USER
    if isinstance(node, syntax.Operation) and node.operator == "+":
        left, right = _text(node.left), _text(node.right)
        return None if left is None or right is None else left + right
    return None


def first_part(node: syntax.Expression) -> syntax.Expression:
    """The part that begins first: an operation itself is where its sign is."""
    return min(syntax.walk(node), key=lambda part: part.start)


def token_claim(node: syntax.Expression) -> str:
    """`email` of `auth.token.email`; empty for anything else."""
    match node:
        case syntax.Property(name=name, of=syntax.Property(name="token", of=syntax.Name(name="auth"))):
            return name
        case _:
            return ""


def asks_who(tree: syntax.Expression) -> bool:
    """Whether the condition asks more of `auth` than that there is one."""
    trivial: set[int] = set()
    for node in syntax.walk(tree):
        if isinstance(node, syntax.Operation):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(other, syntax.Constant) and other.value is None:
                    trivial.add(id(one.of if is_uid(one) and isinstance(one, syntax.Property) else one))
    return any(
        isinstance(node, syntax.Name) and node.name == "auth" and id(node) not in trivial for node in syntax.walk(tree)
    )


def is_for_new_only(tree: syntax.Expression) -> bool:
    """Whether it holds only where nothing was there before, as far as is easily told."""
    match tree:
        case syntax.Joined(operator="&&", operands=operands):
            return any(map(is_for_new_only, operands))
        case syntax.Joined(operands=operands):
            return all(map(is_for_new_only, operands))
        case syntax.Prefixed(operator="!", operand=operand):
            return next((each.root == "data" and not each.path for each in spoken_of(operand)), False)
        case syntax.Operation(operator="==" | "===", left=left, right=syntax.Constant(value=None)):
            return next((each.root == "data" and not each.path for each in spoken_of(left)), False)
        case _:
            return False
