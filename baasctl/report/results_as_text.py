"""What apply did, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from baasctl.model.address import Address
from baasctl.model.result import ApplyResult, Outcome, Status
from baasctl.report import summary
from baasctl.report.as_text import PLAIN, change_lines, failed
from baasctl.report.colour import Colour
from baasctl.report.diagnostics import as_text as diagnostic_text
from baasctl.report.escaping import for_a_log, visible
from baasctl.report.outline import local
from baasctl.report.section import Section

_WORST_FIRST = (Status.FAILED, Status.UNKNOWN, Status.DROPPED, Status.APPLIED)
_ROLE = {Status.FAILED: "bad", Status.UNKNOWN: "bad", Status.DROPPED: "~", Status.APPLIED: "+"}


def results(sections: Sequence[Section], colour: Colour = PLAIN) -> str:
    """One part for each target, a blank line between them. Ends with a line break unless empty."""
    text = "".join("\n" * bool(number) + _section(each, colour) for number, each in enumerate(sections))
    return for_a_log(text)


def _section(section: Section, colour: Colour) -> str:
    if section.result is None:
        return (
            "\n".join(
                [colour.paint("title", visible(section.target)), *failed(section, colour, "Nothing was written.")]
            )
            + "\n"
        )
    return "\n".join(_lines(section.result, colour)) + "\n"


def by_change(outcomes: Iterable[Outcome]) -> list[tuple[Outcome, ...]]:
    """Outcomes grouped by resource: a change that two batches write has two."""
    grouped: dict[Address, list[Outcome]] = {}
    for outcome in outcomes:
        grouped.setdefault(outcome.change.address, []).append(outcome)
    return [tuple(group) for group in grouped.values()]


def status_of(parts: Sequence[Outcome]) -> Status:
    """The worst status of a change's parts."""
    return next(status for status in _WORST_FIRST if any(part.status is status for part in parts))


def _lines(result: ApplyResult, colour: Colour) -> Iterator[str]:
    yield colour.paint("title", summary.header(result.plan))
    groups = by_change(result.outcomes)
    for parts in groups:
        yield from _change_lines(parts, colour)
    reasons = [outcome.diagnostic for outcome in result.outcomes if outcome.diagnostic]
    for each in dict.fromkeys((*reasons, *result.diagnostics)):
        yield diagnostic_text(each, colour, "  ")
    yield from _end(result, groups, colour)


def _change_lines(parts: Sequence[Outcome], colour: Colour) -> Iterator[str]:
    status, change = status_of(parts), parts[0].change
    part = " in part" if len({outcome.status for outcome in parts}) > 1 else ""
    seconds = f"   {sum(outcome.seconds for outcome in parts):.1f} s" if status is not Status.DROPPED else ""
    word = colour.paint(_ROLE[status], f"{status}{part}".ljust(8))
    yield f"  {word} {change.action.value} {local(change.address)}{seconds}"


def _end(result: ApplyResult, groups: Sequence[Sequence[Outcome]], colour: Colour) -> Iterator[str]:
    states = [status_of(parts) for parts in groups]
    counted = [f"{states.count(status):,} {status}" for status in _WORST_FIRST[::-1] if states.count(status)]
    if result.cancelled:
        yield colour.paint("bad", "Stopped on request; the call in flight was finished.")
    done = f"{', '.join(counted)}." if counted else "Nothing was written."
    remaining = result.remaining
    if remaining is None:
        yield f"{done} Live could not be read back: run plan to see where it stands."
    elif remaining.is_empty:
        yield f"{done} Converged: a new plan is empty."
    else:
        yield f"{done} Not converged. {summary.totals(remaining, 'Remaining')}"
        yield from change_lines(remaining.changes, remaining, colour)
        yield from (
            diagnostic_text(each, colour, "  ") for each in (*remaining.unreadable.values(), *remaining.refusals)
        )
