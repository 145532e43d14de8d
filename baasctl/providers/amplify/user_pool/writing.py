"""One write of a user pool: read, compare with the plan, put changes into what was read, send all of it, read again.

AWS resets some of what it is not sent and answers 200 for what it does not keep (research/amplify.md §2.1).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change, FieldChange
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import PlanStale
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Side, at, same
from baasctl.providers.amplify import auth, auth_hooks
from baasctl.providers.amplify.auth_hooks import Functions
from baasctl.providers.amplify.user_pool import schema
from baasctl.providers.amplify.user_pool.documents import POOL, Documents, Drafts
from baasctl.providers.amplify.user_pool.requests import folded, requests
from baasctl.providers.amplify.user_pool.resources import apply, wires_of
from baasctl.providers.spec_place import problem

Read = Callable[[Address], Resource | None]
"""The live resource at an address, as the changes of the batch ask for it."""
Send = Callable[[str, Mapping[str, object]], None]
"""One operation with its parameters but for the pool's id."""

TRIES: Final = 4
PAUSE_S: Final = 0.5
OF_CLIENT: Final = frozenset(("UpdateUserPoolClient", "CreateManagedLoginBranding"))
"""Operations that are about the default app client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Leave to call a function that a change of a hook gives or takes."""

    arn: str
    statement: str


def write(
    changes: Sequence[Change],
    live: Documents,
    functions: Functions,
    send: Send,
) -> None:
    """Send what the changes ask for, document by document.

    Raises:
        ProviderError: AWS refuses, or did not answer.
    """
    before = {**live, POOL: folded(live[POOL])}
    drafts: Drafts = {document: dict(copy.deepcopy(dict(message))) for document, message in before.items()}
    apply(changes, drafts, functions)
    added = [one for change in changes if change.address.kind == auth.KIND and change.after is not None
             for one in schema.additions(before[POOL], change.after)]  # fmt: skip
    for some in schema.in_calls(added):
        send("AddCustomAttributes", {"CustomAttributes": some})
    for _, (operation, parameters) in requests(before, drafts):
        send(operation, parameters)


def callers(changes: Sequence[Change], before: Read, functions: Functions) -> tuple[list[Caller], list[Caller]]:
    """Leave to give before hooks are set, and leave to take after.

    Args:
        before: The live hooks.
    """
    given: list[Caller] = []
    taken: list[Caller] = []
    for change in changes:
        if change.address.kind != auth_hooks.KIND:
            continue
        wanted = auth_hooks.wanted_arn(change, functions)
        if wanted is not None and functions.function_at(wanted) is not None:
            given.append(Caller(arn=wanted, statement=_statement(change.address.segments[0], functions)))
        for former in dict.fromkeys((change.renamed_from or change.address.segments, change.address.segments)):
            now = before(Address(change.address.target, change.address.kind, former))
            arn = _arn_of(now, functions)
            caller = Caller(arn=arn, statement=_statement(former[0], functions))
            if arn and caller not in given:
                taken.append(caller)
    return given, taken


def stale(changes: Sequence[Change], live: Read) -> PlanStale | None:
    """The error when something moved between the plan's reading and this moment."""
    found = [_moved(change) for change in changes if not _is_as_planned(change, live(_former(change)))]
    return PlanStale(*found) if found else None


def not_kept(change: Change, live: Read) -> tuple[str, ...]:
    """The wire paths of a change that do not read as they were written; none when it stuck."""
    now = live(change.address)
    if change.action is Action.DELETE:
        gone = now is None or all(f"/{name}" in now.unset for name in now.attributes)
        return () if gone else wires_of(change, ())
    lost = [field.path for field in change.fields if not _is_kept(field, now)]
    return (wires_of(change, lost) or tuple(lost)) if lost else ()


def not_kept_problem(change: Change, wires: Sequence[str]) -> Diagnostic:
    """What to tell about fields that AWS accepted and did not keep."""
    return Diagnostic(
        code="APPLY331",
        summary="Cognito accepted a setting and did not keep it",
        detail=f"`{change.address.local}`: {', '.join(f'`{wire}`' for wire in wires)} read back as before",
        hint="the pool's plan may not include it, AWS may have no way to remove it, or somebody else wrote at the same"
        " moment; make a new plan",
        span=change.span,
        address=change.address,
    )


def refused(resource: Resource, path: str, detail: str, hint: str) -> Diagnostic:
    """What AWS takes only when a pool is made."""
    return problem(resource, "SPEC724", "this cannot be changed once the pool is made", detail, hint=hint, path=path)


def _statement(moment: str, functions: Functions) -> str:
    pool = functions.pool_arn.rpartition("/")[2]
    return f"baasctl-{moment.replace('_', '-')}-{pool.replace('_', '-')}"


def _arn_of(hook: Resource | None, functions: Functions) -> str:
    if hook is None:
        return ""
    arn, name = (at(hook.attributes, path) for path in (auth_hooks.ARN, auth_hooks.FUNCTION))
    if isinstance(name, str):
        return functions.arn_of(name)
    return arn if isinstance(arn, str) and functions.function_at(arn) is not None else ""


def _former(change: Change) -> Address:
    former = change.renamed_from
    return Address(change.address.target, change.address.kind, former) if former else change.address


def _is_as_planned(change: Change, now: Resource | None) -> bool:
    if change.action is Action.CREATE:
        return now is None or all(f"/{name}" in now.unset for name in now.attributes)
    if now is None:
        return change.action is Action.DELETE
    if change.action is Action.DELETE:
        return change.before is None or same(change.before, now.attributes)
    return all(_is_same(field.before, at(now.attributes, field.path)) for field in change.fields)


def _is_same(one: Side, other: Side) -> bool:
    nothing = (ABSENT, None)
    return same(one, other) or (one in nothing and other in nothing)


def _is_kept(field: FieldChange, now: Resource | None) -> bool:
    found = at(now.attributes, field.path) if now is not None else ABSENT
    if field.after is None or field.after is ABSENT:
        return found in (ABSENT, None) or (now is not None and field.path in now.unset)
    return same(field.after, found)


def _moved(change: Change) -> Diagnostic:
    return Diagnostic(
        code="APPLY333",
        summary="somebody else changed the user pool meanwhile",
        detail=f"`{change.address.local}` was changed by somebody else between the plan and this write",
        hint="make a new plan and review it",
        span=change.span,
        address=change.address,
    )
