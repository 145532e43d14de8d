"""Names of tables, policies and roles: how addresses spell them, and which a run wants to know."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from baasctl.engines.postgres.catalog import Name
from baasctl.engines.postgres.lexer import NotLexical, TokenKind, tokens
from baasctl.engines.postgres.names import MAXIMUM_BYTES, quote_identifier, table_name
from baasctl.model.address import Address
from baasctl.model.value import Attributes
from baasctl.providers.contract import Wanted
from baasctl.providers.supabase.database_access.places import canonical_text
from baasctl.providers.supabase.database_access.schemas import PLATFORM_SCHEMAS
from baasctl.providers.supabase.database_access.state import LiveTable

KINDS = frozenset({"tables", "policies", "grants", "database_functions", "views", "webhooks"})
API_ROLES = ("anon", "authenticated", "service_role")
"""Roles that the platform grants everything on new objects of `public`, until somebody takes it from them."""
PUBLIC = "public"
"""The pseudo-role that every role is a member of; no role can have this name."""

_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which tables a run wants to know.

    Attributes:
        everything: All that a user could own; otherwise only *tables*.
        roles: (table, role) of each grant that the spec declares.
        declared: Canonical segments to attributes of what the spec declares of the kind; one segment for an object
            that it declares with nothing on it.
        is_of_no_spec: Nothing is compared with a spec, as when adopt reads.
    """

    everything: bool
    tables: frozenset[Name] = field(default=frozenset())
    roles: tuple[tuple[Name, str], ...] = ()
    declared: Mapping[tuple[str, ...], Attributes] = field(default_factory=dict)
    is_of_no_spec: bool = False

    @classmethod
    def of(cls, wanted: Wanted, kind: str) -> Scope:
        """The tables that the spec names in one kind; all when it is to be read whole or there is no spec."""
        desired = tuple(wanted.desired.of(kind)) if wanted.desired is not None else ()
        declared = [each.address for each in desired]
        emptied = wanted.desired.emptied if wanted.desired is not None else ()
        named = [(name, address.segments) for address in declared if (name := read_table(address))]
        bare = [name for each in emptied if each.address.kind == kind and (name := read_table(each.address))]
        return cls(
            everything=wanted.is_whole(kind),
            is_of_no_spec=wanted.desired is None,
            tables=frozenset((*bare, *(name for name, _ in named))),
            roles=tuple((name, segments[1]) for name, segments in named if kind == "grants"),
            declared={
                **{canonical_segments(each.address.segments): {} for each in emptied if each.address.kind == kind},
                **{canonical_segments(each.address.segments): each.attributes for each in desired},
            },
        )

    def has(self, table: LiveTable) -> bool:
        return table.name in self.tables or (self.everything and not table.is_of_extension)

    def has_own(self, table: LiveTable) -> bool:
        """The same, for what only the owner may write."""
        is_own = table.is_ours and table.name[0] not in PLATFORM_SCHEMAS
        return table.name in self.tables or (is_own and self.has(table))


def read_table(address: Address) -> Name | None:
    """The table that an address speaks of; `None` when it speaks of something else."""
    try:
        return table_name(address.segments[0])
    except NotLexical:
        return None


def table_of(address: Address) -> Name:
    """The same for addresses that are known to be canonical.

    Raises:
        NotLexical: It is no name.
    """
    return table_name(address.segments[0])


def table_text(name: Name) -> str:
    """The canonical spelling, in addresses and in SQL."""
    return quote_identifier(*name)


def canonical_segments(segments: tuple[str, ...]) -> tuple[str, ...]:
    """Address segments with the first in its canonical spelling; the others are names verbatim."""
    try:
        return (canonical_text(segments[0]), *segments[1:])
    except NotLexical:
        return segments


def name_problems(name: str) -> Iterator[str]:
    """Why a name of a policy or role cannot be used, in clauses."""
    size = len(name.encode("utf-8", "replace"))
    if size > MAXIMUM_BYTES:
        yield f"it has {size} bytes; PostgreSQL keeps {MAXIMUM_BYTES}"
    for character in sorted(set(name)):
        if unicodedata.category(character) in {"Cc", "Cs"} or character in _DIRECTION:
            yield f"it holds the invisible character U+{ord(character):04X}"


def without_outer_parentheses(expression: str) -> str:
    """The same expression without the parentheses that PostgreSQL puts around what it deparses."""
    try:
        found = list(tokens(expression))
    except NotLexical:
        return expression
    if len(found) < 3 or found[0].text != "(" or found[-1].text != ")":
        return expression
    depth = 0
    for token in found[:-1]:
        depth += {TokenKind.OPEN: 1, TokenKind.CLOSE: -1}.get(token.kind, 0)
        if depth == 0:
            return expression
    return expression[found[0].end : found[-1].start].strip()
