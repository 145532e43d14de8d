"""Values that surprise, as the Firestore emulator 1.19.9 gives them."""

from __future__ import annotations

import pytest

from tests.unit.access.rules.test_probes import answer

DOCUMENTS = {"/t/1": {"s": "hello", "e": "", "n": 5}}
OUT_OF_RANGE = "ERR(Index out of bound error. Index: [{}] , size: [{}].)"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("resource.data.s[1:1]", "string ''"),
        ("resource.data.s[0:0]", OUT_OF_RANGE.format(-1, 5)),
        ("resource.data.s[5:]", OUT_OF_RANGE.format(5, 5)),
        ("resource.data.s[2:1]", "ERR(Illegal range error. From index: [2] , To index: [1].)"),
        ("resource.data.e[:]", "string ''"),
        ("(/a/b/c)[1:] == (/b/c)", "bool true"),
        ("path('/t/{y}')[0:1]", "ERR(Variable y is not bound in path template.)"),
        ("resource.data.s.split('')", "list [string '', string 'h', string 'e', string 'l', string 'l', string 'o']"),
        ("'a\\ud83d\\ude00'.split('').size()", "int 4"),
        ("'a\\ud83d\\ude00'.replace('', '-').size()", "int 7"),
        ("'a\\ud83d\\ude00'.replace('', '-').matches('-a-.-.-')", "bool true"),
        ("'a\\ud83d\\ude00'.replace('', '-').matches('-a-[?]-[?]-')", "bool false"),
        ("'a\\ud83d\\ude00'.replace('', '-').replace('-(.)-(.)', '$2$1').size()", "int 5"),
        ("resource.data.s.split('o')", "list [string 'hell']"),
        ("',,'.split(',')", "list [string '']"),
        ("resource.data.s.replace('(l)', '$1x')", "string 'helxlxo'"),
        ("resource.data.s.replace('l*', '-')", "string '-h-e--o-'"),
        ("('\\u00e9a').upper()", "string 'éA'"),
        ("math.round(0.0 / 0.0)", "int 0"),
        ("math.round(1.0 / 0.0)", "int 9223372036854775807"),
        ("int(-1.0 / 0.0)", "int -9223372036854775808"),
        ("math.round(0.49999999999999994)", "int 0"),
        ("math.pow(1.0, 0.0 / 0.0)", "float NaN"),
        ("math.pow(1.0, 1.0 / 0.0)", "float NaN"),
        ("math.pow(0.0, -90.0)", "float Infinity"),
        ("math.pow(-0.0, -3.0)", "float -Infinity"),
        ("math.pow(-10.0, 309.0)", "float -Infinity"),
        ("math.pow(-8.0, 0.5)", "float NaN"),
        ("float(' 0x1p3 ')", "float 8.0"),
        ("float('1f')", "float 1.0"),
        ("float('inf')", "ERR(Type conversion error. Argument: [inf], From type: [string], To type: [float].)"),
        ("[null, true, 1.5].join('-')", "string 'null-true-1.5'"),
        ("string(/a/{x})", "string '/a/'"),
        ("string(path('/{a}/{b}/c').bind({'a': '1'}))", "string '/1/c'"),
        ("path('')", "ERR(Empty Path Template is not allowed.)"),
        ("path('a//b')", "ERR(Invalid Path Template a//b. Empty segment is not allowed.)"),
        ("path('{x')", "ERR(Invalid Path Template {x. The capture segment is not closed.)"),
        ("path('a/{x}/{x}')", "ERR(Variable x already exists in the PathTemplate.)"),
        ("/t/$(null) == /t/null", "bool true"),
        ("-duration.value(5, 's')", "duration '-5s'"),
        ("{'zz': 1, 'b': 2}.values()", "list [int 1, int 2]"),
        ("{'zz': 1, 'b': 2}.keys()", "list [string 'b', string 'zz']"),
        ("1 in {'a': 1}", "ERR(Unsupported operation error. Received: map.in(int). Expected: map.in(string).)"),
        ("{'a': 1}.diff({}) == {'a': 1}.diff({})", "bool false"),
        ("[{}.diff({})] == [{}.diff({})]", "bool true"),
        ("[1, 2].toSet().hasOnly([1.0, 2])", "bool true"),
        ("[[1]].toSet() == [[1.0]].toSet() && 1.0 in [1].toSet()", "bool true"),
        ("[1, 2].hasOnly([1.0, 2])", "bool false"),
        ("[1, 1.0].toSet().size()", "int 1"),
        ("{'a': 1}.get(['b', 1], 0)", "ERR(Type error. Received: [int] Expected: [string].)"),
        ("math.isInfinite(1.0)", "ERR(Function not found error: Name: [math.isInfinite].)"),
        (
            "timestamp.date(10000, 1, 1)",
            "ERR(Timestamp should be between 0001-01-01T00.00.00Z and 9999-12-31T23.59.59Z. year: 10000.)",
        ),
    ],
)
def test_the_value_is_that_of_googles_engine(expression: str, expected: str) -> None:
    """Or the same error."""
    assert answer(expression, DOCUMENTS) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "duration.value(315576000001, 's')",
        "duration.value(315576000000, 's') + duration.value(1, 's')",
        "duration.time(1700000000000, 0, 0, 0)",
        "timestamp.value(253402300800000)",
        "timestamp.value('no moment')",
        "timestamp.date(9999, 12, 31) + duration.value(1, 'd')",
        "timestamp.date(1, 1, 1) - duration.value(1, 's')",
    ],
)
def test_times_have_bounds(expression: str) -> None:
    """Ten thousand years, and the years 1 to 9999."""
    found = answer(expression, DOCUMENTS)
    assert found.startswith(("ERR(Duration is not valid.", "ERR(Timestamp is not valid."))
