"""Our evaluator of IAM policies as a judge of probes about files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from baasctl.access.iam.deciding import Decision, Effect, Policies, Request, applies, decide
from baasctl.access.iam.documents import NotAPolicy, Statement, statements_of
from baasctl.access.iam.storage import GUEST, SIGNED_IN, Role, grants_of, request_for, statements_by_role
from baasctl.access.probe import Exercised
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import EngineError
from baasctl.model.probe import Family, Probe, Verdict, Who, WhoKind
from baasctl.model.resource import Resource
from baasctl.model.value import at, pointer

_STORAGE: Final = "storage_access"
_LAST: Final = 1 << 31
"""Precedence of a group that says none; AWS allows up to 2^31-1."""


class IamJudge:
    """What the policies of the roles that an app's users act as allow with files.

    Who is not signed in acts as `unauth`; who is as `auth`, and who is in a group with a role as that role alone, the
    one of lowest precedence (research/amplify.md §4.4). A user's id stands for the id of their identity, which IAM
    compares and which is another one in a real identity pool.

    Args:
        resources: `storage_access`, and as far as they are known `roles` (their own policies count as well),
            `groups` (precedence), `buckets` (files that everybody may read).

    Raises:
        EngineError: A policy is none.
    """

    name = "baasctl's evaluator of IAM policies"

    def __init__(self, resources: Iterable[Resource]) -> None:
        known = tuple(resources)
        self._precedence = _precedence(known)
        grants = grants_of(known, self._precedence)
        self._own: dict[Role, dict[str, tuple[Statement, ...]]] = {
            role: {_STORAGE: said} for role, said in statements_by_role(grants).items()
        }
        self._unread: dict[Role, str] = {}
        self._add_roles(known)
        self._buckets = tuple(dict.fromkeys(grant.bucket for grant in grants))
        self._public = frozenset(each.address.segments[0] for each in known if _is_public(each))
        self._outcomes: dict[str, set[str]] = {
            one.sid: set() for policies in self._own.values() for one in policies.get(_STORAGE, ())
        }

    def judge(self, probes: Sequence[Probe]) -> Sequence[Verdict]:
        """See `Judge.judge`."""
        return [self._verdict(each) for each in probes]

    def coverage(self) -> Sequence[Exercised]:
        """See `Judge.coverage`: one rule for each path, one part for each entry and operation."""
        found = []
        for sid, outcomes in self._outcomes.items():
            rule, _, part = sid.partition(" ")
            found.append(Exercised(rule=rule, part=part, outcomes=frozenset(outcomes)))
        return found

    def close(self) -> None:
        """See `Judge.close`; nothing is held."""

    def _verdict(self, probe: Probe) -> Verdict:
        if probe.family is not Family.OBJECTS:
            return Verdict(allowed=None, reason="policies of storage say nothing about rows")
        if probe.who.kind is WhoKind.SERVICE:
            return Verdict(allowed=True, reason="the service acts with policies of its own")
        bucket = probe.container or (self._buckets[0] if len(self._buckets) == 1 else "")
        if not bucket:
            return Verdict(allowed=None, reason=f"the probe names none of the buckets {', '.join(self._buckets)}")
        if bucket in self._public and probe.operation.value == "get":
            return Verdict(allowed=True, reason=f"everybody may read files of `{bucket}`", rule=f"buckets/{bucket}")
        found = [self._of_role(probe, bucket, role) for role in self._roles(probe.who)]
        if len({each.allowed for each in found}) > 1:
            return Verdict(allowed=None, reason="the user is in several groups, and `groups` says no precedence")
        return found[0]

    def _of_role(self, probe: Probe, bucket: str, role: Role) -> Verdict:
        principal = f"arn:aws:iam::000000000000:role/{role}"
        request = request_for(probe.operation, bucket, probe.row, identity=probe.who.uid, principal=principal)
        mine = self._own.get(role, {})
        self._note(mine, request)
        found = decide(Policies(identity=mine), request)
        if role in self._unread and found.effect in (Effect.ALLOWED, Effect.NOT_ALLOWED):
            return Verdict(allowed=None, reason=f"role `{role}` has {self._unread[role]}, which is not read")
        return Verdict(allowed=found.allowed, reason=_reason(role, request, found), rule=_rule(found))

    def _roles(self, who: Who) -> Sequence[Role]:
        """One, or those between which nothing that is known decides."""
        if who.kind is WhoKind.ANONYMOUS:
            return (GUEST,)
        groups = [each for each in who.groups if each in self._own]
        if not groups:
            return (SIGNED_IN,)
        first = min(self._precedence.get(each, _LAST) for each in groups)
        return [each for each in groups if self._precedence.get(each, _LAST) == first]

    def _add_roles(self, resources: Sequence[Resource]) -> None:
        for each in resources:
            if each.address.kind != "roles":
                continue
            role = each.address.segments[0]
            mine = self._own.setdefault(role, {})
            policies = at(each.attributes, "/policies")
            for name, document in policies.items() if isinstance(policies, Mapping) else ():
                try:
                    mine[f"roles/{role}/{name}"] = statements_of(document)
                except NotAPolicy as wrong:
                    raise EngineError(_told(each, f"/policies{pointer(name)}", f"`{name}`: {wrong}")) from None
            if each.attributes.get("managed_policies"):
                self._unread[role] = "managed policies"
            elif each.attributes.get("permissions_boundary"):
                self._unread[role] = "a permissions boundary"

    def _note(self, policies: Mapping[str, tuple[Statement, ...]], request: Request) -> None:
        for one in policies.get(_STORAGE, ()):
            if request.action in one.actions:
                self._outcomes[one.sid].add("true" if applies(one, request) else "false")


def _precedence(resources: Iterable[Resource]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for each in resources:
        if each.address.kind == "groups":
            said = each.attributes.get("precedence")
            found[each.address.segments[0]] = said if isinstance(said, int) else _LAST
    return found


def _is_public(resource: Resource) -> bool:
    return resource.address.kind == "buckets" and resource.attributes.get("public") is True


def _reason(role: Role, request: Request, found: Decision) -> str:
    if found.statement is None:
        return f"no statement of role `{role}` allows {request.action} on {request.resource}"
    return f"role `{role}`: {found.effect} `{found.statement.sid}` of {found.whose or 'its policies'}"


def _rule(found: Decision) -> str:
    if found.effect is not Effect.ALLOWED or found.statement is None:
        return ""
    return found.statement.sid.partition(" ")[0] if found.whose == _STORAGE else found.whose


def _told(resource: Resource, path: str, detail: str) -> Diagnostic:
    return Diagnostic(
        code="SPEC872",
        summary="this is no policy of IAM",
        detail=detail,
        span=resource.span_of(path),
        address=resource.address,
    )
