"""Rules that nobody would write by hand: lints end, and say what they did not look at."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from baasctl.access.facts import facts_of
from baasctl.access.lints.registry import FOLDERS, rule
from baasctl.access.lints.rule import Finding, findings
from baasctl.model.address import Address
from baasctl.model.resource import Resource

LARGEST = 256 * 1024


def judged(kind: str, text: str) -> list[Finding]:
    resource = Resource(address=Address("prod", kind, ("(default)",)), attributes={"source": text})
    facts = facts_of([resource], frozenset({kind}), "firebase", datetime(2026, 6, 1, tzinfo=UTC))
    return [each for name in FOLDERS["firebase_rules"] for each in findings(rule(name), facts)]


def documents(body: str) -> str:
    return f"rules_version = '2';\nservice cloud.firestore {{ match /databases/{{d}}/documents {{\n{body}\n}} }}"


def many(line: str) -> str:
    """As many as fit into the largest ruleset."""
    return "\n".join(line.replace("#", str(number)) for number in range(LARGEST // len(line) - 10))


DOUBLING = "function f0(x) { return x.a || x.b; }\n" + "".join(
    f"function f{number}(x) {{ return f{number - 1}(x.a) || f{number - 1}(x.b); }}\n" for number in range(1, 19)
)
DEEPENING = "function f0(x) { return x; }\n" + "".join(
    f"function f{number}(x) {{ return {'!(' * 45}f{number - 1}(x){')' * 45}; }}\n" for number in range(1, 19)
)
LETS = "function f(a0) { " + "".join(f"let a{n} = a{n - 1} || a{n - 1}; " for n in range(1, 12)) + "return a11; }\n"
UNJUDGED = {
    "functions that double": documents(DOUBLING + "match /a/{x} { allow get: if f18(resource.data); }"),
    "functions that deepen": documents(DEEPENING + "match /a/{x} { allow get: if f18(resource.data.a); }"),
    "names that double": documents(LETS + "match /a/{x} { allow get: if f(resource.data.a); }"),
    "a circle": documents("function f() { return f(); }\nmatch /a/{x} { allow get: if f(); }"),
    "no end": "match /a { allow" * 15_000,
    "no end of a comment": documents("/*" * 100_000),
    "no end of matches": "service cloud.firestore { " + "match /a/{b} { " * 15_000,
}


@pytest.mark.parametrize("text", UNJUDGED.values(), ids=UNJUDGED)
def test_what_is_not_judged_is_said(text: str) -> None:
    """One finding, at a place of the text."""
    found = [each for each in judged("firestore_rules", text) if each.rule.name == "rules_not_judged"]
    assert [each.line > 0 for each in found] == [True]


@pytest.mark.parametrize(
    ("lint", "text"),
    [
        ("open_write", documents(many("match /a#/{x} { allow read, write; }"))),
        ("dead_permission", documents("match /a/{x} {" + many("allow read: if true; // #") + "\n}")),
        ("reassignable_owner", documents(many("match /a#/{x} { allow update: if resource.data.o == request.auth.uid; }"))),  # noqa: E501
        ("open_read", documents("match " + "/{a}" * 9000 + " { allow read; }")),
        ("open_read", documents("match /a/{x} { allow read: if " + "!(" * 48 + "true" + ")" * 48 + "; }")),
        ("unverified_email", documents(many("match /a#/{x} { allow read: if request.auth.token.email == '#'; }"))),
    ],
    ids=["all open", "the same again and again", "an owner everywhere", "a long path", "many negations", "addresses"],
)  # fmt: skip
def test_the_largest_rules_are_judged(lint: str, text: str) -> None:
    """However many findings there are."""
    assert [each for each in judged("firestore_rules", text) if each.rule.name == lint]


@pytest.mark.parametrize(
    ("lint", "text"),
    [
        ("rules_not_judged", '{"rules": {".read": "' + "(" * 200_000 + '"}}'),
        ("rules_not_judged", '{"rules":' + '{"a":' * 50_000),
        ("rules_not_judged", '{"rules": {} /*' + "*" * 200_000),
        ("open_write", json.dumps({"rules": {f"a{number}": {".write": True} for number in range(10_000)}})),
        ("opened_above", '{"rules": {".read": true' + ', "a": {".read": false' * 90 + "}" * 92),
    ],
    ids=["parentheses", "levels", "a comment", "many", "deep"],
)
def test_rules_of_a_database_are_bounded_too(lint: str, text: str) -> None:
    """They end with a finding at a place."""
    found = [each for each in judged("database_rules", text) if each.rule.name == lint]
    assert found
    assert found[0].line > 0
