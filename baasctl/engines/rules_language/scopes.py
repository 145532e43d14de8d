"""Names of a ruleset and where they can be seen, for checks that look at the whole of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.services import Descriptor, Profile, Sight, descriptor_or_nothing
from baasctl.engines.rules_language.standard_library import PACKAGES, Forms
from baasctl.engines.rules_language.walking import walked


@dataclass(eq=False, slots=True, kw_only=True)
class Block:
    """A ruleset, service or match block.

    Attributes:
        captures: Wildcards that can be seen here, with their types.
        descriptor: Of the service; `None`: this is the ruleset itself.
    """

    outer: Block | None
    captures: dict[str, str] = field(default_factory=dict)
    descriptor: Descriptor | None = None
    functions: dict[str, Declared] = field(default_factory=dict)

    def function(self, name: str) -> Declared | None:
        """The function that a name stands for here."""
        found = self.functions.get(name)
        if found is None and self.outer is not None:
            return self.outer.function(name)
        return found


@dataclass(eq=False, slots=True, kw_only=True)
class Declared:
    """A function with the block that declares it.

    Attributes:
        methods: Of its services, for which a permission reaches it.
        sight: What it sees; nothing, when no permission reaches it.
        foreign: Functions of services whose permissions reach it, although it is declared in none.
        calls: Functions that it calls, each once.
    """

    node: syntax.Function
    block: Block
    is_called: bool = False
    sight: Sight = field(default_factory=Sight)
    foreign: dict[str, Forms] = field(default_factory=dict)
    calls: tuple[Declared, ...] = ()

    def expressions(self) -> Iterator[syntax.Expression]:
        """Values of the `let`s, and the result."""
        yield from (let.value for let in self.node.lets)
        yield self.node.result


@dataclass(slots=True, kw_only=True)
class Permission:
    """An `allow` with the block that it stands in."""

    node: syntax.Allow
    block: Block
    sight: Sight


@dataclass(slots=True)
class Scopes:
    """All functions and permissions of a ruleset, in the order of the text within each block."""

    functions: list[Declared] = field(default_factory=list)
    permissions: list[Permission] = field(default_factory=list)


def scopes_of(ruleset: syntax.Ruleset, profile: Profile) -> Scopes:
    """Every declaration with what it can see."""
    found = Scopes()
    top = Block(outer=None)
    _declare(found, top, ruleset.functions)
    for service in ruleset.services:
        inside = Block(outer=top, descriptor=descriptor_or_nothing(service.name, profile))
        _declare(found, inside, service.functions)
        for match in service.matches:
            _enter(found, match, inside)
    for function in found.functions:
        function.calls = tuple(dict.fromkeys(_callees(function.block, function.expressions())))
        for callee in function.calls:
            callee.is_called = True
    for permission in found.permissions:
        _reach(permission)
    for function in found.functions:
        function.is_called = function.is_called or function.block.functions[function.node.name].is_called
    return found


def _callees(block: Block, roots: Iterable[syntax.Expression]) -> Iterator[Declared]:
    """Functions of the ruleset that are called, once for each call."""
    for root in roots:
        for node in walked(root):
            # Google's compiler counts `x.f()` as a use of the function `f`.
            if isinstance(node, syntax.Call | syntax.MethodCall) and not is_of_package(node):
                callee = block.function(node.name)
                if callee is not None:
                    yield callee


def is_of_package(node: syntax.Expression) -> bool:
    """Whether a call is one of `math.…`, `timestamp.…` and their like."""
    return isinstance(node, syntax.MethodCall) and isinstance(node.of, syntax.Variable) and node.of.name in PACKAGES


def _declare(found: Scopes, block: Block, functions: tuple[syntax.Function, ...]) -> None:
    for node in functions:
        declared = Declared(node=node, block=block)
        found.functions.append(declared)
        block.functions.setdefault(node.name, declared)


def _enter(found: Scopes, match: syntax.Match, outer: Block) -> None:
    wildcards = (each for each in match.path if isinstance(each, syntax.Wildcard))
    own = {each.name: "path" if each.is_recursive else "string" for each in wildcards}
    block = Block(outer=outer, captures={**outer.captures, **own}, descriptor=outer.descriptor)
    _declare(found, block, match.functions)
    descriptor = outer.descriptor
    for allow in match.allows:
        methods = frozenset().union(*(descriptor.methods(name) for name in allow.methods)) if descriptor else ()
        sight = descriptor.sight(methods) if descriptor else Sight()
        found.permissions.append(Permission(node=allow, block=block, sight=sight))
    for inner in match.matches:
        _enter(found, inner, block)


def _reach(permission: Permission) -> None:
    """Let every function that a permission calls, directly or not, see what it sees."""
    condition = permission.node.condition
    waiting = list(_callees(permission.block, [condition] if condition is not None else []))
    reached: set[Declared] = set()
    for callee in waiting:
        callee.is_called = True
    while waiting:
        function = waiting.pop()
        if function in reached:
            continue
        reached.add(function)
        is_inside = function.block.descriptor is not None
        known = {**function.sight.functions, **permission.sight.functions} if is_inside else {}
        function.sight = Sight(variables=function.sight.variables | permission.sight.variables, functions=known)
        if not is_inside:
            function.foreign.update(permission.sight.functions)
        waiting.extend(function.calls)
