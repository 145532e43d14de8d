"""Plans as one HTML page that needs nothing else: no script, no font, no request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Plan
from baasctl.report import summary
from baasctl.report.diagnostics import as_text as diagnostic_text
from baasctl.report.escaping import html_text
from baasctl.report.outline import Block, Row, outline
from baasctl.report.section import Section

_CLASSES: Final = {"+": "add", "-": "del", "~": "upd", "±": "del", "»": "upd", " ": ""}
_STYLE: Final = """
:root { color-scheme: light dark; --line: #8885; --add: #1a7f37; --del: #cf222e; --upd: #9a6700; --risk: #8250df }
@media (prefers-color-scheme: dark) {
  :root { --add: #3fb950; --del: #f85149; --upd: #d29922; --risk: #bc8cff }
}
body { font: 15px/1.5 system-ui, sans-serif; max-width: 78rem; margin: 2rem auto; padding: 0 1rem }
h2 { margin: 2rem 0 .25rem }
p { margin: .25rem 0 .75rem }
code, pre, td { font-family: ui-monospace, monospace; font-size: 13px }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; overflow-x: auto }
summary { padding: .4rem .75rem; cursor: pointer; font-family: ui-monospace, monospace; font-size: 13px }
table { border-collapse: collapse; width: 100% }
td { border-top: 1px solid var(--line); padding: .25rem .75rem; vertical-align: top; white-space: pre-wrap;
  overflow-wrap: anywhere }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
.add { color: var(--add) } .del { color: var(--del) } .upd { color: var(--upd) } .risk { color: var(--risk) }
.faint { opacity: .7 } .bad { border-left: 3px solid var(--del); padding-left: .75rem; margin: .75rem 0 }
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def plans(sections: Sequence[Section]) -> str:
    """A whole page."""
    names = ", ".join(section.target for section in sections)
    body = "\n".join(line for section in sections for line in _section(section))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>baasctl plan: {html_text(names)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<h1>Plan</h1>\n{body}\n</body>\n</html>\n"
    )


def _section(section: Section) -> Iterator[str]:
    plan = section.plan
    yield f"<section>\n<h2>{html_text(section.target)}</h2>"
    if plan is None:
        yield from map(_message, section.diagnostics)
        yield f"<p>No plan. Exit code {section.exit_code}.</p>"
    else:
        yield from _plan(section, plan)
    yield "</section>"


def _plan(section: Section, plan: Plan) -> Iterator[str]:
    totals = html_text(summary.totals(plan, section.word, section.like))
    header = html_text(summary.header(plan, section.like))
    yield (
        f'<p><strong>{totals}</strong> <span class="risk">{summary.consent(section)}</span>'
        f'<br><span class="faint">{header}, {html_text(summary.cost(plan))}</span></p>'
    )
    if how := summary.reading(plan, section.like):
        yield f'<p class="faint">{html_text(how)}</p>'
    if missing := summary.incomplete(plan):
        yield f'<p class="bad">This is {html_text(missing)}.</p>'
    yield from map(_message, summary.messages(plan, refusals_first=True))
    for change in plan.changes:
        yield _block(outline(change, plan.allowed))
    yield from (f'<p class="faint">{html_text(line)}</p>' for line in summary.left_out(plan, section.like))


def _message(diagnostic: Diagnostic) -> str:
    lines = diagnostic_text(diagnostic).split("\n")
    return '<pre class="bad">' + "\n".join(map(html_text, lines)) + "</pre>"


def _block(block: Block) -> str:
    sign = block.action.value
    title = f'<span class="{_CLASSES[sign]}">{html_text(sign)}</span> <strong>{html_text(block.title)}</strong>'
    note = f' <span class="risk">{html_text(block.note)}</span>' if block.note else ""
    place = f' <span class="faint">{html_text(block.place)}</span>' if block.place else ""
    rows = "\n".join(map(_row, block.rows))
    return f"<details open><summary>{title}{place}{note}</summary>\n<table>\n{rows}\n</table>\n</details>"


def _row(row: Row) -> str:
    if not row.path:
        return f'<tr><td colspan="4">{html_text(row.text)}</td></tr>'
    lines = "\n".join(f'<span class="{_CLASSES[mark]}">{mark} {html_text(text)}</span>' for mark, text in row.lines)
    text = html_text(row.text) + (f"<pre>{lines}</pre>" if lines else "")
    return (
        f"<tr><td>{html_text(row.path)}</td><td>{text}</td>"
        f'<td class="faint">{html_text(row.place)}</td><td class="risk">{html_text(row.note)}</td></tr>'
    )
