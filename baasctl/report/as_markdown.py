"""Plans for a comment on a pull request, cut by importance to what a comment may hold.

Text from servers and files stands in code spans and fences only, where no
mention, reference, link or markup is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from baasctl.model.change import Action, Change
from baasctl.model.plan import Plan
from baasctl.report import summary
from baasctl.report.as_text import block_lines, rest_lines
from baasctl.report.diagnostics import as_text as diagnostic_text
from baasctl.report.escaping import cell, code_span, comment_name, fence, for_a_log
from baasctl.report.outline import outline
from baasctl.report.section import Section

LONGEST: Final = 65_535
"""Characters that GitHub takes in one comment (65,536 is refused)."""

_RESERVED: Final = 4_000
_LONGEST_MESSAGES: Final = 6_000
_MOST_TARGETS: Final = 60
_SIGNS: Final = {Action.UPDATE: "!", Action.RENAME: "! »", Action.REPLACE: "! ±"}
_CUT: Final = "… cut: the whole text is in `baasctl plan -o text`"


def plans(sections: Sequence[Section], longest: int = LONGEST) -> str:
    """Summary table, then per target what was refused, what is unknown and the changes, the risky ones first."""
    frame = [_marker(sections), _table(sections)]
    messages = [_messages(section) for section in sections[:_MOST_TARGETS]]
    room = longest - _RESERVED - sum(map(len, (*frame, *messages)))
    kept = _fitting(sections[:_MOST_TARGETS], room)
    parts = [*frame]
    for section, message, changes in zip(sections, messages, kept, strict=False):
        parts += filter(None, (message, _details(section, changes, several=len(sections) > 1)))
    if len(sections) > _MOST_TARGETS:
        parts.append(f"… {len(sections) - _MOST_TARGETS:,} more targets")
    text = for_a_log("\n\n".join(parts) + "\n")
    return text if len(text) <= longest else text[: longest - len(_CUT) - 2].rstrip() + f"\n\n{_CUT}"


def _marker(sections: Sequence[Section]) -> str:
    """Found again by the next run, which updates the comment in place."""
    names = ",".join(comment_name(section.target) for section in sections)
    return f"<!-- baasctl:{names[:500]} -->"


def _table(sections: Sequence[Section]) -> str:
    rows = [_row(section) for section in sections[:_MOST_TARGETS]]
    return "\n".join(["| target | result | hazards |", "| --- | --- | --- |", *rows])


def _row(section: Section) -> str:
    if section.plan is None:
        result = f"**failed**, exit code {section.exit_code}"
    else:
        result = summary.totals(section.plan, section.word, section.like).removeprefix(f"{section.word}: ")
        result = result.replace("above", "below")
        result += "" if section.plan.is_complete else " **Not the whole plan.**"
    hazards = ", ".join(map(code_span, sorted(section.plan.hazards))) if section.plan else ""
    name = f"{section.target} against {section.like}" if section.like else section.target
    return f"| {cell(code_span(name[:80]))} | {result} | {hazards} |"


def _messages(section: Section) -> str:
    """Diagnostics, in a fence: they quote values."""
    plan = section.plan
    found = summary.messages(plan, refusals_first=True) if plan else section.diagnostics
    if not found:
        return ""
    text = "\n".join(diagnostic_text(each) for each in found)
    if len(text) > _LONGEST_MESSAGES:
        text = text[:_LONGEST_MESSAGES].rpartition("\n")[0] + f"\n… {len(found):,} messages in all"
    return f"{code_span(section.target)}:\n{fence(text)}"


def _importance(change: Change) -> int:
    if change.risks:
        return 0
    return 1 if change.action in (Action.DELETE, Action.REPLACE) else 2


def _fitting(sections: Sequence[Section], room: int) -> list[list[str]]:
    """The changes that fit, most important first over all targets; each as lines of a diff fence."""
    order = sorted(
        (_importance(change), number, position)
        for number, section in enumerate(sections)
        if section.plan
        for position, change in enumerate(section.plan.changes)
    )
    kept: list[list[str]] = [[] for _ in sections]
    for _, number, position in order:
        plan = sections[number].plan
        if plan is None or room <= 0:
            continue
        text = "\n".join(_diff_lines(plan.changes[position], plan))
        room -= len(text) + 1
        if room > 0:
            kept[number].append(text)
    return kept


def _diff_lines(change: Change, plan: Plan) -> Iterator[str]:
    """The text plan's lines, the sign of each in the first column, where diff highlighting looks for it."""
    block = outline(change, plan.allowed)
    title, *rest = block_lines(block)
    yield f"{_SIGNS.get(change.action, change.action.value)} {title[4:]}"
    signed = {
        f"          {mark} {text}".rstrip(): f"{mark.replace('~', '!')}       {text}"
        for row in block.rows
        for mark, text in row.lines
    }
    for line in rest:
        yield signed.get(line, f" {line[3:]}").rstrip()


def _details(section: Section, changes: Sequence[str], *, several: bool) -> str:
    plan = section.plan
    if plan is None:
        return ""
    notes = [f"  {line[:1000]}" for line in rest_lines(plan, section.like)]
    lines = [*filter(None, [summary.reading(plan, section.like)]), *changes]
    if missing := len(plan.changes) - len(changes):
        lines.append(f"  … {summary.plural(missing, 'more change')} that this comment has no room for")
    lines += notes
    if not lines:
        return ""
    consent = summary.consent(section)
    title = f"<summary>{'Changes' if plan.changes else 'Notes'}{_of(section) if several else ''}</summary>"
    is_open = " open" if plan.changes and not several else ""
    body = f"<details{is_open}>{title}\n\n{fence(chr(10).join(lines), 'diff')}\n\n</details>"
    return f"{body}\n\n{consent}" if consent else body


def _of(section: Section) -> str:
    plan = section.plan
    number = len(plan.changes) if plan else 0
    return f" of <code>{comment_name(section.target)[:80]}</code> ({number:,})"
