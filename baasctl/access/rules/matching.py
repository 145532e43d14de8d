"""Which permissions of a ruleset speak of a path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from baasctl.access.rules.expressions import Compiler
from baasctl.access.rules.scope import Block, block_of, functions_of
from baasctl.access.rules.tracing import Trace
from baasctl.access.rules.values import UNKNOWN_SEGMENT, Path, Value
from baasctl.access.rules.world import Evaluate
from baasctl.engines.rules_language import syntax

Captures: TypeAlias = Mapping[int, Mapping[str, Value]]
"""Values of wildcards by the depth of their block."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One `allow`, compiled.

    Attributes:
        condition: `None` always allows.
    """

    allow: syntax.Allow
    methods: frozenset[str]
    condition: Evaluate | None


@dataclass(frozen=True, slots=True)
class CompiledMatch:
    """A match block, compiled."""

    node: syntax.Match
    depth: int
    permissions: tuple[Permission, ...]
    matches: tuple[CompiledMatch, ...]


ANYWHERE: Final = "\0anywhere"
"""In a path: any number of segments that nobody knows, before the collections of a collection group."""
_METHODS: Mapping[str, frozenset[str]] = {
    "read": frozenset({"get", "list"}),
    "write": frozenset({"create", "update", "delete"}),
}


def compiled_service(ruleset: syntax.Ruleset, name: str, trace: Trace | None = None) -> tuple[CompiledMatch, ...]:
    """The match blocks of a service; none when the ruleset does not have it."""
    top = Block(None, 0, functions_of(ruleset.functions))
    for service in ruleset.services:
        if service.name == name:
            inside = Block(top, 0, functions_of(service.functions))
            return tuple(_compiled(match, inside, trace) for match in service.matches)
    return ()


def _compiled(match: syntax.Match, outer: Block, trace: Trace | None) -> CompiledMatch:
    block = block_of(match, outer)
    compiler = Compiler(block, trace=trace)
    permissions = tuple(
        Permission(
            allow,
            frozenset().union(*(_METHODS.get(method, frozenset({method})) for method in allow.methods)),
            compiler.branch(allow.condition) if allow.condition else None,
        )
        for allow in match.allows
    )
    inside = tuple(_compiled(inner, block, trace) for inner in match.matches)
    return CompiledMatch(match, block.depth, permissions, inside)


def permissions_for(
    matches: Sequence[CompiledMatch], path: Sequence[str | None], *, version: int
) -> Iterator[tuple[Permission, Captures]]:
    """Every permission whose blocks fit the whole path, in written order, with the values of its wildcards.

    Args:
        path: From the service's root (`databases`, `(default)`, `documents`, …). `None` is a segment that nobody
            knows: the id of the documents of a `list`.
        version: Of the rules: in 1 `{x=**}` needs at least one segment.
    """
    for match in matches:
        yield from _below(match, tuple(path), {}, version)


def _below(
    match: CompiledMatch, path: tuple[str | None, ...], outer: Captures, version: int
) -> Iterator[tuple[Permission, Captures]]:
    for rest, values in _fits(match.node.path, path, version):
        captures = {**outer, match.depth: values}
        if not rest:
            for permission in match.permissions:
                yield permission, captures
        for inner in match.matches:
            yield from _below(inner, rest, captures, version)


def _fits(
    pattern: Sequence[syntax.LiteralSegment | syntax.Wildcard], path: tuple[str | None, ...], version: int
) -> Iterator[tuple[tuple[str | None, ...], dict[str, Value]]]:
    """Each way in which a pattern takes the beginning of a path: what is left, and the values of its wildcards."""
    if not pattern:
        yield path, {}
        return
    first, *following = pattern
    if isinstance(first, syntax.Wildcard) and first.is_recursive:
        for taken in range(0 if version > 1 else 1, len(path) + 1):
            whole = Path(tuple(UNKNOWN_SEGMENT if each in (None, ANYWHERE) else each for each in path[:taken]))
            for rest, values in _fits(following, path[taken:], version):
                yield rest, {first.name: whole, **values}
        return
    if not path or path[0] == ANYWHERE:
        return
    if isinstance(first, syntax.LiteralSegment):
        if first.name != path[0]:
            return
        yield from _fits(following, path[1:], version)
        return
    for rest, values in _fits(following, path[1:], version):
        yield rest, {first.name: path[0], **values}
