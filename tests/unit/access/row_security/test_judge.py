"""PostgreSQL itself says what row level security lets through, and nothing it was asked stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.access.row_security.bare import bare
from baasctl.access.row_security.copying import RulesRefused
from baasctl.access.row_security.judge import RowSecurityJudge
from baasctl.engines.postgres.migrations import Migration
from baasctl.model.address import Address
from baasctl.model.probe import Operation, Probe
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.model.state import Emptied
from tests.unit.access.row_security.probing import PEOPLE, probe_of, resources

FILE = Path(__file__).resolve().parents[3] / "cases" / "row_security" / "posts.yaml"
CASES = yaml.safe_load(FILE.read_text("utf-8"))
BLUEPRINT = bare((Migration(version="1", name="posts", sql=CASES["migration"]),))


@pytest.fixture(scope="module")
def judge() -> Iterator[RowSecurityJudge]:
    with RowSecurityJudge.open(BLUEPRINT, tuple(resources(CASES["rules"]))) as opened:
        yield opened


@pytest.mark.parametrize("case", CASES["probes"], ids=str)
def test_a_probe_is_decided_as_a_request_would_be(case: dict[str, Any], judge: RowSecurityJudge) -> None:
    """Verdict, reason and rule are those of the request that a client would send."""
    verdict = judge.judge([probe_of(case, CASES["rows"])])[0]

    assert verdict.allowed is case["allowed"], verdict
    assert case.get("reason", "") in verdict.reason
    assert verdict.rule == case.get("rule", verdict.rule)


def test_probes_do_not_see_each_other(judge: RowSecurityJudge) -> None:
    """A row that one probe made or needed is gone for the next, after a stopped statement too."""
    cases = [case for case in CASES["probes"] if case["allowed"] is not None]
    probes = [probe_of(case, CASES["rows"]) for case in cases]

    verdicts = judge.judge([*probes, *reversed(probes)])

    expected = [case["allowed"] for case in cases]
    assert [each.allowed for each in verdicts] == [*expected, *reversed(expected)]


def test_coverage_names_every_condition_and_what_came_out(judge: RowSecurityJudge) -> None:
    """A condition that no probe asked has no outcome, one that was asked has what came out."""
    judge.judge([probe_of(case, CASES["rows"]) for case in CASES["probes"][:3]])

    found = {(each.rule, each.part): each.outcomes for each in judge.coverage()}

    assert found["policies/public.posts/read published", "using"] >= {"true", "false"}
    assert ("policies/public.keyless/own", "using, of the new row") in found


def test_the_judge_says_which_postgresql_answers(judge: RowSecurityJudge) -> None:
    """Its name is the engine's, with its version."""
    assert judge.name.startswith("PostgreSQL 1")


@pytest.mark.parametrize(
    ("kind", "segments", "attributes", "says"),
    [
        ("policies", ("public.gone", "p"), {"using": "true"}, "public.gone"),
        ("policies", ("public.posts", "p"), {"using": "nope = 1"}, "nope"),
        ("policies", ("public.posts", "p"), {"using": "true); drop table posts; --"}, "`policies/public.posts/p`"),
        ("policies", ("public.posts", "p"), {"using": "true", "to": ("nobody",)}, "nobody"),
        ("policies", ("not a name", "p"), {"using": "true"}, "not a name"),
        ("grants", ("public.posts", "anon"), {"privileges": (), "columns": {"nope": ("select",)}}, "nope"),
        ("tables", ("public.gone",), {"rls": True}, "public.gone"),
        ("database_functions", ("public.gone()",), {"execute": ("anon",)}, "gone"),
        ("database_functions", ("public.f(); drop table x",), {"execute": ("anon",)}, "drop"),
    ],
)
def test_rules_that_the_database_does_not_take_are_refused_at_their_place(
    kind: str, segments: tuple[str, ...], attributes: dict[str, Any], says: str
) -> None:
    """A dropped table, an unknown column or role, text that leaves its place: one message each, with file and line."""
    place = Span(file="baas.yaml", line=7, column=3)
    rule = Resource(address=Address("t", kind, segments), attributes=attributes, declared_at=place)

    with pytest.raises(RulesRefused) as refused:
        RowSecurityJudge.open(BLUEPRINT, (rule,))

    assert {each.span for each in refused.value.diagnostics} == {place}
    assert any(says in each.detail for each in refused.value.diagnostics)


def test_a_table_owned_whole_has_only_the_policies_of_the_spec() -> None:
    """What is live and not in the spec is gone on the copy, unless it is kept; an emptied table has nothing."""
    live = tuple(resources({"policies": {"public.posts": {"open": {"using": "true"}, "old": {"using": "true"}}}}))
    rules = tuple(resources({"tables": {"public.posts": {"rls": True}}}))
    place = Span(file="baas.yaml", line=1, column=1)
    emptied = (Emptied(address=Address("t", "policies", ("public.posts",)), declared_at=place),)
    probe = Probe(
        who=PEOPLE["ada"],
        operation=Operation.GET,
        resource="public.posts",
        row="p",
        existing={"title": "x", "author_id": "bob"},
    )
    blueprint = bare((Migration(version="1", name="posts", sql=CASES["migration"]),))
    with_live = type(blueprint)(
        catalog=blueprint.catalog,
        definitions=blueprint.definitions,
        migrations=(
            *blueprint.migrations,
            Migration(version="2", name="", sql="create policy open on public.posts using (true)"),
        ),
    )
    assert live
    with RowSecurityJudge.open(with_live, rules) as left:
        assert left.judge([probe])[0].allowed is True
    with RowSecurityJudge.open(with_live, rules, emptied) as cleared:
        assert cleared.judge([probe])[0].allowed is False
    with RowSecurityJudge.open(with_live, rules, emptied, {Address("t", "policies", ("public.posts", "open"))}) as kept:
        assert kept.judge([probe])[0].allowed is True
