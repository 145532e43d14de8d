"""What expressions weigh against the 1,000 of a request, as the Firestore emulator 1.19.9 counts them."""

from __future__ import annotations

import pytest

from baasctl.access.rules.requests import Request, Rules
from baasctl.access.rules.values import Timestamp
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset

RULES = """rules_version = '2';
service cloud.firestore {{ match /databases/{{db}}/documents {{
  function twice(a) {{ return a + a; }}
  function named() {{ let v = 1; return v + v; }}
  function unused() {{ let v = 1 + 1; return 2; }}
  match /t/{{id}} {{ allow get: if [{members}].size() > 0; }}
}} }}"""


@pytest.mark.parametrize(
    ("expression", "refused_at"),
    [
        ("1", 997),
        ("(true && true)", 250),
        ("(true || true)", 499),
        ("(true ? 1 : 2)", 250),
        ("(1 is int)", 333),
        ("/a/b", 333),
        ("[1, 2][0:]", 167),
        ("exists(/databases/$(db)/documents/t/2)", 143),
        ("twice(1)", 200),
        ("named()", 167),
        ("unused()", 167),
        ("(resource.data.zz + 1 == 1 || true)", 100),
        ("(math.pow(resource.data.zz, 1.0) == 1.0 || true)", 100),
    ],
)
def test_a_request_evaluates_as_much_as_google_lets_it(expression: str, refused_at: int) -> None:
    """So many of one expression are too much, one less is not: measured with the emulator."""
    request = Request(method="get", path="/t/1", auth=None, time=Timestamp(0))

    def is_allowed(count: int) -> bool:
        text = RULES.format(members=", ".join([expression] * count))
        return Rules(parse_ruleset(text)).decide(request, {"/t/1": {}}).is_allowed

    assert is_allowed(refused_at - 1)
    assert not is_allowed(refused_at)
