"""A policy as the clauses of its statement."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.model.value import Attributes
from baasctl.report.escaping import visible


def clauses(policy: Attributes) -> tuple[str, ...]:
    """`for select to authenticated using (…)`; an expression of several lines keeps them."""
    first = " ".join(_head(policy))
    lines = [first]
    for clause, member in (("using", "using"), ("with check", "check")):
        expression = policy.get(member)
        if isinstance(expression, str):
            begin, *rest = f"{clause} {_parenthesised(expression)}".split("\n")
            lines[-1] += f" {begin}"
            lines += [f"  {line}" for line in rest]
    return tuple(map(visible, lines))


def _head(policy: Attributes) -> Iterator[str]:
    if policy.get("as") == "restrictive":
        yield "as restrictive"
    yield f"for {policy.get('for', 'all')}"
    roles = policy.get("to", ("public",))
    if isinstance(roles, tuple):
        yield "to " + ", ".join(map(str, roles))


def _parenthesised(expression: str) -> str:
    """The expression in one pair of parentheses, whether or not it came with one."""
    depth = 0
    for position, character in enumerate(expression):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            whole = position == len(expression) - 1 and character == ")"
            return expression if whole else f"({expression})"
    return f"({expression})"
