"""Access tests as they are reported: for people, for programs, and for pages of continuous integration."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from baasctl.access.probe import Exercised
from baasctl.access.testing.exploration import Disagreement, Exploration
from baasctl.access.testing.trials import Trial, Trials
from baasctl.model.access_test import AccessTest
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.probe import Comparing, Family, Filter, Operation, Probe, Query, Row, Special, Verdict, Who, WhoKind
from baasctl.model.span import Span
from baasctl.model.target import Target
from baasctl.report import as_json, trials_as_junit, trials_as_text, trials_data
from baasctl.report.probe_words import as_test
from baasctl.report.trial_section import TrialSection
from tests.unit.report.junit_schema import problems

HOSTILE = "\x1b[31m<b>]]>&\x00\ud800\u202e\n::error::@all"
SPAN = Span(file="baas.yaml", line=7, column=3)
ANYONE = Who(kind=WhoKind.ANONYMOUS)


def trial(allowed: bool | None, *, expected: bool = False, text: str = "no rule") -> Trial:
    probe = Probe(who=ANYONE, operation=Operation.GET, resource="posts", row="p1")
    test = AccessTest(name=text, who="anonymous", asks="get posts/p1", probe=probe, expected=expected, span=SPAN)
    return Trial(test=test, verdict=Verdict(allowed=allowed, reason=text), engine="an engine")


def section(*tried: Trial, exercised: tuple[Exercised, ...] = ()) -> TrialSection:
    at = Target(name="prod", provider="firebase", project="demo", span=SPAN)
    return TrialSection(target="prod", exit_code=5, at=at, trials=Trials(tried=tried, exercised=exercised, seconds=0.5))


def junit(*sections: TrialSection) -> ET.Element:
    """The document, which the schema allows."""
    found = ET.fromstring(trials_as_junit.trials(sections))
    assert list(problems(found)) == []
    return found


def test_junit_is_what_pages_of_continuous_integration_read() -> None:
    """A failure for a wrong verdict, an error for none, its place first in what is said; counts are those of cases."""
    document = junit(section(trial(allowed=False), trial(allowed=True), trial(allowed=None)), section())
    suite = document[0]

    for element in (document, suite):
        assert {name: element.get(name) for name in ("tests", "failures", "errors")} == {
            "tests": "3", "failures": "1", "errors": "1",
        }  # fmt: skip
    assert (document.get("time"), suite.get("time")) == ("1.000", "0.500")
    passed, failed, undecided = suite.findall("testcase")
    assert passed.get("classname") == "prod.no rule"
    assert [child.tag for case in suite.findall("testcase") for child in case] == ["failure", "error"]
    assert (failed[0].get("message"), failed[0].get("type")) == ("expected deny, got allow: no rule", "failed")
    assert failed[0].text == "baas.yaml:7:3: expected deny, got allow: no rule\nengine: an engine"
    assert undecided[0].get("message") == "expected deny, got no verdict: no rule"
    assert len(list(passed)) == 0


def test_each_case_of_junit_has_a_name_of_its_own() -> None:
    """Requests that differ in nothing but what they write: pages show one case of each name."""
    suite = junit(section(*[trial(allowed=False)] * 3))[0]

    assert [each.get("name") for each in suite.findall("testcase")] == [
        "anonymous cannot get posts/p1",
        "anonymous cannot get posts/p1 (2)",
        "anonymous cannot get posts/p1 (3)",
    ]


def test_junit_says_who_judged_and_what_no_test_reached() -> None:
    """Engines and coverage are properties of the suite; gaps and remarks are what it printed."""
    asked = Exercised(rule="a.rules:3:5", outcomes=frozenset({"true"}))
    suite = junit(section(trial(allowed=False), exercised=(asked,)))[0]

    assert {each.get("name"): each.get("value") for each in suite.iter("property")} == {
        "engine: an engine": "1",
        "coverage: rules": "1/1",
        "coverage: outcomes": "1/2",
    }
    assert suite.findtext("system-out") == "not exercised: a.rules:3:5: never false"


@pytest.mark.parametrize(
    "wrong",
    [
        '<testsuites><testcase name="x"/></testsuites>',
        '<testsuite name="x" tests="1" failures="0" errors="0" line="1"/>',
        '<testsuite name="x" tests="1" failures="0" errors="0" time="soon"/>',
        '<testsuite name="x" tests="1" failures="0"/>',
        "<testsuites>words</testsuites>",
        "<tests/>",
    ],
)
def test_the_schema_tells_what_is_no_junit(wrong: str) -> None:
    """What it is not told to allow it refuses: an element, an attribute, a value, text, or a lack of one."""
    assert len(list(problems(ET.fromstring(wrong)))) == 1


def test_a_target_that_could_not_be_tested_is_an_error_in_junit() -> None:
    """Nothing tested is never green."""
    why = Diagnostic(code="PLAN810", summary="it is not here", detail=HOSTILE)
    suite = junit(TrialSection(target="prod", exit_code=1, diagnostics=(why,)))[0]

    assert (suite.get("errors"), suite[0][0].get("message")) == ("1", "it is not here")


def test_hostile_text_acts_on_no_reader() -> None:
    """Names of tests and words of engines are shown, in every form."""
    both = section(trial(allowed=True, text=HOSTILE))

    document = trials_as_junit.trials([both])
    junit(both)
    shown = trials_as_text.trials([both])
    for text in (document, shown):
        assert not {"\x1b", "\x00", "\u202e"} & set(text)
        assert "\n::error" not in text
    assert json.loads(as_json.to_text(trials_data.to_data([both], 5)))["targets"][0]["counts"]["failed"] == 1


def test_coverage_names_what_no_test_reached() -> None:
    """A rule that was never asked is one gap; of others each outcome of each part that did not come up."""
    parts = (
        Exercised(rule="a.rules:3:5"),
        Exercised(rule="a.rules:3:5", part="x == 1", line=3, column=9),
        Exercised(rule="a.rules:4:5", outcomes=frozenset({"true", "error"})),
        Exercised(rule="a.rules:4:5", part="y == 1", outcomes=frozenset({"true"}), line=4, column=9),
        Exercised(rule="a.rules:4:5", part="z", line=4, column=19),
        Exercised(rule="a.rules:5:5", outcomes=frozenset({"true"}), possible=("true",)),
    )
    both = section(trial(allowed=False), exercised=parts)

    shown = trials_as_text.trials([both])
    assert [line.strip() for line in shown.splitlines() if line.startswith("    a.rules")] == [
        "a.rules:3:5: never asked",
        "a.rules:4:5: `y == 1` at 4:9 never false",
        "a.rules:4:5: `z` at 4:19 never asked",
    ]
    assert shown.endswith("Test: 1 passed.  Coverage: 2 of 3 rules, 4 of 11 outcomes.\n")
    (target,) = trials_data.to_data([both], 0)["targets"]  # type: ignore[misc]
    assert [each["missing"] for each in target["coverage"]["not_exercised"]] == [
        "never asked",
        "never false",
        "never asked",
    ]


@pytest.mark.parametrize("format_", ["text", "json", "junit"])
def test_a_disagreement_is_shown_as_a_test_to_keep(format_: str) -> None:
    """What the section and the rules say, who decided, and the request in the words of `access_tests`."""
    probe = Probe(who=ANYONE, operation=Operation.UPDATE, resource="posts", row="p1", existing={"n": 1},
                  new={"at": Special.NOW, "price": "$5"})  # fmt: skip
    wrong = Disagreement(
        probe=probe, allows=False, verdict=Verdict(allowed=True, rule="a.rules:3:5"), engine="an engine"
    )
    found = Exploration(seed=7, asked=10, compared=9, disagreements=(wrong,), engines=("an engine",))
    at = Target(name="prod", provider="firebase", project="demo", span=SPAN)
    one = TrialSection(target="prod", exit_code=5, at=at, trials=Trials(), exploration=found, explores=True)

    shown = {
        "text": lambda: trials_as_text.trials([one]),
        "json": lambda: as_json.to_text(trials_data.to_data([one], 5)),
        "junit": lambda: trials_as_junit.trials([one]),
    }[format_]()

    assert "a.rules:3:5" in shown
    assert "wider" in shown.lower()
    plain = shown.replace("&quot;", '"').replace('\\"', '"')
    assert 'case: {"as": "anonymous", "cannot": [{"update posts/p1": {"at": "$now", "price": "$$5"}}]}' in plain
    junit(one)


def test_lists_and_rows_elsewhere_are_said_in_the_words_of_a_spec() -> None:
    """Filters, order and limit; a bucket and a database of another name."""
    query = Query(
        filters=(
            Filter("status", Comparing.EQUAL, "x"),
            Filter("n", Comparing.MORE, 1),
            Filter("n", Comparing.LESS, 5),
        ),
        order=(("n", True),),
        limit=0,
        everywhere=True,
    )
    ada = Who(kind=WhoKind.USER, uid="ada", claims={"role": "editor"}, groups=("staff",))
    world = (Row(resource="users", row="ada", container="other", values={"active": True}),)

    lines = list(
        as_test(Probe(who=ada, operation=Operation.LIST, resource="posts", query=query, world=world), expected=True)
    )

    caller = {"user": "ada", "claims": {"role": "editor"}, "groups": ["staff"]}
    where = {"status": "x", "n": {"gt": 1, "lt": 5}}
    asked = {"where": where, "order": ["-n"], "limit": 0, "everywhere": True}
    assert lines == [
        'given: {"databases/other/documents/users/ada": {"active": true}}',
        f"case: {json.dumps({'as': caller, 'can': [{'list posts': asked}]})}",
    ]


def test_what_is_doubtful_in_a_test_is_the_first_reason_of_its_failure() -> None:
    """A field that nobody has explains more than a rule that was false; a test that passes needs no reason."""
    failed, passed = trial(allowed=False, expected=True), trial(allowed=True, expected=True)
    doubts = ("`titel` is no field of `posts` (did you mean `title`?)",)

    assert replace(failed, test=replace(failed.test, doubts=doubts)).why == f"{doubts[0]}; no rule"
    assert replace(passed, test=replace(passed.test, doubts=doubts)).why == "no rule"


@pytest.mark.parametrize("is_told", [True, False])
def test_a_denial_about_a_row_that_is_not_there_proves_nothing(is_told: bool) -> None:
    """PostgreSQL denies it whatever the rules say; rules of Firestore are asked all the same."""
    one = replace(section(trial(allowed=False)), denies_absent=frozenset({Family.ROWS} if is_told else ()))

    assert ("warning[PLAN886]: a test proves nothing" in trials_as_text.trials([one])) is is_told
