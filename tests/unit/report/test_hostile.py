"""One hostile fixture through every reporter: text stays text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import LeftAlone, Plan
from baasctl.model.state import DesiredState
from baasctl.providers.contract import Support, Yes
from baasctl.report import (
    as_html,
    as_json,
    as_markdown,
    as_sarif,
    as_text,
    desired,
    diagnostics,
    explanation,
    results_as_text,
    support,
)
from baasctl.report.section import Section
from tests.golden import hostile
from tests.golden.realistic_plan import MADE_AT

SECTIONS = hostile.sections()


def _support_rows() -> list[support.Row]:
    yes = Yes(wire=hostile.TEXT, note=hostile.TEXT, source=hostile.TEXT)
    table = Support(
        provider="supabase",
        title=hostile.TEXT,
        kinds={"auth": yes},
        fields={"auth": {hostile.TEXT: yes}},
        names={"auth": {hostile.TEXT: yes}},
    )
    return list(support.rows(table))


def _state() -> DesiredState:
    from pathlib import Path

    return DesiredState(target=hostile.target(), resources=(hostile.resource(),), root=Path())


ON_A_TERMINAL: dict[str, Callable[[], str]] = {
    "plan": lambda: as_text.plans(SECTIONS),
    "result": lambda: results_as_text.results(hostile.results()),
    "render": lambda: desired.as_text((_state(),)),
    "explain": lambda: explanation.as_text(hostile.explained()),
    "diagnostic": lambda: diagnostics.as_text(hostile.diagnostic()),
    "providers": lambda: support.as_text(_support_rows()),
    "plan markdown": lambda: as_markdown.plans(SECTIONS),
    "providers markdown": lambda: support.as_markdown(_support_rows()),
    "plan html": lambda: as_html.plans(SECTIONS),
}
AS_JSON: dict[str, Callable[[], object]] = {
    "plan": lambda: as_json.plan_data(SECTIONS, 1, MADE_AT),
    "result": lambda: as_json.result_data(hostile.results(), 1),
    "render": lambda: desired.to_data((_state(),)),
    "explain": lambda: explanation.to_data(hostile.explained()),
    "validate": lambda: diagnostics.validation_data([hostile.diagnostic()]),
    "sarif": lambda: as_sarif.to_data([as_sarif.Result(diagnostic=hostile.diagnostic())]),
    "providers": lambda: support.to_data(_support_rows()),
}


@pytest.mark.parametrize("name", ON_A_TERMINAL)
def test_nothing_printed_can_act_on_a_terminal(name: str) -> None:
    """Every character is printable: no escape sequence, no reordering, no hidden text, no faked line of its own."""
    lines = ON_A_TERMINAL[name]().split("\n")
    assert [line for line in lines if not line.isprintable()] == []
    assert [line for line in lines if line.startswith(("No changes", "Plan: 0 to add"))] == []


@pytest.mark.parametrize("name", ON_A_TERMINAL)
def test_nothing_printed_is_a_command_to_the_log_of_a_ci_service(name: str) -> None:
    """GitHub's runner obeys `::` after leading blanks and `##[` anywhere, Azure's `##vso[`."""
    text = ON_A_TERMINAL[name]()
    assert [line for line in text.split("\n") if line.lstrip().startswith("::")] == []
    assert not re.search(r"##(vso)?\[", text)


@pytest.mark.parametrize("name", AS_JSON)
def test_json_is_ascii_and_reads_back(name: str) -> None:
    """JSON escapes what is not ASCII, so that nothing in it can act on a terminal either."""
    text = as_json.to_text(AS_JSON[name]())
    assert text.isascii()
    assert all(line.isprintable() for line in text.split("\n"))
    json.loads(text)


@pytest.mark.parametrize("name", [*ON_A_TERMINAL, *AS_JSON])
def test_a_sensitive_value_is_in_no_report(name: str) -> None:
    """A field marked as sensitive is hidden even where its value is no `Secret`."""
    text = ON_A_TERMINAL[name]() if name in ON_A_TERMINAL else ""
    if name in AS_JSON and name != "plan":
        text += as_json.to_text(AS_JSON[name]())
    assert hostile.SECRET not in text


def test_a_sensitive_value_is_not_in_terraforms_part_of_the_json_plan() -> None:
    """`before` and `after` hide it; the exact plan below `x_baasctl` holds only what the planner gave it."""
    data = as_json.plan_data(SECTIONS, 1, MADE_AT)
    del data["x_baasctl"]
    assert hostile.SECRET not in as_json.to_text(data)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def test_html_holds_only_our_own_tags() -> None:
    """No script, image, link or handler comes out of a value."""
    parser = _Tags()
    parser.feed(as_html.plans(SECTIONS))
    assert parser.tags <= {
        "html", "head", "meta", "title", "style", "body", "section", "h1", "h2", "p", "br", "strong", "span", "pre",
        "details", "summary", "table", "tr", "td",
    }  # fmt: skip
    assert parser.attributes <= {"lang", "charset", "name", "content", "http-equiv", "class", "colspan", "open"}
    assert parser.comments == []


def without_code(markdown: str) -> str:
    """Markdown as CommonMark sees it, fenced blocks and code spans taken out."""
    kept, closing = [], ""
    for line in markdown.split("\n"):
        opened = re.match(r" {0,3}(`{3,})[^`]*$", line)
        if closing:
            is_end = re.fullmatch(r" {0,3}(`{3,})\s*", line)
            if is_end and len(is_end[1]) >= len(closing):
                closing = ""
        elif opened:
            closing = opened[1]
        else:
            kept.append(line)
    assert closing == "", "a fence is left open"
    spans = re.compile(r"(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)")
    return spans.sub("", "\n".join(kept))


@pytest.mark.parametrize("name", ["plan markdown", "providers markdown"])
def test_markdown_outside_code_is_ours(name: str) -> None:
    """No heading, image, link, mention, reference, HTML or table cell comes out of a value."""
    marker, _, rest = without_code(ON_A_TERMINAL[name]()).partition("\n")
    assert "@" not in marker
    rest = rest.replace("&#", "").replace("8203;", "\0")  # what is left of a broken mention: @, then nothing it names
    for wrong in ("@e", "@o", "#1", "#2", "![", "](", "://g", "www.e", "<script", "<img", "</code></pre>", "GH-1 "):
        assert wrong not in rest, wrong
    rows = [line for line in rest.split("\n") if line.startswith("|")]
    cells = {len(re.sub(r"\\\|", "", row).split("|")) for row in rows}
    assert len(cells) == 1


def test_a_comment_is_never_too_long_and_keeps_the_hazards() -> None:
    """GitHub refuses 65,536 characters; what is cut is the least important."""
    from dataclasses import replace

    from tests.golden import realistic_plan

    risky, harmless = realistic_plan.changes()[6], realistic_plan.changes()[1]
    many = tuple(
        replace(each, address=replace(each.address, segments=(f"t{number:05}",)))
        for number in range(3000)
        for each in ((risky,) if number == 2999 else (harmless,))
    )
    section = Section(target="prod", plan=replace(realistic_plan.plan(), changes=many))
    text = as_markdown.plans((section,) * 3)
    assert 40_000 < len(text) < 65_536
    assert text.count("t02999") == 3
    assert "more changes that this comment has no room for" in text
    without_code(text)


@pytest.mark.parametrize("limit", [20_000, 65_535])
def test_a_hostile_comment_is_never_too_long(limit: int) -> None:
    """Diagnostics and names count too."""
    assert len(as_markdown.plans(SECTIONS * 40, limit)) <= limit


def test_the_marker_of_a_comment_cannot_be_faked_or_left() -> None:
    """The next run finds its comment by the marker; a target's name cannot close the HTML comment."""
    first = ON_A_TERMINAL["plan markdown"]().split("\n")[0]
    assert first.startswith("<!-- baasctl:")
    assert first.count("-->") == first.count("<!--") == 1
    assert first.endswith(" -->")


def test_the_fixture_reaches_every_kind_of_text() -> None:
    """The fixture is only worth something while it fills every text of a plan."""
    plan: Plan = hostile.plan()
    assert all((plan.refusals, plan.warnings, plan.unreadable, plan.left_alone, plan.not_compared))
    assert {change.action for change in plan.changes} >= {"+", "~", "-", "»"}


def test_a_name_of_millions_of_characters_fills_no_screen() -> None:
    """A server that answers one is told by its beginning and its length, wherever a plan names it."""
    long = "A" * 3_000_000 + "\n" * 20_000
    address = Address("prod", "tables", (long,))
    diagnostic = Diagnostic(code="READ120", summary="strange", detail=f"{long}{long}", hint=long, address=address)
    alone = LeftAlone(kind="tables", addresses=(address,), reason=long)
    change = Change(address=address, action=Action.DELETE, before={}, after=None, reason=long)
    plan = Plan(
        target=hostile.target(), changes=(change,), left_alone=(alone,), warnings=(diagnostic,), refusals=(diagnostic,)
    )

    text = as_text.plans([Section(target="prod", plan=plan, exit_code=0)])

    assert len(text) < 40_000
    assert "3,020,000 characters" in text
    assert "more lines" in text
