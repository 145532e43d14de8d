"""Rulesets of Firestore and Storage from facts: every `allow`, with the whole path that it stands at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.rules.scope import Block, block_of, functions_of
from baasctl.access.rulesets.mentions import Mention, children, mentions
from baasctl.access.rulesets.writing_out import TooLong, Writer
from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.model.resource import Resource

FIRESTORE: Final = "cloud.firestore"
STORAGE: Final = "firebase.storage"
KINDS: Final[Mapping[str, str]] = {"firestore_rules": FIRESTORE, "storage_rules": STORAGE}
"""Kind to the service that its rules speak of."""

READS: Final = frozenset({"get", "list"})
WRITES: Final = frozenset({"create", "update", "delete"})
METHODS: Final[Mapping[str, frozenset[str]]] = {"read": READS, "write": WRITES}
_ROOTS: Final = {FIRESTORE: ("databases", "documents"), STORAGE: ("b", "o")}
_ALWAYS: Final = syntax.Literal(value=True, start=0, end=0)
_LONGEST: Final = 3_000
_LONGEST_IN_ALL: Final = 250_000
_DEEPEST: Final = 110
"""Google's compiler takes 99 levels in one function."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Permission:
    """One `allow`.

    Attributes:
        resource: The rules that it is in.
        path: Segments from the service's root, those of all blocks around it joined.
        below: As `path`, behind the root of all documents or objects; `None`: it is outside of it and never matches.
        methods: As written, with `read` and `write` as what they stand for.
        condition: Functions and `let`s written out; `true` where there is none.
        is_whole: The condition is all that decides; not so where writing it out takes too long.
        nodes: Everything in the condition.
        mentions: What the condition speaks of.
        alone: The ruleset with nothing but this permission and the functions.
    """

    resource: Resource
    service: str
    version: int
    allow: syntax.Allow
    path: tuple[syntax.LiteralSegment | syntax.Wildcard, ...]
    below: tuple[syntax.LiteralSegment | syntax.Wildcard, ...] | None
    methods: frozenset[str]
    condition: syntax.Expression
    is_whole: bool
    nodes: tuple[syntax.Expression, ...]
    mentions: tuple[Mention, ...]
    alone: syntax.Ruleset

    @property
    def name(self) -> str:
        """`/posts/{id}`, below the root where it has it."""
        shown = "".join(
            f"/{each.text}" if isinstance(each, syntax.LiteralSegment) else _wildcard(each)
            for each in (self.path if self.below is None else self.below)
        )
        return shown or "/"

    @property
    def written(self) -> str:
        """`allow read, write`."""
        return f"allow {', '.join(self.allow.methods)}"

    @property
    def id_wildcard(self) -> str:
        """The wildcard that a document's own id binds; empty: there is none."""
        last = self.path[-1]
        return last.name if isinstance(last, syntax.Wildcard) and not last.is_recursive else ""

    @property
    def is_everywhere(self) -> bool:
        """It speaks of every document or object."""
        return (
            self.below is not None
            and len(self.below) == 1
            and isinstance(self.below[0], syntax.Wildcard)
            and self.below[0].is_recursive
        )

    def speaks_of(self, *names: str) -> bool:
        """Whether the condition mentions that member, or one below it."""
        return any(each.is_below(*names) for each in self.mentions)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rules:
    """The rules of one database or bucket.

    Attributes:
        problem: Why they cannot be judged; `None`: they can. A part of them may be judged all the same.
        tree: `None` where they cannot be read.
    """

    resource: Resource
    text: str
    service: str
    tree: syntax.Ruleset | None
    permissions: tuple[Permission, ...]
    problem: RulesProblem | None = None


def rulesets_of(facts: Facts) -> tuple[Rules, ...]:
    """All rulesets whose text is known, read once."""
    return facts.once(_rulesets)


def permissions_of(facts: Facts, service: str = "") -> Iterator[Permission]:
    """Every permission that could be read as a whole, of one service or of both."""
    for rules in rulesets_of(facts):
        if service in ("", rules.service):
            yield from (each for each in rules.permissions if each.is_whole)


def _rulesets(facts: Facts) -> tuple[Rules, ...]:
    return tuple(
        _rules(resource, source, service)
        for kind, service in KINDS.items()
        for resource in facts.of(kind)
        if isinstance(source := resource.attributes.get("source"), str)
    )


