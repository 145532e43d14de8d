"""Conditions of the Realtime Database: what live Firebase takes and refuses (research/rules.md §2), and where."""

from __future__ import annotations

import json

import pytest

from baasctl.engines.rules_language import database_syntax as syntax
from baasctl.engines.rules_language.database_expressions import ExpressionProblem, parse_condition
from baasctl.engines.rules_language.database_rules import parse_database_rules
from baasctl.engines.rules_language.database_types import check_condition
from baasctl.engines.rules_language.problem import RulesProblem

TAKEN = """
true
1 < 2
'foo'.contains('o')
auth !== null
auth.uid !== 'eviluser'
auth.someInt < 5
auth.contains('75')
auth.not.found.length > 0
auth.isTernary === true ? root.child('x').exists() : true
root.child(auth.name.toUpperCase()).val() === null
root.hasChildren()
root.hasChildren(['foo', 'bar'])
root.hasChildren([auth.uid])
root.child('foo').val().matches(/BAR/i)
root.val().matches(/^(a|b)[/$^]+\\/x$/)
root.child('users/' + auth.uid).exists()
root.child(auth.x + auth.y).exists()
$color == 'blue' && auth.foo.bar == true
auth.foo[$color] == true
auth.foo['bar'] == true
!(auth.dreams.length > 1)
-auth.foo == -1
(auth.someInt / 2) == 0.5
(1 % auth.someInt) == 1
(1/0 + '') == 'NaN'
root.parent().exists()
root["exists"]() == false
auth.someString["contains"]("on") == true
query.orderByChild == "foo/bar" && query.limitToLast <= 10 && query.orderByKey
query.startAt == null && query.equalTo == true
now < 1500000000000 && now - 1000 > 5
root.child('a').val() === root.child('b').val() || auth.token.email_verified == true
""".strip().splitlines()

REFUSED = [
    ("var foo = 8", 1, "`var` is not part"),
    ("root = 5", 6, "unexpected `=`"),
    ("auth.uid === '5'; auth.id === 5", 17, "unexpected `;`"),
    ("7", 1, "is a number, not a boolean"),
    ("'foo'", 1, "is a text, not a boolean"),
    ("auth.someString === 'one' ? 7 : true", 1, "not a boolean"),
    ("auth.foo.contains(7)", 19, "argument 1 of `contains` is a number, not a text"),
    ("skies === 'blue'", 1, "unknown variable `skies`"),
    ("root.hasChildren('foo', 'bar')", 17, "takes a list of names"),
    ("root.hasChildren(['foo', 7])", 26, "a name in `hasChildren` is a number"),
    ("root.val().matches('/foo/')", 20, "is a text, not a regular expression"),
    ("root.val().matches(/bar/ig)", 20, "only `i` is one"),
    ("root.val().matches(/^a|^b$/)", 24, "at the beginning"),
    ("root.val().matches(/a$|b$/)", 22, "at the end"),
    ("auth.foo.notFound() == false", 10, "has no `notFound`"),
    ("root.val().notFound == false", 12, "has no `notFound`"),
    ("root.child('foo') != null", 1, "is a place in the database"),
    ("root.val() > true", 14, "is a boolean"),
    ("'a' > 1", 5, "compares a text with a number"),
    ("$shape == 'red'", 1, "unknown variable `$shape`"),
    ("(2**2) == 4", 4, "unexpected `*`"),
    ('root["doesNotExist"]() == true', 6, "has no `doesNotExist`"),
    ('root["exi" + "sts"]() == false', 1, "no function"),
    ("root[$color]() == false", 1, "no function"),
    ("root[$color] == false", 6, "computed"),
    ("query.foo == 1", 7, "has no `foo`"),
    ("newData.exists()", 1, "unknown variable `newData`"),
    ("auth.uid && auth.isAdmin", 1, "an operand of `&&` is a value of any type, not a boolean; compare it"),
    ("!auth.uid", 2, "what `!` negates"),
    ("-'x' == 1", 2, "what stands behind `-`"),
    ("root.val", 6, "is not called"),
    ("root.child() == 1", 11, "`child` takes 1 argument, not 0"),
    ("auth(1)", 1, "no function"),
    ("['a'] == 1", 1, "a list may stand in `hasChildren` only"),
    ("auth != null &&", 16, "the expression ends"),
    ("", 1, "the expression ends"),
    ("auth != 'x", 9, "a text is not closed"),
    ("root.val().matches(/x)", 20, "a regular expression is not closed"),
    ("auth # null", 6, "unexpected `#`"),
    ("(auth != null", 14, "expected `)`, but the expression ends"),
    ("auth..uid == 1", 6, "expected a name behind the dot"),
]


