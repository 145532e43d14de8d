"""Comments in rules that accept a finding: where they may stand, and what they may not do."""

from __future__ import annotations

import pytest

from baasctl.access.facts import Facts, facts_of
from baasctl.access.lints.ignoring import sift
from baasctl.access.lints.registry import rule
from baasctl.access.lints.remarks import Remark, remarks_of
from baasctl.access.lints.rule import Finding
from baasctl.model.address import Address
from baasctl.model.diagnostic import Severity
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.report.lint_section import idle

LINT = "open_read"
SIGN = f"baasctl-ignore: {LINT}"
PATHS = {
    "firestore_rules": "/source",
    "storage_rules": "/source",
    "database_rules": "/source",
    "graphql_api": "/schema",
}
COMMENTS = {
    "firestore_rules": ("// {}", "/* {} */", "/*\n * {}\n */"),
    "storage_rules": ("// {}", "/* {} */"),
    "database_rules": ("// {}", "/* {} */"),
    "graphql_api": ("# {}",),
}
QUOTED = {
    "firestore_rules": ("'// {}'", '"/* {} */"'),
    "storage_rules": ("'\\'// {}'",),
    "database_rules": ('"// {}"', '"a\\"\n/* {} */"'),
    "graphql_api": ('"# {}"', '"""\n# {}\n"""'),
}


def facts(kind: str, text: str) -> Facts:
    resource = Resource(
        address=Address("prod", kind, ("(default)",)),
        attributes={PATHS[kind].strip("/"): text},
        declared_at=Span(file="b.yaml", line=4, column=3),
    )
    return facts_of([resource], frozenset({kind}), "firebase")


def said(kind: str, text: str) -> list[Remark]:
    return list(remarks_of(facts(kind, text)))


def finding(kind: str, first: int, last: int, lint: str = LINT, database: str = "(default)") -> Finding:
    return Finding(
        rule=rule(lint), address=Address("prod", kind, (database,)), detail="d", hint="h", path=PATHS[kind],
        line=first, column=1, whole=(first, last),
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "comment"), [(kind, each) for kind, some in COMMENTS.items() for each in some])
def test_a_comment_in_a_rule_or_right_before_it_accepts(kind: str, comment: str) -> None:
    """The reason is kept; rules before and behind are none of its business."""
    written = comment.format(f"{SIGN} because the menu is public")
    lines = written.count("\n")
    (before,) = said(kind, f"a\n{written}\nb\nc\nd\n")
    assert (before.reason, before.lint) == ("the menu is public", LINT)
    rule_at = 3 + lines
    assert before.accepts(finding(kind, rule_at, rule_at + 1))
    assert not before.accepts(finding(kind, 1, 1))
    assert not before.accepts(finding(kind, rule_at + 1, rule_at + 2))

    (inside,) = said(kind, f"a\nb\n{written}\nc\nd\n")
    assert inside.accepts(finding(kind, 2, 4 + lines))
    assert not inside.accepts(finding(kind, 5 + lines, 5 + lines))


@pytest.mark.parametrize(("kind", "quoted"), [(kind, each) for kind, some in QUOTED.items() for each in some])
def test_what_a_string_holds_is_no_comment(kind: str, quoted: str) -> None:
    """Rules that compare such a text accept nothing by it."""
    assert said(kind, f"a\n{quoted.format(f'{SIGN} because x')}\nb\n") == []


def test_several_comments_stand_one_below_the_other() -> None:
    """Each speaks of the rule behind all of them; of one, of another lint, of none at the end of the text."""
    text = f"// {SIGN} because a\n\n// baasctl-ignore: open_write because b\nallow read, write;\n// {SIGN} because c\n"
    first, second, last = said("firestore_rules", text)
    assert first.accepts(finding("firestore_rules", 4, 4))
    assert not second.accepts(finding("firestore_rules", 4, 4))
    assert second.accepts(finding("firestore_rules", 4, 4, lint="open_write"))
    assert not last.accepts(finding("firestore_rules", 4, 4))


def test_other_rules_and_other_databases_are_not_meant() -> None:
    """A comment speaks of the text that it stands in."""
    (remark,) = said("firestore_rules", f"// {SIGN} because a\nallow read;\n")
    assert not remark.accepts(finding("firestore_rules", 2, 2, database="other"))
    assert not remark.accepts(finding("storage_rules", 2, 2))


def test_a_comment_without_a_reason_accepts_nothing_and_is_told() -> None:
    """The finding counts, and the comment is named with its place and what is missing."""
    judged = facts("firestore_rules", f"\n// {SIGN}\nallow read;\n// {SIGN} because\nallow get;\n")
    found = sift([finding("firestore_rules", 3, 3), finding("firestore_rules", 5, 5)], (), remarks_of(judged))
    assert (len(found.findings), found.ignored, found.unused) == (2, (), ())
    first, second = idle(found)
    assert (first.code, first.severity, first.hint) == (
        "LINT159", Severity.WARNING, "write `baasctl-ignore: open_read because …`",
    )  # fmt: skip
    assert "firestore_rules/%28default%29 line 2" in first.detail or "firestore_rules/(default) line 2" in first.detail
    assert "line 4" in second.detail


def test_a_comment_that_accepts_nothing_any_more_is_told() -> None:
    """So that it does not hide the next finding at that place; a name that no lint has gets the nearest one."""
    text = f"// {SIGN} because a\nallow read;\n// baasctl-ignore: open_raed because b\nallow read;\n"
    found = sift([], (), remarks_of(facts("firestore_rules", text)))
    first, second = idle(found)
    assert (first.code, first.hint) == ("LINT090", "remove the line, or correct the address")
    assert "open_read" in second.hint


@pytest.mark.parametrize("kind", sorted(PATHS))
@pytest.mark.parametrize("text", ["/*" * 50_000, "'" * 50_000, '"\\' * 50_000, "/" * 50_000, '"""' * 30_000, "#" * 9])
def test_a_text_that_is_cut_off_takes_no_time(kind: str, text: str) -> None:
    """Comments and strings that never end are read once, not once for each beginning."""
    assert said(kind, f"// {SIGN}\n{text}") is not None
    assert said(kind, f"{text}\n{SIGN}") is not None
