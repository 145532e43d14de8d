"""What a condition speaks of: fields of the request, of the document, of other documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from baasctl.engines.rules_language import syntax

OTHER_DOCUMENT: Final = frozenset({"get", "getAfter"})
Expression: Final = get_args(syntax.Expression)

PARTS: Final[Mapping[type, tuple[str, ...]]] = {
    syntax.Binary: ("left", "right"),
    syntax.Member: ("of",),
    syntax.MethodCall: ("of", "arguments"),
    syntax.Call: ("arguments",),
    syntax.Not: ("operand",),
    syntax.Negation: ("operand",),
    syntax.TypeTest: ("operand",),
    syntax.Index: ("of", "key"),
    syntax.Slice: ("of", "first", "last"),
    syntax.Conditional: ("condition", "then", "otherwise"),
    syntax.ListLiteral: ("members",),
    syntax.MapLiteral: ("entries",),
    syntax.Path: ("segments",),
    syntax.ComputedSegment: ("value",),
}
"""Members of a node that hold others, in written order: one, none, or a tuple of them."""


@dataclass(frozen=True, slots=True)
class Mention:
    """`request.resource.data.title`: a name and the members that are taken of it.

    Attributes:
        root: A variable, or `get` or `getAfter` with its call in `call`.
        path: Members; what is no constant is `*`. `map.get('a', …)` counts as the member `a`.
    """

    root: str
    path: tuple[str, ...]
    node: syntax.Expression
    call: syntax.Call | None = None

    def is_below(self, *names: str) -> bool:
        """Whether it is that member, or one of its members: `is_below("request", "auth")`."""
        return self.call is None and (self.root, *self.path)[: len(names)] == names

    def field(self, *names: str) -> str:
        """The member right below that one; empty: there is none, or nobody knows its name."""
        whole = (self.root, *self.path)
        found = (
            whole[len(names)] if self.call is None and whole[: len(names)] == names and len(whole) > len(names) else ""
        )
        return "" if found == "*" else found


def mention_of(node: syntax.Expression) -> Mention | None:
    """What an expression is that is made of members only; `None` for any other."""
    path: list[str] = []
    here: syntax.Expression | None = node
    while isinstance(here, _LINKS):
        if isinstance(here, syntax.Member):
            path.append(here.name)
            here = here.of
        elif isinstance(here, syntax.Variable):
            return Mention(here.name, tuple(reversed(path)), node)
        elif isinstance(here, syntax.Call):
            return Mention(here.name, tuple(reversed(path)), node, here) if here.name in OTHER_DOCUMENT else None
        else:
            name, here = _step(here)
            path.append(name)
    return None


_LINKS: Final = (syntax.Member, syntax.Variable, syntax.Call, syntax.MethodCall, syntax.Index)


def _step(node: syntax.Expression) -> tuple[str, syntax.Expression | None]:
    """The name of a member and what it is taken of; nothing for what takes no member."""
    match node:
        case syntax.Member(of=of, name=name):
            return name, of
        case syntax.Index(of=of, key=syntax.Literal(value=str(name))):
            return name, of
        case syntax.Index(of=of):
            return "*", of
        case syntax.MethodCall(name="get", of=of, arguments=(syntax.Literal(value=str(name)), _)):
            return name, of
        case _:
            return "", None


def children(node: object) -> Sequence[syntax.Expression]:
    """The expressions right in an expression, in written order."""
    found: list[syntax.Expression] = []
    for name in PARTS.get(type(node), ()):
        _collect(getattr(node, name), found)
    return found


def _collect(part: object, found: list[syntax.Expression]) -> None:
    if isinstance(part, tuple):
        for each in part:
            _collect(each, found)
    elif isinstance(part, syntax.ComputedSegment):
        found.append(part.value)
    elif isinstance(part, Expression):
        found.append(part)


def mentions(node: syntax.Expression) -> Iterator[Mention]:
    """Each as long as it is written: of `a.b.c` not also `a.b`. What stands inside of calls and indexes counts, too."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        found = mention_of(here)
        if found is None:
            waiting.extend(reversed(children(here)))
            continue
        yield found
        waiting.extend(reversed(tuple(_inside(here))))


def _inside(node: syntax.Expression) -> Iterator[syntax.Expression]:
    """What a chain of members holds that is none: keys, defaults, arguments of its call."""
    here: syntax.Expression | None = node
    while here is not None:
        of = _step(here)[1]
        yield from (each for each in children(here) if each is not of)
        here = of


def parts(node: syntax.Expression, operator: str) -> Iterator[syntax.Expression]:
    """What `&&` (or `||`) joins at the top; the whole where it joins nothing."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, syntax.Binary) and here.operator == operator:
            waiting += (here.right, here.left)
        else:
            yield here
