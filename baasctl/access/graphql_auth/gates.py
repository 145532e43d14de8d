"""What AppSync's own directives let in: `@aws_api_key`, `@aws_iam`, `@aws_cognito_user_pools`, and the others.

A live API carries these, and not the rules that it was compiled from. They decide which way in counts for a type or
field, and for user pools which groups; what a resolver refuses to those that are let in they do not say. A field's
directives take the place of its type's; where there are none, only the default way in counts
(https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#using-additional-authorization-modes).
`@aws_auth` counts where a user pool is the one way in, and only for fields of the root types; with further ways it
counts nowhere (aws/aws-appsync-community#275). Whether groups of `@aws_cognito_user_pools` count where a user pool is
the one way in is told in both ways (the same issue, and #349).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from baasctl.access.graphql_auth.deciding import Caller, Decision
from baasctl.access.graphql_auth.model import GROUP_CLAIM, Gate, Mode, Schema, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways into an API.

    Attributes:
        additional: Beside the default one.
        denies: The default way is a user pool with `default_action: deny`: what no directive opens stays shut.
    """

    default: Mode
    additional: frozenset[Mode] = frozenset()
    denies: bool = False

    @property
    def all(self) -> frozenset[Mode]:
        return self.additional | {self.default}

    @property
    def is_pool_alone(self) -> bool:
        return self.default is Mode.USER_POOL and not self.additional


def gates_of(schema: Schema, type_name: str, field: str, ways: Ways) -> tuple[Gate, ...]:
    """The gates of a field that count; empty: the default way in alone."""
    kind = schema.types.get(type_name)
    member = kind.members.get(field) if kind else None
    if kind is None or member is None:
        return ()
    own = _counting(member.gates, kind, ways)
    return own or _counting(kind.gates, kind, ways)


def is_open(schema: Schema, type_name: str, field: str, mode: Mode, ways: Ways) -> bool:
    """Whether anybody at all who comes that way is let in to a field."""
    if mode not in ways.all:
        return False
    gates = gates_of(schema, type_name, field, ways)
    if gates:
        return any(each.mode is mode for each in gates)
    return mode is ways.default and not ways.denies


def let_in(schema: Schema, type_name: str, field: str, caller: Caller, ways: Ways) -> Decision:
    """Whether a caller is let in to a field; what becomes of the request there its resolver decides."""
    name = f"{type_name}.{field}"
    kind = schema.types.get(type_name)
    if kind is None or field not in kind.members:
        return Decision(allowed=False, reason=f"the schema has no `{name}`")
    if caller.mode not in ways.all:
        return Decision(allowed=False, reason=f"the API knows no callers by {caller.mode}")
    if not is_open(schema, type_name, field, caller.mode, ways):
        return Decision(allowed=False, reason=f"no directive lets callers by {caller.mode} in to `{name}`")
    asked = [each for each in gates_of(schema, type_name, field, ways) if each.mode is caller.mode]
    theirs = caller.claims.get(GROUP_CLAIM)
    groups = frozenset(str(each) for each in theirs) if isinstance(theirs, tuple | list) else frozenset()
    if not asked or any(each.groups is None or groups & set(each.groups) for each in asked):
        return Decision(allowed=True, reason=f"callers by {caller.mode} are let in to `{name}`")
    named = ", ".join(sorted({each for gate in asked for each in gate.groups or ()}))
    if ways.is_pool_alone and not any(each.is_alone for each in asked):
        reason = f"AppSync may or may not heed the groups of `{name}` ({named}): a user pool is the one way in"
        return Decision(allowed=None, reason=reason)
    return Decision(allowed=False, reason=f"`{name}` lets in {named} only")


def _counting(gates: Iterable[Gate], kind: Type, ways: Ways) -> tuple[Gate, ...]:
    return tuple(each for each in gates if not each.is_alone or (ways.is_pool_alone and kind.is_root))
