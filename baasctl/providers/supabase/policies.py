"""`policies`: row level security policies, between `pg_policy` and attributes."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.engines.postgres.lexer import require_expression
from baasctl.engines.postgres.names import quote_identifier, quote_literal
from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.value import Attributes, Value
from baasctl.providers.supabase.database_access.names import (
    Scope,
    canonical_segments,
    table_of,
    table_text,
    without_outer_parentheses,
)
from baasctl.providers.supabase.database_access.schemas import MANAGED_SCHEMAS
from baasctl.providers.supabase.database_access.state import DatabaseState, LivePolicy

OPERATIONS = {"*": "all", "r": "select", "a": "insert", "w": "update", "d": "delete"}
EXPRESSIONS = {"using": "using", "check": "with check"}
MARKER = "baasctl="


def decode(state: DatabaseState, target: str, scope: Scope) -> Iterator[Resource]:
    """Policies in the text that PostgreSQL deparses, which is also what `adopt` writes."""
    for policy in state.policies:
        table = state.tables.get(policy.table)
        if table is None or not scope.has(table):
            continue
        yield Resource(
            address=Address(target, "policies", (table_text(policy.table), policy.name)),
            attributes=_attributes(policy),
            unset=frozenset(f"/{name}" for name in EXPRESSIONS if getattr(policy, name) is None),
            version=policy.version,
            marker=policy.comment if policy.comment and policy.comment.startswith(MARKER) else None,
            facts={"comment": policy.comment, "may_comment": table.is_ours and table.name[0] not in MANAGED_SCHEMAS},
        )


def encode(change: Change) -> Iterator[str]:
    """The statements that make the change, in order.

    `ALTER POLICY` where it can: it changes roles and expressions, but neither the command nor the mode, and it cannot
    take an expression away (PostgreSQL manual, ALTER POLICY); there the policy is dropped and made again.

    Raises:
        NotLexical: An expression would not stay inside its parentheses.
    """
    table, name = table_text(table_of(change.address)), change.address.segments[1]
    here = f"{quote_identifier(name)} on {table}"
    if change.action is Action.DELETE:
        yield f"drop policy {here}"
        return
    if change.action is Action.CREATE:
        yield _create(change, here)
        yield from _comment(change, here, marker_of(change.address))
        return
    comment = _comment_to_keep(change)
    live_name = former_name(change)
    if live_name != name:
        yield f"alter policy {quote_identifier(live_name)} on {table} rename to {quote_identifier(name)}"
        if comment.startswith(MARKER):
            yield from _comment(change, here, comment)
    if must_be_made_again(change):
        yield f"drop policy {here}"
        yield _create(change, here)
        yield from _comment(change, here, comment)
    elif change.fields:
        yield f"alter policy {here}{_clauses(change, frozenset(field.path[1:] for field in change.fields))}"


def must_be_made_again(change: Change) -> bool:
    """Whether `ALTER POLICY` cannot make the change."""
    return any(
        field.path in {"/for", "/as"} or (field.path[1:] in EXPRESSIONS and field.after is None)
        for field in change.fields
    )


def former_name(change: Change) -> str:
    """The name that the policy has live."""
    if change.renamed_from is None:
        return change.address.segments[1]
    return canonical_segments(change.renamed_from)[-1]


def marker_of(address: Address) -> str:
    """The comment that says that baasctl made the policy."""
    return f"{MARKER}policies/{address.name}"


def _attributes(policy: LivePolicy) -> Attributes:
    attributes: dict[str, Value] = {
        "for": OPERATIONS[policy.command],
        "to": policy.roles,
        "as": "permissive" if policy.is_permissive else "restrictive",
    }
    for name in EXPRESSIONS:
        text = getattr(policy, name)
        if text is not None:
            attributes[name] = without_outer_parentheses(text)
    return attributes


def _comment_to_keep(change: Change) -> str:
    """The live comment, which a policy that is made again would lose; our marker follows the policy's name."""
    comment = change.facts.get("comment")
    if not isinstance(comment, str):
        return ""
    return marker_of(change.address) if comment.startswith(MARKER) else comment


def _comment(change: Change, here: str, text: str) -> Iterator[str]:
    """Only where `postgres` owns the table: elsewhere the statement would undo the whole transaction."""
    if text and change.facts.get("may_comment") is True:
        yield f"comment on policy {here} is {quote_literal(text)}"


def _create(change: Change, here: str) -> str:
    after = change.after or {}
    mode = "restrictive" if after.get("as") == "restrictive" else "permissive"
    operation = after.get("for")
    command = operation if operation in OPERATIONS.values() else "all"
    return f"create policy {here} as {mode} for {command}{_clauses(change, frozenset(after))}"


def _clauses(change: Change, names: frozenset[str]) -> str:
    after = change.after or {}
    clauses = ""
    roles = after.get("to")
    if "to" in names and isinstance(roles, tuple):
        clauses += " to " + ", ".join(quote_identifier(str(role)) for role in roles)
    for name, keyword in EXPRESSIONS.items():
        text = written_text(change, name)
        if name in names and text is not None:
            require_expression(text)
            clauses += f" {keyword} (\n{text}\n)"
    return clauses


def written_text(change: Change, name: str) -> str | None:
    """The expression as the user wrote it; attributes hold the normal form."""
    text = change.facts.get(name, (change.after or {}).get(name))
    return text if isinstance(text, str) else None