def _rules(resource: Resource, text: str, service: str) -> Rules:
    try:
        tree = parse_ruleset(text)
    except RulesProblem as found:
        return Rules(resource=resource, text=text, service=service, tree=None, permissions=(), problem=found)
    permissions = tuple(_Collecting(resource, tree, service).permissions())
    unread = next((each for each in permissions if not each.is_whole), None)
    reason = "with its functions written out the condition is too long to be judged"
    problem = RulesProblem(reason, text, unread.allow.start) if unread else None
    return Rules(resource=resource, text=text, service=service, tree=tree, permissions=permissions, problem=problem)


class _Collecting:
    """Walks over one ruleset. What is written out in all is bounded, however functions call each other."""

    def __init__(self, resource: Resource, tree: syntax.Ruleset, service: str) -> None:
        self._resource = resource
        self._tree = tree
        self._service = service
        self._left = _LONGEST_IN_ALL
        self._writer = Writer(_LONGEST_IN_ALL)

    def permissions(self) -> Iterator[Permission]:
        top = Block(None, 0, functions_of(self._tree.functions))
        for service in self._tree.services:
            if service.name == self._service:
                block = Block(top, 0, functions_of(service.functions))
                for match in service.matches:
                    yield from self._of_match(match, block, service, ())

    def _of_match(
        self, match: syntax.Match, outer: Block, service: syntax.Service, around: tuple[syntax.Match, ...]
    ) -> Iterator[Permission]:
        block = block_of(match, outer)
        chain = (*around, match)
        for allow in match.allows:
            yield self._permission(allow, block, service, chain)
        for inner in match.matches:
            yield from self._of_match(inner, block, service, chain)

    def _permission(
        self, allow: syntax.Allow, block: Block, service: syntax.Service, chain: tuple[syntax.Match, ...]
    ) -> Permission:
        condition, nodes = self._condition(allow, block)
        path = tuple(segment for match in chain for segment in match.path)
        return Permission(
            resource=self._resource,
            service=self._service,
            version=self._tree.version,
            allow=allow,
            path=path,
            below=_below(path, self._service),
            methods=frozenset().union(*(METHODS.get(each, frozenset({each})) for each in allow.methods)),
            condition=condition,
            is_whole=bool(nodes),
            nodes=nodes,
            mentions=tuple(mentions(condition)) if nodes else (),
            alone=_alone(self._tree, service, chain, allow),
        )

    def _condition(self, allow: syntax.Allow, block: Block) -> tuple[syntax.Expression, tuple[syntax.Expression, ...]]:
        """The condition and everything in it; nothing where that is too much."""
        try:
            condition = self._writer.written_out(allow.condition, block, _LONGEST) if allow.condition else _ALWAYS
        except TooLong:
            return _ALWAYS, ()
        nodes = tuple(_parts(condition, min(_LONGEST, self._left)))
        self._left -= len(nodes)
        return (condition, nodes) if nodes else (_ALWAYS, ())


def _parts(condition: syntax.Expression, most: int) -> Sequence[syntax.Expression]:
    """The condition and everything in it; nothing where that is more, or deeper, than is to be looked at."""
    found: list[syntax.Expression] = []
    waiting = [(condition, 1)]
    while waiting:
        here, depth = waiting.pop()
        found.append(here)
        if len(found) > most or depth > _DEEPEST:
            return ()
        waiting.extend((each, depth + 1) for each in reversed(children(here)))
    return found


def _alone(
    tree: syntax.Ruleset, service: syntax.Service, chain: tuple[syntax.Match, ...], allow: syntax.Allow
) -> syntax.Ruleset:
    inner: tuple[syntax.Match, ...] = ()
    allows: tuple[syntax.Allow, ...] = (allow,)
    for match in reversed(chain):
        inner = (
            syntax.Match(path=match.path, functions=match.functions, allows=allows, matches=inner, start=0, end=0),
        )
        allows = ()
    only = syntax.Service(name=service.name, functions=service.functions, matches=inner, start=0, end=0)
    return syntax.Ruleset(version=tree.version, functions=tree.functions, services=(only,), start=0, end=0)


def _below(
    path: tuple[syntax.LiteralSegment | syntax.Wildcard, ...], service: str
) -> tuple[syntax.LiteralSegment | syntax.Wildcard, ...] | None:
    """What follows the root. A recursive wildcard in its place covers it."""
    first, last = _ROOTS[service]
    for number, segment in enumerate(path[:3]):
        if isinstance(segment, syntax.Wildcard) and segment.is_recursive:
            return path[number:]
        if isinstance(segment, syntax.LiteralSegment) and number != 1 and segment.name != (first, "", last)[number]:
            return None
    return path[3:] if len(path) >= 3 else None


def _wildcard(segment: syntax.Wildcard) -> str:
    return f"/{{{segment.name}{'=**' if segment.is_recursive else ''}}}"
