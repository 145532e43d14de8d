"""Findings of lints for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from baasctl.access.database import API_ROLES, OPERATIONS
from baasctl.access.lints.rule import Finding, Level
from baasctl.access.reach import Reach, Rows
from baasctl.access.verdict import Verdict
from baasctl.engines.postgres.names import quote_identifier
from baasctl.report.colour import Colour
from baasctl.report.diagnostics import as_text as diagnostic_text
from baasctl.report.escaping import for_a_log, visible
from baasctl.report.lint_section import SEVERITIES, LintSection, by_weight, counts, detail, idle, why_not_judged
from baasctl.report.summary import plural

PLAIN: Final = Colour()
_ROLE: Final = {Level.ERROR: "bad", Level.WARN: "~", Level.INFO: "faint"}
_NOUN: Final = {Level.ERROR: "error", Level.WARN: "warning", Level.INFO: "note"}
_ROWS: Final = {Rows.NONE: "-", Rows.SOME: "some", Rows.ALL: "all", Rows.VIEW: "view"}
_ROWS_ROLE: Final = {Rows.NONE: "faint", Rows.SOME: "", Rows.ALL: "bad", Rows.VIEW: "~"}
_WIDEST_NAME: Final = 40
_MOST_NAMED: Final = 10
_CELL: Final = 7


def lints(sections: Sequence[LintSection], colour: Colour = PLAIN) -> str:
    """One part for each target, a blank line between them. Ends with a line break unless empty."""
    return for_a_log("".join("\n" * bool(number) + _section(each, colour) for number, each in enumerate(sections)))


def _section(section: LintSection, colour: Colour) -> str:
    return "\n".join(_lines(section, colour)) + "\n"


def _lines(section: LintSection, colour: Colour) -> Iterator[str]:
    if section.verdict is None or section.live is None or section.at is None:
        yield colour.paint("title", visible(section.target))
        yield from (diagnostic_text(each, colour, "  ") for each in section.diagnostics)
        yield f"Nothing was judged. Exit code {section.exit_code}."
        return
    target, live = section.at, section.live
    title = "  ".join(map(visible, (target.name, target.provider, target.project)))
    cost = f"read {plural(len(section.verdict.kinds), 'kind')} in {plural(live.calls, 'call')}, {live.seconds:.1f} s"
    yield f"{colour.paint('title', title)}   {colour.paint('faint', cost)}"
    if not section.has_spec:
        yield from _reach_lines(section.verdict, colour)
    for finding in by_weight(section.verdict):
        yield from _finding_lines(finding, colour, live_only=not section.has_spec)
    messages = (*section.diagnostics, *idle(section.verdict.sifted))
    yield from (diagnostic_text(each, colour, "  ") for each in messages)
    for reason, rules in why_not_judged(section):
        names = ", ".join(rule.name for rule in rules)
        yield colour.paint("bad", f"  not judged: {names}: {visible(reason)}")
    yield _totals(section.verdict, colour)
    if not section.has_spec:
        yield ""
        yield f"Keep it as code:  {visible(adopt_line(section))}"


def _finding_lines(finding: Finding, colour: Colour, *, live_only: bool) -> Iterator[str]:
    place = "" if live_only else f"{visible(str(finding.span)) if finding.span else 'live'}: "
    weight = colour.paint(_ROLE[finding.rule.level], f"{SEVERITIES[finding.rule.level]}[{finding.rule.code}]")
    yield f"  {place}{weight} {finding.rule.name}"
    yield f"    {visible(finding.address.local)}: {visible(detail(finding))}"
    yield colour.paint("faint", f"    hint: {visible(finding.hint)}")


def _totals(verdict: Verdict, colour: Colour) -> str:
    found = counts(verdict)
    shown = ", ".join(plural(count, _NOUN[level]) for level, count in found.items() if count)
    accepted = len(verdict.sifted.ignored)
    rest = f"  {accepted:,} accepted with a reason." if accepted else ""
    return colour.paint("title", f"Lint: {shown or 'nothing found'}.") + rest


def _reach_lines(verdict: Verdict, colour: Colour) -> Iterator[str]:
    """Who can do what, then the public buckets."""
    open_ones = [each for each in verdict.reaches if not each.is_out_of_reach]
    if {"grants", "policies", "tables"} <= verdict.kinds:
        yield ""
        yield from _table(open_ones, colour)
        closed = len(verdict.reaches) - len(open_ones)
        if closed or not open_ones:
            yield colour.paint("faint", f"  {plural(closed, 'table')} out of reach for both")
    if verdict.public_buckets:
        names = [visible(bucket.name) for bucket in verdict.public_buckets[:_MOST_NAMED]]
        more = len(verdict.public_buckets) - len(names)
        yield f"Public buckets: {', '.join(names)}{f' and {more:,} more' if more else ''}"
    yield ""


def _table(reaches: Sequence[Reach], colour: Colour) -> Iterator[str]:
    if not reaches:
        yield "Over the Data API nobody reaches a row."
        return
    names = [visible(quote_identifier(*each.table)) for each in reaches]
    width = min(_WIDEST_NAME, max(map(len, names)))
    block = _CELL * len(OPERATIONS)
    yield "Who reaches rows over the Data API (all: every row, some: by policy, view: as the view says)"
    yield colour.paint("faint", f"  {'':{width}}  " + "  ".join(f"{role:{block}}" for role in API_ROLES).rstrip())
    header = "".join(f"{operation:{_CELL}}" for operation in OPERATIONS)
    yield colour.paint("faint", f"  {'':{width}}  " + "  ".join([header] * len(API_ROLES)).rstrip())
    for name, each in zip(names, reaches, strict=True):
        cells = "  ".join(_cells(each, role, colour) for role in API_ROLES)
        yield f"  {_shortened(name, width):{width}}  {cells}".rstrip()


def _cells(reach: Reach, role: str, colour: Colour) -> str:
    """Padded by what is seen, not by the codes of colours."""
    return "".join(
        colour.paint(_ROWS_ROLE[rows], _ROWS[rows]) + " " * (_CELL - len(_ROWS[rows]))
        for rows in (reach.rows[role][operation] for operation in OPERATIONS)
    )


def _shortened(name: str, width: int) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"


def adopt_line(section: LintSection) -> str:
    """What to type to go on with a spec."""
    target = section.at
    return f"baasctl adopt --live {target.provider}:{target.project} --out baas" if target else ""
