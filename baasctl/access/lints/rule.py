"""What a lint is, and what it finds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from baasctl.access.facts import Facts
from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.span import Span

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a rule's own code says.

    Attributes:
        resource: The one to blame, or the one that the hint is about.
        path: Pointer to the field to blame; empty for the resource.
        detail: A sentence with names.
        hint: What to write in the spec.
    """

    resource: Resource
    path: str = ""
    detail: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One lint.

    Attributes:
        number: `LINT` and this is its code; below 100 the number that splinter gives it.
        name: What `lint: ignore:` and `--only` call it; splinter's or the platform's where they have it.
        title: Constant text.
        category: `SECURITY` or `PERFORMANCE`.
        about: Why it matters, for rule lists.
        remediation: Address of the page that explains it; empty for none.
        needs: Kinds without which it cannot be judged.
        hits: What it finds. Pure.
    """

    number: int
    name: str
    title: str
    level: Level
    category: str
    about: str
    remediation: str = ""
    needs: frozenset[str]
    hits: Callable[[Facts], Iterator[Hit]]

    @property
    def code(self) -> str:
        return f"LINT{self.number:03}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a rule found.

    Attributes:
        span: Where the spec wrote it; `None` when it is live only.
    """

    rule: Rule
    address: Address
    detail: str
    hint: str
    span: Span | None = None


def findings(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """What one rule finds, in the order of its facts."""
    for hit in rule.hits(facts):
        resource = hit.resource
        yield Finding(
            rule=rule,
            address=resource.address,
            detail=hit.detail,
            hint=hit.hint,
            span=resource.span_of(hit.path) if resource.declared_at else None,
        )


def spec_line(resource: Resource, fields: str) -> str:
    """One line of YAML that says something about a resource: `tables: {public.notes: {rls: true}}`."""
    written = fields
    for segment in reversed(resource.address.segments):
        key = segment if _PLAIN.fullmatch(segment) else json.dumps(segment, ensure_ascii=False)
        written = f"{{{key}: {written}}}"
    return f"{resource.address.kind}: {written}"