@pytest.mark.parametrize("condition", TAKEN)
def test_what_firebase_takes_is_taken(condition: str) -> None:
    """Values of tokens and of the database may be anything, but not in the place of a boolean."""
    check_condition(parse_condition(condition), ".read", ["$color"])


@pytest.mark.parametrize(("condition", "column", "reason"), REFUSED)
def test_what_firebase_refuses_is_refused_at_its_place(condition: str, column: int, reason: str) -> None:
    """With the column, what is wrong there, and what it should be."""
    with pytest.raises(ExpressionProblem) as found:
        check_condition(parse_condition(condition), ".read", ["$color"])
    assert reason in found.value.reason
    assert found.value.offset + 1 == column


def test_names_depend_on_the_rule() -> None:
    """`newData` is there for writes, `query` for reads; wildcards are those on the way."""
    check_condition(parse_condition("newData.isString() && data.exists()"), ".validate", [])
    with pytest.raises(ExpressionProblem, match=r"unknown variable `query`; in `\.write` there are"):
        check_condition(parse_condition("query.limitToFirst < 9"), ".write", [])
    parse_database_rules('{"rules": {"$a": {"$b": {".read": "$a == $b"}}}}')
    with pytest.raises(RulesProblem, match="unknown variable"):
        parse_database_rules('{"rules": {"x": {"$b": {".read": true}, ".read": "$b == \'x\'"}}}')


def test_operators_bind_as_in_javascript() -> None:
    """`&&` before `||`, `!` before all; chains of one operator are one node."""
    found = parse_condition("!a && b || c === 1 + 2 * 3 && d ? e : f ? g : h")
    assert isinstance(found, syntax.Choice)
    assert isinstance(found.otherwise, syntax.Choice)
    either = found.condition
    assert isinstance(either, syntax.Joined)
    assert either.operator == "||"
    assert [type(each).__name__ for each in either.operands] == ["Joined", "Joined"]
    chain = parse_condition("a && b && c && d")
    assert isinstance(chain, syntax.Joined)
    assert len(chain.operands) == 4


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"rules": {\n  ".read": "auth.uid === skies"}}', 2, 26),
        ('{"rules": {\n  ".read": "auth != null &&\n    skies"}}', 3, 5),
        (r'{"rules": {".read": "auth.uid == \"x\" && skies"}}', 1, 43),
        (r'{"rules": {".read": "auth.uid == \u0022x\u0022 && skies"}}', 1, 51),
    ],
)
def test_a_mistake_has_its_place_in_the_file(text: str, line: int, column: int) -> None:
    """Through escapes and over lines, in characters of the file."""
    with pytest.raises(RulesProblem, match="unknown variable `skies`") as found:
        parse_database_rules(text)
    assert (found.value.line, found.value.column) == (line, column)


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 50_000,
        "!" * 50_000,
        "a." * 50_000,
        "a[" * 50_000,
        "1+" * 50_000,
        "a?b:" * 50_000,
        "a(" * 50_000,
        "a" + ".b" * 50_000,
        "'" * 3,
    ],
)
def test_what_is_too_deep_is_refused_and_not_followed(condition: str) -> None:
    """Neither the stack nor time runs out."""
    with pytest.raises(RulesProblem):
        parse_database_rules(json.dumps({"rules": {".read": condition}}))


def test_long_chains_are_no_deep_ones() -> None:
    """Thousands of alternatives stand beside each other."""
    condition = " || ".join(f"auth.uid == 'u{number}'" for number in range(5000))
    parse_database_rules(json.dumps({"rules": {".read": condition}}))
    parse_condition("a" + ".b" * 70)
