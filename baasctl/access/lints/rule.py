"""What a lint is, and what it finds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from baasctl.access.facts import Facts
from baasctl.model.address import Address
from baasctl.model.probe import Probe
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.model.text_place import line_and_column, place_in_text
from baasctl.model.value import at

SPLINTER = "https://supabase.com/docs/guides/database/database-linter?lint="
"""Where Supabase explains its own lints (github.com/supabase/splinter, Apache-2.0), which 001 to 099 are."""

PLATFORM_SCHEMAS = frozenset(
    """
    _timescaledb_cache _timescaledb_catalog _timescaledb_config _timescaledb_internal auth cron extensions graphql
    graphql_public information_schema net pgmq pgroonga pgsodium pgsodium_masks pgtle pgbouncer pg_catalog realtime
    repack storage supabase_functions supabase_migrations tiger topology vault
    """.split()  # noqa: SIM905  a list of 25 literals is not easier to read
)
"""Schemas that splinter leaves out: they are the platform's own, or an extension's."""

_PLAIN = re.compile(r"[A-Za-z_][\w.]*")


class Level(IntEnum):
    """How much a finding weighs, in splinter's words."""

    INFO = 1
    WARN = 2
    ERROR = 3


class Weight(StrEnum):
    """How bad it is: `critical`, strangers read or write what is not theirs; `info`, worth knowing."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"


_LEVELS: Final = {
    Weight.CRITICAL: Level.ERROR,
    Weight.HIGH: Level.WARN,
    Weight.MEDIUM: Level.WARN,
    Weight.LOW: Level.INFO,
    Weight.INFO: Level.INFO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A piece of the text that a field holds; offsets.

    Attributes:
        start: What is to blame.
        whole: From the first character of the rule around it to behind its last: a comment in it, or on the lines
            right before it, can accept what is found there.
    """

    start: int
    whole: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A request that shows what is meant, answered by an engine before it is printed.

    Attributes:
        text: In a sentence: `anonymous DELETE /posts/x is allowed`.
        probe: The request, for whoever wants to repeat it; `None` where a sentence says all.
        judge: The engine that answered.
    """

    text: str
    probe: Probe | None
    judge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a rule's own code says.

    Attributes:
        resource: The one to blame, or the one that the hint is about.
        path: Pointer to the field to blame; empty for the resource.
        detail: A sentence with names.
        hint: What to write in the spec.
        place: Where in the text that the field holds; `None`: the field as a whole.
        witness: `None`: there is none, or none was found.
    """

    resource: Resource
    path: str = ""
    detail: str
    hint: str
    place: Place | None = None
    witness: Witness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One lint.

    Attributes:
        number: `LINT` and this is its code; below 100 the number that splinter gives it.
        name: What `lint: ignore:` and comments call it; splinter's or the platform's where they have it.
        title: Constant text.
        category: `SECURITY`, `PERFORMANCE` or `CORRECTNESS`.
        about: Why it matters, for rule lists.
        remediation: Address of the page that explains it; empty for none.
        providers: Those that it is about; empty: all that have the kinds.
        needs: Kinds without which it cannot be judged.
        each_of: Kinds that it judges each by itself, as far as they were read; empty: there are none.
        hits: What it finds. Pure.
    """

    number: int
    name: str
    title: str
    weight: Weight
    category: str
    about: str
    remediation: str = ""
    providers: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    each_of: frozenset[str] = frozenset()
    hits: Callable[[Facts], Iterator[Hit]]

    @property
    def code(self) -> str:
        return f"LINT{self.number:03}"

    @property
    def level(self) -> Level:
        return _LEVELS[self.weight]

    @property
    def kinds(self) -> frozenset[str]:
        """All that it looks at."""
        return self.needs | self.each_of

    def is_about(self, provider: str) -> bool:
        return not self.providers or provider in self.providers

    def can_judge(self, kinds: frozenset[str]) -> bool:
        """Whether these kinds are enough to say anything."""
        return self.needs <= kinds and (not self.each_of or bool(self.each_of & kinds))

    def lacks(self, kinds: frozenset[str], offered: frozenset[str]) -> frozenset[str]:
        """The kinds that it would look at and cannot, of those that the provider has; empty: it says all it can."""
        if not self.needs <= offered:
            return frozenset()
        return (self.needs | (self.each_of & offered)) - kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a rule found.

    Attributes:
        path: Pointer to the field to blame; empty for the resource.
        line, column: In the text that the field holds, from 1; 0: the field as a whole.
        whole: First and last line of the rule around that place; (0, 0): there is none.
        span: Where the spec, or a file that it names, has it; `None` when it is live only.
        is_exact: The span is that of line and column.
    """

    rule: Rule
    address: Address
    detail: str
    hint: str
    path: str = ""
    line: int = 0
    column: int = 0
    whole: tuple[int, int] = (0, 0)
    span: Span | None = None
    is_exact: bool = True
    witness: Witness | None = None


def findings(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """What one rule finds, in the order of its facts."""
    for hit in rule.hits(facts):
        yield _finding(rule, hit)


def _finding(rule: Rule, hit: Hit) -> Finding:
    resource, line, column, whole = hit.resource, 0, 0, (0, 0)
    text = at(resource.attributes, hit.path) if hit.place else None
    if hit.place and isinstance(text, str):
        line, column = line_and_column(text, hit.place.start)
        first, behind = hit.place.whole
        whole = line_and_column(text, first)[0], line_and_column(text, max(first, behind - 1))[0]
    span, is_exact = place_in_text(resource, hit.path, line, column) if resource.declared_at else (None, False)
    return Finding(
        rule=rule,
        address=resource.address,
        detail=hit.detail,
        hint=hit.hint,
        path=hit.path,
        line=line,
        column=column,
        whole=whole,
        span=span,
        is_exact=is_exact or not line,
        witness=hit.witness,
    )


def spec_line(resource: Resource, fields: str) -> str:
    """One line of YAML that says something about a resource: `tables: {public.notes: {rls: true}}`."""
    written = fields
    for segment in reversed(resource.address.segments):
        key = segment if _PLAIN.fullmatch(segment) else json.dumps(segment, ensure_ascii=False)
        written = f"{{{key}: {written}}}"
    return f"{resource.address.kind}: {written}"
