"""The sentences around the changes of a plan: header, what was left out, totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from baasctl.model.change import Action
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import LeftAlone, Plan
from baasctl.report.escaping import beginning, visible
from baasctl.report.section import Section

_MOST_NAMED = 5


def plural(count: int, noun: str) -> str:
    """`1 call`, `2 calls`, `1,200 policies`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("y") else f"{count:,} {noun}s"


def header(plan: Plan, like: str = "") -> str:
    """Target, provider, project; with *like*, what it is held against."""
    name = f"{plan.target.name} against {like}" if like else plan.target.name
    return "  ".join(map(visible, (name, plan.target.provider, plan.target.project)))


def reading(plan: Plan, like: str) -> str:
    """How the changes of a comparison are to be read; empty without one."""
    if not (like and plan.changes):
        return ""
    mine, theirs = visible(plan.target.name), visible(like)
    return f"what would make {mine} like {theirs}: `+` only {theirs} has, `-` only {mine} has, `~` {mine} -> {theirs}"


def cost(plan: Plan) -> str:
    """What the read took."""
    return f"read {plural(len(plan.kinds), 'kind')} in {plural(plan.calls, 'call')}, {plan.seconds:.1f} s"


def incomplete(plan: Plan) -> str:
    """Empty when every declared kind was read."""
    if plan.is_complete:
        return ""
    return f"not the whole plan: {', '.join(map(visible, sorted(plan.unreadable)))} could not be read"


def left_out(plan: Plan, like: str = "") -> Iterator[str]:
    """What the plan does not speak of: skipped kinds, untouched resources, secrets that were not compared."""
    if plan.skipped:
        yield f"skipped: {', '.join(map(visible, plan.skipped))}."
    if plan.left_alone:
        yield f"left alone: {'; '.join(map(_alone, plan.left_alone))}"
    if plan.not_compared:
        shown = [beginning(f"{address.local}#{path}") for address, path in plan.not_compared[:_MOST_NAMED]]
        more = len(plan.not_compared) - len(shown)
        why = f", since {visible(like)} is another project" if like and not like.startswith("git:") else ""
        counted = f"{plural(len(plan.not_compared), 'secret')}{why}: " if why else ""
        yield f"not compared: {counted}{', '.join(shown)}{f' and {more:,} more' if more else ''}"


def _alone(alone: LeftAlone) -> str:
    noun = visible(alone.kind).replace("_", " ")
    count = len(alone.addresses)
    counted = plural(count, noun.removesuffix("ies") + "y" if noun.endswith("ies") else noun.removesuffix("s"))
    named = ", ".join(beginning("/".join(address.segments)) for address in alone.addresses)
    names, reason = f" ({named})" if named and count <= _MOST_NAMED else "", beginning(alone.reason)
    return f"{counted}{names}, {reason}" if ":" in reason else f"{counted} {reason}{names}"


def totals(plan: Plan, word: str = "Plan", like: str = "") -> str:
    """`Plan: 1 to add, 2 to change, 0 to delete.`, or that there is nothing to do."""
    if like and (plan.changes or plan.is_complete):
        return _likeness(plan, word, like)
    if not plan.changes:
        if plan.refusals:
            return f"{word}: nothing to change, but {plural(len(plan.refusals), 'reason')} to refuse above."
        if not plan.is_complete:
            return f"{word}: no change among what could be read."
        return f"No changes. Live is what the spec asks for ({plural(len(plan.kinds), 'kind')} compared)."
    counts = Counter(change.action for change in plan.changes)
    parts = [
        f"{counts[Action.CREATE]:,} to add",
        f"{counts[Action.UPDATE]:,} to change",
        *([f"{counts[Action.RENAME]:,} to rename"] if counts[Action.RENAME] else []),
        *([f"{counts[Action.REPLACE]:,} to replace"] if counts[Action.REPLACE] else []),
        f"{counts[Action.DELETE]:,} to delete",
    ]
    refused = f"  Refused, {plural(len(plan.refusals), 'reason')} above." if plan.refusals else ""
    return f"{word}: {', '.join(parts)}.{refused}"


def _likeness(plan: Plan, word: str, like: str) -> str:
    """Of a comparison: `Difference: 3 resources differ, 1 only in staging, 0 only in production.`, or none."""
    mine, theirs = visible(plan.target.name), visible(like)
    if not plan.changes:
        return f"No difference. {mine} is like {theirs} ({plural(len(plan.kinds), 'kind')} compared)."
    created, deleted = plan.count(Action.CREATE), plan.count(Action.DELETE)
    differ = plural(len(plan.changes) - created - deleted, "resource")
    verb = "differs" if differ.startswith("1 ") else "differ"
    return f"{word}: {differ} {verb}, {created:,} only in {theirs}, {deleted:,} only in {mine}."


def consent(section: Section) -> str:
    """`1 hazard needs --allow MAY_WIDEN_ACCESS`; empty when nothing does."""
    needed = section.needed
    if not needed:
        return ""
    verb = "needs" if len(needed) == 1 else "need"
    return f"{plural(len(needed), 'hazard')} {verb} " + " ".join(f"--allow {hazard}" for hazard in needed)


def messages(plan: Plan, *, refusals_first: bool = False) -> tuple[Diagnostic, ...]:
    """What could not be read, warnings and refusals; of many that say the same about other requests, the first."""
    first: dict[tuple[str, str], Diagnostic] = {}
    alike: Counter[tuple[str, str]] = Counter()
    for each in dict.fromkeys(plan.unreadable.values()):
        first.setdefault((each.code, each.summary), each)
        alike[each.code, each.summary] += 1
    unreadable = tuple(
        replace(each, detail=f"{each.detail}\nand {alike[key] - 1} other requests like it") if alike[key] > 1 else each
        for key, each in first.items()
    )
    if refusals_first:
        return (*plan.refusals, *unreadable, *plan.warnings)
    return (*unreadable, *plan.warnings, *plan.refusals)
