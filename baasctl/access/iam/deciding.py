"""Whether policies allow a request: an explicit denial wins, then an allowance; what nobody allows is denied.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html: within one account the
policies of the caller and of the resource are one set; a permissions boundary has to allow as well. Policies of an
organisation and of sessions are not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from baasctl.access.iam.conditions import holds
from baasctl.access.iam.documents import Statement
from baasctl.access.iam.matching import is_like


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call.

    Attributes:
        action: `s3:GetObject`.
        resource: Its ARN.
        principal: ARN of the role that calls; empty: nobody, no one signed the request.
        values: Condition keys in lower case to their values.
    """

    action: str
    resource: str
    principal: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Effect(StrEnum):
    """What policies say."""

    ALLOWED = "allowed"
    DENIED = "denied by a statement"
    NOT_ALLOWED = "allowed by no statement"
    UNKNOWN = "cannot be said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer.

    Attributes:
        statement: The one that decides; `None`: none does.
        whose: Name of its policy.
    """

    effect: Effect
    statement: Statement | None = None
    whose: str = ""

    @property
    def allowed(self) -> bool | None:
        return None if self.effect is Effect.UNKNOWN else self.effect is Effect.ALLOWED


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What decides about the calls of one caller on one resource, each policy by its name.

    Attributes:
        identity: Of the caller.
        resource: Of the resource, whose statements say whom they mean.
        boundary: What the caller cannot go beyond; `None`: there is none.
    """

    identity: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    resource: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    boundary: tuple[Statement, ...] | None = None


def decide(policies: Policies, request: Request) -> Decision:
    """What all of them say."""
    found = [(whose, one, applies(one, request)) for whose, one in _all(policies)]
    boundary = [] if policies.boundary is None else [(one, applies(one, request)) for one in policies.boundary]
    for whose, one, speaks in (*found, *(("permissions boundary", *each) for each in boundary)):
        if speaks is True and not one.allows:
            return Decision(effect=Effect.DENIED, statement=one, whose=whose)
    doubts = [one for _, one, speaks in found if speaks is None and not one.allows]
    doubts += [one for one, speaks in boundary if speaks is None and not one.allows]
    allowing = next(((whose, one) for whose, one, speaks in found if speaks is True and one.allows), None)
    within = policies.boundary is None or any(speaks is True and one.allows for one, speaks in boundary)
    may_be_within = within or any(speaks is None and one.allows for one, speaks in boundary)
    may_be_allowed = allowing is not None or any(speaks is None and one.allows for _, one, speaks in found)
    if not may_be_allowed or not may_be_within:
        return Decision(effect=Effect.NOT_ALLOWED)
    if allowing is None or not within or doubts:
        unclear = doubts[0] if doubts else next((one for _, one, speaks in found if speaks is None), None)
        return Decision(effect=Effect.UNKNOWN, statement=unclear)
    return Decision(effect=Effect.ALLOWED, statement=allowing[1], whose=allowing[0])


def _all(policies: Policies) -> Iterator[tuple[str, Statement]]:
    for each in (policies.identity, policies.resource):
        for whose, statements in each.items():
            yield from ((whose, one) for one in statements)


def applies(statement: Statement, request: Request) -> bool | None:
    """Whether a statement is about a request; `None`: it cannot be said."""
    action = any(
        is_like(request.action, each, {}, has_variables=False, ignores_case=True) for each in statement.actions
    )
    resource = any(
        is_like(request.resource, each, request.values, has_variables=statement.has_variables)
        for each in statement.resources
    )
    if action is statement.is_not_action or resource is statement.is_not_resource:
        return False
    if not _means(statement, request.principal):
        return False
    return holds(statement, request.values)


def _means(statement: Statement, principal: str) -> bool:
    """Whether a statement of a resource's policy means a caller; one of the caller's own policies always does."""
    if statement.principals is None:
        return bool(principal)
    found = any(_is_meant(principal, each) for each in statement.principals.get("AWS", ()))
    return found is not statement.is_not_principal


def _is_meant(principal: str, wanted: str) -> bool:
    """A principal stands whole: `*` is everybody and is no wildcard in an ARN; an account is all that is in it."""
    account = principal.split(":")[4] if principal.count(":") >= 5 else ""
    return wanted in ("*", principal) or (account != "" and wanted in (account, f"arn:aws:iam::{account}:root"))


def doubts_of(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Operators of conditions that are not understood, sorted."""
    unknown = {
        each.operator
        for one in statements
        for each in one.conditions
        if holds(
            Statement(sid="", allows=True, actions=(), resources=(), conditions=(each,)), {each.key: each.values[:1]}
        )
        is None
    }
    return tuple(sorted(unknown))
