"""Plans and results for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from baasctl.model.change import Change
from baasctl.model.plan import Plan
from baasctl.report import summary
from baasctl.report.colour import Colour
from baasctl.report.diagnostics import as_text as diagnostic_text
from baasctl.report.escaping import for_a_log, visible
from baasctl.report.outline import Block, Row, outline
from baasctl.report.section import Section

PLAIN = Colour()
_WIDEST_PATH = 44
_WIDEST_TEXT = 56
_WIDEST_REST = 116
_GAP = 3


def plans(sections: Sequence[Section], colour: Colour = PLAIN) -> str:
    """One part for each target, a blank line between them. Ends with a line break unless empty."""
    text = "".join("\n" * bool(number) + _section(each, colour) for number, each in enumerate(sections))
    return for_a_log(text)


def _section(section: Section, colour: Colour) -> str:
    if section.plan is None:
        lines = [colour.paint("title", visible(section.target)), *failed(section, colour)]
    else:
        lines = list(plan_lines(section, section.plan, colour))
    return "\n".join(lines) + "\n"


def failed(section: Section, colour: Colour, what: str = "No plan.") -> Iterator[str]:
    """The diagnostics of a target that failed as a whole, and what that means."""
    yield from (diagnostic_text(each, colour, "  ") for each in section.diagnostics)
    yield f"{what} Exit code {section.exit_code}."


def plan_lines(section: Section, plan: Plan, colour: Colour) -> Iterator[str]:
    """Header, changes, what was left out, refusals, totals."""
    missing = summary.incomplete(plan)
    yield f"{colour.paint('title', summary.header(plan, section.like))}   {colour.paint('faint', summary.cost(plan))}"
    if how := summary.reading(plan, section.like):
        yield colour.paint("faint", f"  {how}")
    if missing:
        yield colour.paint("bad", f"  ! {missing}")
    yield from change_lines(plan.changes, plan, colour)
    yield from (colour.paint("faint", f"  {line}") for line in rest_lines(plan, section.like))
    for each in summary.messages(plan):
        yield diagnostic_text(each, colour, "  ")
    totals = summary.totals(plan, section.word, section.like)
    yield "  ".join(filter(None, (colour.paint("title", totals), summary.consent(section))))
    if missing:
        yield colour.paint("bad", f"This is {missing}.")


def rest_lines(plan: Plan, like: str = "") -> list[str]:
    """What the plan does not speak of: on one line when that is short."""
    rest = list(summary.left_out(plan, like))
    joined = "   ".join(rest)
    return [joined] if rest and len(joined) <= _WIDEST_REST else rest


def change_lines(changes: Iterable[Change], plan: Plan, colour: Colour = PLAIN) -> Iterator[str]:
    """The blocks of a plan, two spaces in."""
    for change in changes:
        yield from block_lines(outline(change, plan.allowed), colour)


def block_lines(block: Block, colour: Colour = PLAIN) -> Iterator[str]:
    """One changed resource, columns aligned among its own rows."""
    sign = block.action.value
    rows = [row for row in block.rows if row.path]
    path_width = min(_WIDEST_PATH, max((len(row.path) for row in rows), default=0))
    text_width = min(_WIDEST_TEXT, max((len(row.text) for row in rows), default=0))
    place_at = max(_WIDEST_PATH, 6 + path_width + _GAP + text_width + _GAP)
    title = f"  {sign} {block.title}"
    head = f"  {colour.paint(sign, sign)} {colour.paint('title', block.title)}{_pad(len(title), place_at, block.place)}"
    place_width = max((len(each) for each in (block.place, *(row.place for row in rows))), default=0)
    yield _noted(head, len(block.place), place_width, block.note, colour)
    for row in block.rows:
        yield from _row_lines(row, sign, (path_width, place_at, place_width), colour)


def _row_lines(row: Row, sign: str, widths: tuple[int, int, int], colour: Colour) -> Iterator[str]:
    path_width, place_at, place_width = widths
    if not row.path:
        yield f"      {colour.paint(sign, row.text) if sign in '+-' else row.text}"
    else:
        line = f"      {row.path.ljust(path_width)}{' ' * _GAP}{row.text}".rstrip()
        line += _pad(len(line), place_at, row.place)
        yield _noted(line, len(row.place), place_width, row.note, colour)
    for mark, text in row.lines:
        yield f"          {colour.paint(mark, f'{mark} {text}')}".rstrip()


def _pad(length: int, column: int, text: str) -> str:
    """The text at a column, or a gap after a line that is longer."""
    return " " * max(_GAP, column - length) + text if text else ""


def _noted(line: str, place: int, place_width: int, note: str, colour: Colour) -> str:
    if not note:
        return line.rstrip()
    gap = " " * (place_width - place + _GAP) if place else " " * _GAP
    return f"{line}{gap}{colour.paint('!', note)}"
