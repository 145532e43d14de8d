"""Rulesets become trees, or a message of Google's with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from baasctl.engines.rules_language.parse_expression import NO_SEGMENT
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.syntax import (
    Binary,
    BytesLiteral,
    Call,
    ComputedSegment,
    Conditional,
    Expression,
    Index,
    Literal,
    LiteralSegment,
    Member,
    MethodCall,
    Negation,
    Not,
    Slice,
    TypeTest,
    Variable,
    Wildcard,
)
from baasctl.engines.rules_language.syntax import Path as PathValue

AROUND = "service cloud.firestore {{ match /a/{{b}} {{ allow read: if {}; }} }}"
MATCH = "service cloud.firestore {{ match /a/{{b}} {{ {} }} }}"
OFFSET = len(AROUND.split("{}", maxsplit=1)[0].replace("{{", "{").replace("}}", "}"))
SYNTAX_IS_RIGHT = (
    *("unsupported type identifier", "Invalid regular expression", "Invalid glob match", "Maximum allowed"),
    *("Recursive call", "already defined", "is already", "Duplicate service name"),
)
"""Refusals of Google's for what is no matter of syntax."""


def condition(text: str) -> Expression:
    (service,) = parse_ruleset(AROUND.format(text)).services
    found = service.matches[0].allows[0].condition
    assert found is not None
    return found


def at(**more: Any) -> dict[str, Any]:
    """Positions do not count for equality."""
    return {"start": 0, "end": 0, **more}


def name(text: str) -> Variable:
    return Variable(**at(name=text))


def test_operators_bind_as_google_says() -> None:
    """`is` binds weaker than `==`, `in` weaker than `is`; `!` strongest; `?:` weakest and from the right."""
    a, b, c = name("a"), name("b"), name("c")
    assert condition("a == b in c") == Binary(
        **at(operator="in", left=Binary(**at(operator="==", left=a, right=b)), right=c)
    )
    assert condition("!a == b") == Binary(**at(operator="==", left=Not(**at(operand=a)), right=b))
    assert condition("a + b is int") == TypeTest(**at(operand=Binary(**at(operator="+", left=a, right=b)), type="int"))
    assert condition("a - b - c") == Binary(
        **at(operator="-", left=Binary(**at(operator="-", left=a, right=b)), right=c)
    )
    assert condition("a || b && c") == Binary(
        **at(operator="||", left=a, right=Binary(**at(operator="&&", left=b, right=c)))
    )
    inner = Conditional(**at(condition=c, then=a, otherwise=b))
    assert condition("a ? b : c ? a : b") == Conditional(**at(condition=a, then=b, otherwise=inner))
    assert condition("-a.b") == Negation(**at(operand=Member(**at(of=a, name="b"))))


def test_calls_members_and_slices() -> None:
    """A keyword may follow a dot; either end of a slice may be missing."""
    a = name("a")
    assert condition("f(a,)") == Call(**at(name="f", arguments=(a,)))
    assert condition("a.b(1).match") == Member(
        **at(of=MethodCall(**at(of=a, name="b", arguments=(Literal(**at(value=1)),))), name="match")
    )
    assert condition("a[:2]") == Slice(**at(of=a, first=None, last=Literal(**at(value=2))))
    assert condition("a['x y']") == Index(**at(of=a, key=Literal(**at(value="x y"))))


def test_paths_hold_names_wildcards_and_values() -> None:
    """A slash that no segment follows divides."""
    found = condition("get(/a/(default)/$(b)/{c=**})")
    assert isinstance(found, Call)
    assert found.arguments == (
        PathValue(
            **at(
                segments=(
                    LiteralSegment(**at(text="a")),
                    LiteralSegment(**at(text="(default)")),
                    ComputedSegment(**at(value=name("b"))),
                    Wildcard(**at(name="c", is_recursive=True)),
                )
            )
        ),
    )
    assert isinstance(condition("/a / (b + 1)"), Binary)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a\\n\\x41\\101\\u00e9'", "a\nAAé"),
        ('"\\ud83d\\ude00"', "😀"),
        ("'\\''", "'"),
        ("12", 12),
        ("1.", 1.0),
        (".5", 0.5),
        ("null", None),
        ("9223372036854775807", 2**63 - 1),
    ],
)
def test_literals_have_their_values(text: str, value: object) -> None:
    """Escapes are read, numbers are exact."""
    assert condition(text) == Literal(**at(value=value))


def test_bytes_literals_are_utf_8() -> None:
    """An escape in digits is one byte, any other character its UTF-8."""
    assert condition(r"b'\xff\101é'") == BytesLiteral(**at(value=b"\xffA\xc3\xa9"))


def test_statements() -> None:
    """Functions with `let`, several services, permissions without a condition, nested matches."""
    ruleset = parse_ruleset(
        """rules_version = '2'
        function f(a, b) { let c = a; return c }
        service cloud.firestore { match /a/{b=*} { match /c/{d=**} { allow read, write } } }
        service firebase.storage { function g() { return true; } match /b/{c}/o { allow get: if g(); } }"""
    )
    assert ruleset.version == 2
    assert [(each.name, each.parameters, len(each.lets)) for each in ruleset.functions] == [("f", ("a", "b"), 1)]
    firestore, storage = ruleset.services
    inner = firestore.matches[0].matches[0]
    assert inner.path[1] == Wildcard(**at(name="d", is_recursive=True))
    assert inner.allows[0].methods == ("read", "write")
    assert inner.allows[0].condition is None
    assert (storage.name, storage.functions[0].name) == ("firebase.storage", "g")


