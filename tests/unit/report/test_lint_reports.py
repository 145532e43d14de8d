"""Reports of lints: harmless whatever names say, in line whatever they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from baasctl.access.facts import facts_of
from baasctl.access.lints.registry import NAMES, kinds_for, rule
from baasctl.access.verdict import verdict
from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.model.spec import IgnoredLint
from baasctl.model.state import Snapshot
from baasctl.model.target import Target
from baasctl.model.value import freeze
from baasctl.report import as_json, lint_as_text, lint_data, lint_page
from baasctl.report.colour import Colour
from baasctl.report.lint_section import LintSection
from tests.golden import hostile

KINDS = frozenset({"auth", "tables", "policies", "grants", "buckets"})
OFFERED = kinds_for("supabase")
TARGET = Target(
    name="prod", provider="supabase", project="abcdefghijklmnopqrst", span=Span(file="b.yaml", line=2, column=3)
)


def section(
    name: str, *, has_spec: bool = True, ignored: tuple[IgnoredLint, ...] = (), unreadable: Diagnostic | None = None
) -> LintSection:
    """One open table, one table with a policy for each row, and a public bucket, all called *name*."""
    quoted = 'public."' + name.replace('"', '""').replace("\0", "").replace("\ud800", "")[:20] + '"'

    def one(kind: str, segments: tuple[str, ...], attributes: Any) -> Resource:
        span = Span(file=f"{name[:30]}.yaml", line=4, column=5) if has_spec else None
        address = Address("prod", kind, segments)
        return Resource(address=address, attributes=freeze(attributes), declared_at=span)  # type: ignore[arg-type]

    resources = [
        one("tables", (quoted,), {"rls": False}),
        one("grants", (quoted, "anon"), {"privileges": ["select"]}),
        one("tables", ("public.t",), {"rls": True}),
        one("policies", ("public.t", name), {"using": "auth.uid() = owner_id"}),
        one("grants", ("public.t", "authenticated"), {"privileges": ["select", "update"]}),
        one("buckets", (name,), {"public": True}),
        one("auth", (), {"site_url": f"http://{name}"}),
    ]
    live = Snapshot(
        target=TARGET, resources=(), read_at=datetime(2026, 1, 1, tzinfo=UTC), calls=4, seconds=0.5,
        unreadable={"database_functions": unreadable} if unreadable else {},
    )  # fmt: skip
    return LintSection(
        target="prod",
        exit_code=5,
        at=TARGET,
        live=live,
        verdict=verdict(facts_of(resources, KINDS, "supabase"), ignored, OFFERED),
        has_spec=has_spec,
        diagnostics=(unreadable,) if unreadable else (),
    )


def rules_section(text: str) -> LintSection:
    """A project with nothing but these rules of Firestore."""
    rules = Resource(address=Address("prod", "firestore_rules", ("(default)",)), attributes={"source": text})
    now = datetime(2026, 1, 1, tzinfo=UTC)
    judged = verdict(facts_of([rules], frozenset({"firestore_rules"}), "firebase", now), (), kinds_for("firebase"))
    live = Snapshot(target=TARGET, resources=(), read_at=now, calls=1, seconds=0.1, unreadable={})
    return LintSection(target="prod", exit_code=5, at=TARGET, live=live, verdict=judged, has_spec=False)


def sarif_run(judged: LintSection) -> dict[str, Any]:
    runs: Any = lint_data.to_sarif([judged])["runs"]
    assert len(runs) == 1
    run: dict[str, Any] = runs[0]
    return run


ODD = IgnoredLint(lint="rls_disabled_in_public", address=hostile.TEXT, reason=hostile.TEXT)
HOSTILE = [
    section(hostile.TEXT, ignored=(ODD,), unreadable=hostile.diagnostic()),
    section(hostile.TEXT, has_spec=False),
    LintSection(target=hostile.TEXT, exit_code=1, diagnostics=(hostile.diagnostic(),)),
]


def test_nothing_printed_can_act_on_a_terminal_or_a_log() -> None:
    """Every character is printable, no line is a command to a CI service."""
    text = lint_as_text.lints(HOSTILE)
    lines = text.split("\n")
    assert [line for line in lines if not line.isprintable()] == []
    assert [line for line in lines if line.lstrip().startswith("::")] == []
    assert not re.search(r"##(vso)?\[", text)


@pytest.mark.parametrize("report", [lint_data.to_sarif, lambda sections: lint_data.to_data(sections, 5)])
def test_json_is_ascii_and_reads_back(report: Callable[[list[LintSection]], dict[str, object]]) -> None:
    """Nothing in it can act on a terminal either."""
    text = as_json.to_text(report(HOSTILE))
    assert text.isascii()
    json.loads(text)


def test_a_project_without_a_spec_reads_like_this() -> None:
    """Who reaches what first, then findings, then how to go on."""
    text = lint_as_text.lints([section("x", has_spec=False)])
    assert text.splitlines()[:10] == [
        "prod  supabase  abcdefghijklmnopqrst   read 5 kinds in 4 calls, 0.5 s",
        "",
        "Who reaches rows over the Data API (all: every row, some: by policy, view: as the view says)",
        "            anon                          authenticated",
        "            select insert update delete   select insert update delete",
        "  public.t  -      -      -      -        some   -      some   -",
        "  public.x  all    -      -      -        -      -      -      -",
        "Public buckets: x",
        "",
        "  error[LINT013] rls_disabled_in_public",
    ]
    assert text.splitlines()[-1] == "Keep it as code:  baasctl adopt --live supabase:abcdefghijklmnopqrst --out baas"


def test_colours_do_not_move_columns() -> None:
    """Without its colour codes the coloured report is the plain one."""
    plain = lint_as_text.lints([section("x", has_spec=False)])
    coloured = lint_as_text.lints([section("x", has_spec=False)], Colour(is_on=True))
    assert coloured != plain
    stripped = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert [line.rstrip() for line in stripped.splitlines()] == plain.splitlines()


def test_sarif_has_every_rule_and_a_place_for_every_result() -> None:
    """Code scanning pages show only results with a place: what is live only gets that of its target."""
    accepted = IgnoredLint(lint="auth_rls_initplan", address="policies/*", reason="few rows")
    judged = section("x", ignored=(accepted,))
    run = sarif_run(judged)
    rules = {each["id"]: each for each in run["tool"]["driver"]["rules"]}

    assert {rules[rule(name).code]["name"] for name in NAMES} == set(NAMES)
    assert rules["LINT013"]["defaultConfiguration"] == {"level": "error"}
    assert rules["LINT008"]["defaultConfiguration"] == {"level": "note"}
    assert all("physicalLocation" in each["locations"][0] for each in run["results"])
    suppressed = [each for each in run["results"] if each.get("suppressions")]
    assert [(each["ruleId"], each["suppressions"][0]["justification"]) for each in suppressed] == [
        ("LINT003", "few rows")
    ]

    unwritten = replace(judged, verdict=section("x", has_spec=False).verdict)
    run = sarif_run(unwritten)
    assert {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]} == {
        "b.yaml"
    }


def test_results_keep_their_identity_when_lines_move() -> None:
    """A code scanning page does not open an alert anew because a line was written above it."""
    rules = "service cloud.firestore {\n match /databases/{d}/documents {\n match /a/{b} { allow read; }\n }\n}\n"
    one, other = (sarif_run(rules_section(text)) for text in (rules, f"// a comment\n{rules}"))
    prints = [[each["partialFingerprints"] for each in run["results"]] for run in (one, other)]
    assert prints[0] == prints[1] != []
    assert len({str(each) for each in prints[0]}) == len(prints[0])


def test_files_are_named_as_uris() -> None:
    """Below the folder of the run, or absolute; never with characters that a URI does not have."""
    for name, uri in (("my rules/a:b.yaml", "my%20rules/a%3Ab.yaml"), ("/srv/a b.yaml", "file:///srv/a%20b.yaml")):
        judged = replace(section("x", has_spec=False), at=replace(TARGET, span=Span(file=name, line=1, column=1)))
        files = {
            str(each["locations"][0]["physicalLocation"]["artifactLocation"]) for each in sarif_run(judged)["results"]
        }
        base = {} if name.startswith("/") else {"uriBaseId": "%SRCROOT%"}
        assert files == {str({"uri": uri, **base})}


def test_a_witness_can_be_repeated_by_a_program() -> None:
    """Who asks for what with which data is there, and not only a sentence."""
    text = "service cloud.firestore { match /databases/{d}/documents { match /a/{b} { allow update: if true; } } }"
    data: Any = lint_data.to_data([rules_section(text)], 0)
    (found,) = (each for each in data["targets"][0]["findings"] if each["name"] == "open_write")
    assert found["witness"]["probe"] == {
        "who": {"kind": "anonymous", "uid": "", "claims": {}, "groups": []},
        "operation": "update",
        "path": "a/x",
        "existing": {"title": "x"},
        "new": {"title": "x"},
        "query": None,
        "world": {},
        "at": "2026-01-01T00:00:00+00:00",
    }
    (result,) = (each for each in sarif_run(rules_section(text))["results"] if each["ruleId"] == "LINT121")
    assert result["properties"]["witness"] == found["witness"]


@pytest.mark.parametrize("name", NAMES)
def test_every_lint_is_explained(name: str) -> None:
    """Its page says what it is about and how to accept a finding; a code scanning page has it, too."""
    for page in (lint_page.as_text(rule(name)), lint_page.as_markdown(rule(name))):
        assert rule(name).about in page
        assert f"    {name}: " in page


def test_what_was_not_judged_says_why() -> None:
    """Unreadable, skipped and unknown are three different things."""
    problem = Diagnostic(code="READ103", summary="forbidden")
    text = lint_as_text.lints([section("x", unreadable=problem)])
    assert "database_functions could not be read ([READ103])" in text
    skipping = section("x")
    skipping = replace(skipping, at=replace(TARGET, skip=("database_functions",)))
    assert "database_functions skipped on this target" in lint_as_text.lints([skipping])
    assert "database_functions unknown to this version" in lint_as_text.lints([section("x")])
