"""What makes a plan refuse: unlisted access, forbidden hazards, too many deletes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from shlex import quote
from typing import Final

from baasctl.kinds.registry import kind as kind_named
from baasctl.model.change import Action, Change, Hazard
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import PlanRefused
from baasctl.model.plan import Plan
from baasctl.model.resource import Resource
from baasctl.model.spec import Guards

NEEDS_ALLOW: Final = frozenset(
    {Hazard.MAY_WIDEN_ACCESS, Hazard.WEAKENS_AUTH, Hazard.LOCKS_OUT_USERS, Hazard.DELETES_DATA}
)
"""Hazards that apply carries out only when `plan --allow` names them; the others are printed."""


def not_allowed(plan: Plan) -> tuple[Hazard, ...]:
    """Hazards of the plan that still need `--allow`, in the order of the enumeration."""
    missing = (plan.hazards & NEEDS_ALLOW) - plan.allowed
    return tuple(hazard for hazard in Hazard if hazard in missing)


def unlisted_access(unlisted: Sequence[Resource]) -> Iterator[Diagnostic]:
    """Live rules on objects that the spec owns whole and does not list."""
    for one in unlisted:
        kind, name = one.address.kind, "/".join(one.address.segments)
        of = f" for `{one.address.segments[0]}`" if len(one.address.segments) > 1 else ""
        delete = f" delete it with `prune: {{{kind}: {{mode: all}}}}`," if kind_named(kind).prunable else ""
        yield Diagnostic(
            code="PLAN010",
            summary="live access that the spec does not list",
            detail=f"`{one.address.local}` is live, and the spec declares `{kind}`{of} without it",
            hint=f"add it to the spec (`baasctl adopt --match {quote(one.address.local)}`),{delete} or keep it with "
            f'`keep: {{{kind}: {{"{name}": reason}}}}`',
            address=one.address,
        )


def owned_elsewhere(changes: Sequence[Change]) -> Iterator[Diagnostic]:
    """Changes of resources that another tool looks after: `facts["ownership"]` says so, and `owner` who it is.

    One refusal for each owner, at the first of its resources.
    """
    by_owner: dict[str, list[Change]] = {}
    for change in changes:
        if change.facts.get("ownership") in ("observe", "export"):
            by_owner.setdefault(str(change.facts.get("owner")), []).append(change)
    for owner, theirs in by_owner.items():
        named = ", ".join(f"`{each.address.local}`" for each in theirs)
        managed = ", ".join(f"{kind}: manage" for kind in dict.fromkeys(each.address.kind for each in theirs))
        yield Diagnostic(
            code="PLAN017",
            summary="another tool owns what would be changed",
            detail=f"{named} {'belongs' if len(theirs) == 1 else 'belong'} to {owner},"
            " which would overwrite the change when it next touches it",
            hint="make the change where its owner has it (`baasctl export` prints it), say"
            f" `ownership: {{{managed}}}` in the target, or plan again with --take-over",
            span=theirs[0].span,
            address=theirs[0].address,
        )


def owned(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Changes that are for the owner to make: those of `export`; without any, all that the target does not manage."""
    others = [each for each in changes if each.facts.get("owner") and each.facts.get("ownership") != "manage"]
    chosen = [each for each in others if each.facts.get("ownership") == "export"]
    return tuple(chosen or others)


def broken_guards(changes: Sequence[Change], guards: Guards, live_counts: Mapping[str, int]) -> Iterator[Diagnostic]:
    """Guards of the spec that the changes break."""
    for change in changes:
        for risk in change.risks:
            if risk.hazard in guards.forbid:
                yield Diagnostic(
                    code="PLAN011",
                    summary="a guard forbids this hazard",
                    detail=f"`{change.address.local}{risk.path}` is {risk.hazard}: {risk.why}; "
                    "`guards.forbid` beats `--allow`",
                    hint="take the change out, or the hazard out of `guards.forbid`",
                    span=guards.span,
                    address=change.address,
                )
    deletes = Counter(change.address.kind for change in changes if change.action is Action.DELETE)
    total = sum(deletes.values())
    if guards.max_delete_count is not None and total > guards.max_delete_count:
        yield _too_many(f"{total} deletes, but `guards.max_deletes` is {guards.max_delete_count}", guards)
    for kind, count in sorted(deletes.items()):
        live = live_counts.get(kind, 0)
        if guards.max_deletes is not None and live and count / live > guards.max_deletes:
            share = f"{count} of {live} live `{kind}` ({count / live:.0%})"
            yield _too_many(f"{share} would be deleted, but `guards.max_deletes` is {guards.max_deletes:.0%}", guards)


def _too_many(detail: str, guards: Guards) -> Diagnostic:
    return Diagnostic(
        code="PLAN012",
        summary="too many deletes at once",
        detail=detail,
        hint="delete in smaller steps, or raise the guard for this run",
        span=guards.span,
    )


def check_consent(plan: Plan) -> None:
    """Refuse to carry out what nobody allowed, or what is not wholly known.

    Raises:
        PlanRefused: With every reason.
    """
    reasons = [*plan.refusals, *plan.unreadable.values(), *(each for each in plan.warnings if each.stops_apply)]
    for hazard in not_allowed(plan):
        where = [change.address.local for change in plan.changes if hazard in change.hazards]
        more = f" and {len(where) - 3} more" if len(where) > 3 else ""
        reasons.append(
            Diagnostic(
                code="PLAN013",
                summary="a hazard was not allowed",
                detail=f"{hazard}: {', '.join(where[:3])}{more}",
                hint=f"plan again with `--allow {hazard}` if that is what you want",
            )
        )
    if plan.secrets_skipped:
        reasons.append(
            Diagnostic(
                code="PLAN014",
                summary="secrets were skipped",
                detail="a plan made with `--secrets=skip` does not know which secrets to write",
                hint="plan again with the secrets at hand",
            )
        )
    if reasons:
        raise PlanRefused(*reasons)
