"""Whatever is called rules is answered: a place or a layout, never a traceback, never a hang."""

from __future__ import annotations

from contextlib import suppress

import pytest

from baasctl.access.rules.requests import Request, Rules
from baasctl.engines.rules_language.checking import checked
from baasctl.engines.rules_language.formatting import formatted
from baasctl.engines.rules_language.mistake import Weight
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.services import Profile

RULES = "rules_version = '2';\nservice cloud.firestore {{ match /a/{{b}} {{ allow read: if {}; }} }}"


def functions(count: int, calls: int = 1) -> str:
    """A chain of functions, each of which calls the next one several times."""
    bodies = [" || ".join([f"f{number + 1}(a.x)"] * calls) for number in range(count)]
    text = " ".join(f"function f{number}(a) {{ return {body}; }}" for number, body in enumerate(bodies))
    service = "service cloud.firestore { match /{x=**} { allow read: if f0(resource.data); } }"
    return f"rules_version = '2'; {text} function f{count}(a) {{ return a; }} {service}"


REFUSED = {
    "parentheses": RULES.format("(" * 50_000),
    "closed parentheses": RULES.format("(" * 50_000 + "1" + ")" * 50_000),
    "lists": RULES.format("[" * 50_000),
    "negations": RULES.format("!" * 50_000 + "true"),
    "conjunctions": RULES.format(" && ".join(["true"] * 20_000)),
    "conditionals": RULES.format("true ? " * 20_000),
    "members": RULES.format("request" + ".a" * 50_000),
    "indexes": RULES.format("request" + "[0]" * 50_000),
    "calls": RULES.format("request" + ".size()" * 20_000),
    "blocks": "service a { " + "match /a { " * 5_000,
    "braces": "service a " + "{" * 50_000,
    "a string without end": RULES.format("'abc"),
    "a comment without end": RULES.format("/* abc"),
    "comments without end": "/*" * 100_000,
    "quotes": "'" * 100_001,
    "slashes": "/" * 100_000,
    "a byte order mark": "\ufeff" + RULES.format("true"),
    "a null character": RULES.format("\0"),
    "nothing": "",
    "a comment alone": "// x",
    "a long number": RULES.format("9" * 100_000),
    "a chain of functions": functions(3_000),
    "recursion": functions(3).replace("return a;", "return f0(a);"),
    "a pattern that is too large": RULES.format("request.a.matches('((a{100}){100}){100}')"),
    "a long pattern": RULES.format(f"request.a.matches('{'a' * 5_000}')"),
    "more than 256 KB": "// x\n" * 62_000 + RULES.format("true"),
}
ONLY_CHECKED = {
    *("a chain of functions", "recursion", "a pattern that is too large", "a long pattern", "more than 256 KB"),
}
"""What is refused although it can be read."""
ACCEPTED = {
    "a long chain of members": RULES.format("request" + ".a" * 1_000),
    "deep expressions": RULES.format("(" * 49 + "true" + ")" * 49 + " && true" * 40),
    "functions that fan out": functions(18, calls=40),
    "a long path": RULES.format("get(" + "/a" * 20_000 + ") == null"),
    "many arguments": RULES.format(f"f({','.join(['1'] * 20_000)})"),
    "many methods": RULES.replace("read", ",".join(["read"] * 20_000)).format("true"),
    "a long name": RULES.format("a" * 250_000),
    "escapes": RULES.format("'" + "\\\\" * 60_000 + "' == b'" + "\\x41" * 30_000 + "'"),
    "half a surrogate pair": RULES.format("'\ud800' == 'a'"),
    "line ends of Windows": RULES.format("true\r\n&& true").replace("\n", "\r\n"),
    "a pattern that takes others for ever": RULES.format("request.a.matches('(a*)*b')"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_ruleset_is_refused(name: str) -> None:
    """By an error; with a place wherever there is one."""
    errors = [each for each in checked(REFUSED[name]) if each.weight is Weight.ERROR]
    assert errors
    assert all(each.line >= 0 and len(each.reason) < 110_000 for each in errors)


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_google_takes_is_taken(name: str) -> None:
    """However large."""
    assert [each for each in checked(ACCEPTED[name]) if each.weight is Weight.ERROR] == []


@pytest.mark.parametrize("name", [*REFUSED, *ACCEPTED])
def test_every_text_has_a_layout_or_a_problem(name: str) -> None:
    """And nothing else comes out of it."""
    found = ""
    with suppress(RulesProblem):
        found = formatted({**REFUSED, **ACCEPTED}[name])
    assert bool(found) == (name in ACCEPTED or name in ONLY_CHECKED)


@pytest.mark.parametrize("name", [*REFUSED, *ACCEPTED])
def test_every_ruleset_decides(name: str) -> None:
    """Also one that Google would not release: what is too deep or too long for it denies."""
    try:
        rules = Rules(parse_ruleset({**REFUSED, **ACCEPTED}[name]))
    except RulesProblem:
        return
    request = Request(method="get", path="/a/b")
    assert rules.decide(request, {"/a/b": {"x": True}}).is_allowed in (True, False)


def test_a_ruleset_of_256_kilobytes_is_checked() -> None:
    """In time that grows with its length: a hundred blocks or a thousand are read alike."""
    block = """match /c{0}/{{id}} {{
      function own{0}(d) {{ return request.auth != null && d.owner == request.auth.uid; }}
      allow read: if own{0}(resource.data) || resource.data.public == true;
      allow write: if own{0}(request.resource.data) && request.resource.data.title.size() < 100; }}"""
    body = "\n".join(block.format(number) for number in range(880))
    text = f"rules_version = '2';\nservice cloud.firestore {{ match /databases/{{d}}/documents {{ {body} }} }}"
    assert 240_000 < len(text) < 262_144
    assert checked(text, Profile.PRODUCTION) == ()