def test_nodes_know_their_place() -> None:
    """Start and end are offsets into the text."""
    text = AROUND.format("a.b == f( c )")
    found = parse_ruleset(text).services[0].matches[0].allows[0].condition
    assert isinstance(found, Binary)
    assert text[found.start : found.end] == "a.b == f( c )"
    assert text[found.right.start : found.right.end] == "f( c )"


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        (MATCH.format("allow read if true;"), (1, 53), "Missing ':' before 'if' condition."),
        (MATCH.format("\nallow read: true;"), (2, 13), "Missing 'if' before conditional expression."),
        (MATCH.format("allow: if a;"), (1, 47), "Expected at least one 'operation' after 'allow'."),
        (MATCH.format(""), (1, 43), "The 'match' body must contain at least one declaration."),
        ("service cloud.firestore { }", (1, 27), "The 'service' body must contain at least one declaration."),
        ("service a { match /{b}/ { allow read; } }", (1, 23), NO_SEGMENT),
        (AROUND.format("/a / /b"), (1, OFFSET + 4), NO_SEGMENT),
        ("service cloud.firestore { match /a/{b} { allow read; }", (1, 55), "missing '}' at '<EOF>'"),
        ("service allow { match /a/{b} { allow read; } }", (1, 9), "Cannot use keyword as service name."),
        ("rules_version = '3'; service a { match /a/{b} { allow read; } }", (1, 1), "Unsupported rules version 3."),
        ("import 'x'; service a { match /a/{b} { allow read; } }", (1, 1), "Import statements are not allowed."),
        ("", (1, 1), "mismatched input '<EOF>' expecting {'function', 'import', 'service', 'rules_version'}"),
        ("function f() { } service a { match /b { allow read; } }", (1, 16), "Missing 'function' body"),
        (AROUND.format("a ++ b"), (1, OFFSET + 3), "Increment (++) and decrement (--) operators are not supported."),
        (AROUND.format(""), (1, OFFSET + 1), "Missing conditional expression after 'if'."),
        (AROUND.format("9223372036854775808"), (1, OFFSET + 1), "Invalid number literal 9223372036854775808."),
        (AROUND.format("6/2"), (1, OFFSET + 2), "Missing 'match' keyword before path."),
        (AROUND.format("a.service == 1"), (1, OFFSET + 11), "Unexpected '='."),
    ],
)
def test_problems_have_googles_words_and_places(text: str, place: tuple[int, int], reason: str) -> None:
    """The first problem is told, at the line and column that Google's compiler names."""
    with pytest.raises(RulesProblem) as caught:
        parse_ruleset(text)
    assert ((caught.value.line, caught.value.column), caught.value.reason) == (place, reason)


@pytest.mark.parametrize(
    "deep", ["(" * 5000 + "a" + ")" * 5000, "[" * 500 + "]" * 500, "!" * 500 + "a", "&&".join(["a"] * 100)]
)
def test_deep_expressions_are_refused_and_not_fatal(deep: str) -> None:
    """Google stops at 99 levels; so do we, before Python's stack ends."""
    with pytest.raises(RulesProblem, match="too complex"):
        condition(deep)
    condition("&&".join(["a"] * 99))


def test_a_tower_of_matches_is_refused_and_not_fatal() -> None:
    """Deep nesting of blocks is no way to end the program."""
    tower = "service a {" + "match /b {" * 3000 + "allow read;" + "}" * 3001
    with pytest.raises(RulesProblem, match="too complex"):
        parse_ruleset(tower)


def test_the_recorded_probes_are_read_as_google_read_them(shared: Path) -> None:
    """What Google's compiler accepted is never refused; what it refused for its syntax is."""
    folder = shared / "probes" / "firestore"
    expressions = json.loads((folder / "expr-probes.json").read_text("utf-8"))["probes"]
    probes = [(AROUND.format(each["expr"]), each["result"]) for each in expressions]
    rulesets = json.loads((folder / "ruleset-probes.json").read_text("utf-8"))
    refused_by_google = {each["rules_text"]: each["messages"] for each in rulesets if each.get("compile") == "error"}
    probes += [(each["rules_text"], "") for each in rulesets if each["rules_text"] not in refused_by_google]
    probes += [(text, f"COMPILE: {said}") for text, said in refused_by_google.items()]
    wrong = []
    for text, result in probes:
        if result.startswith("COMPILE") and any(words in result for words in SYNTAX_IS_RIGHT):
            continue
        try:
            parse_ruleset(text)
            refused = False
        except RulesProblem:
            refused = True
        if refused is not result.startswith("COMPILE"):
            wrong.append((text, result))
    assert len(probes) > 500
    assert wrong == []
