"""The layout of rules: the same tokens and comments, and nothing to do the second time."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
import yaml

from baasctl.engines.rules_language.formatting import WIDTH, formatted
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.tokens import TokenKind, same_tokens, tokens

ROOT = Path(__file__).resolve().parents[4]
RECORDED = yaml.safe_load(Path(__file__).with_name("compiler_says.yaml").read_text("utf-8"))
CONSTRUCTS = (ROOT / "tests/clients/firestore_emulator/every_construct.rules").read_text("utf-8")
GAPS = (
    *(" ", "\n", "\n\n\n", " // note\n", "\n// own\n", " /* in */ ", "\n/* two\n   lines */\n", "\t"),
    "\n\n// a\n\n// b\n\n",
)
BEFORE = """rules_version='2';
// Of everybody.


service cloud.firestore
{
  match /databases/{ db }/documents{
    function short(a){return a  is   string&&!(a=='')||-1<a.size( );}
    function long(first){let second=first.member.member;// why
      return second==first||[ 1,2 ,][0]==second;}

    match /notes/{ id=** }{allow get,list:if true;allow write:if resource.data.owner==request.auth.uid&&request.auth.token.admin||exists(/a/$( id )/b);

    }
  } /* end */
}"""  # noqa: E501  the layout breaks it
AFTER = """rules_version = '2';
// Of everybody.

service cloud.firestore {
  match /databases/{db}/documents {
    function short(a) { return a is string && !(a == '') || -1 < a.size(); }
    function long(first) {
      let second = first.member.member; // why
      return second == first || [1, 2,][0] == second;
    }

    match /notes/{id=**} {
      allow get, list: if true;
      allow write: if resource.data.owner == request.auth.uid && request.auth.token.admin
        || exists(/a/$(id)/b);
    }
  } /* end */
}
"""


def comments(text: str) -> list[str]:
    found: list[str] = []
    end = 0
    for token in tokens(text):
        found += re.findall(r"//[^\n]*|/\*.*?\*/", text[end : token.start], re.DOTALL)
        end = token.end
    return found


def is_kept(before: str) -> bool:
    """Whether tokens, tree and comments of a text are those of its layout, and that one is stable."""
    after = formatted(before)
    return (
        same_tokens(before, after)
        and parse_ruleset(before) == parse_ruleset(after)
        and comments(before) == comments(after)
        and formatted(after) == after
    )


def test_the_layout() -> None:
    """Two spaces for a block, spaces around operators, long lines broken, comments where they were."""
    assert formatted(BEFORE) == AFTER
    assert formatted(AFTER) == AFTER


@pytest.mark.parametrize("case", [CONSTRUCTS, *(case["text"] for case in RECORDED["rulesets"])])
def test_only_white_space_changes(case: str) -> None:
    """Of every ruleset that the compiler was asked about and can be read."""
    try:
        parse_ruleset(case)
    except RulesProblem:
        return
    assert is_kept(case)


@pytest.mark.parametrize("seed", range(300))
def test_comments_and_line_ends_may_stand_anywhere(seed: int) -> None:
    """Between any two tokens."""
    chance = random.Random(seed)
    often = chance.choice((0.02, 0.1, 0.4))
    changed, end = "", 0
    for token in tokens(CONSTRUCTS):
        changed += CONSTRUCTS[end : token.start]
        # What follows `service` is read as a name, comments included.
        if chance.random() < often and token.kind is not TokenKind.SERVICE_NAME:
            changed += chance.choice(GAPS)
        changed += CONSTRUCTS[token.start : token.end]
        end = token.end
    try:
        parse_ruleset(changed)
    except RulesProblem:
        return
    assert is_kept(changed)


def test_line_ends_of_windows_stay() -> None:
    """All of them."""
    after = formatted(BEFORE.replace("\n", "\r\n"))
    assert after == AFTER.replace("\n", "\r\n")


def test_no_line_is_longer_than_it_has_to_be() -> None:
    """What can be broken before `||` or `&&` is, outermost first."""
    inner = " && ".join(
        f"(resource.data.a{number} == {number} || request.auth.uid == 'u{number}')" for number in range(9)
    )
    text = f"service cloud.firestore {{ match /a/{{b}} {{ allow read: if {inner}; }} }}"
    lines = formatted(text).splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert sum(line.lstrip().startswith("&& (") for line in lines) == 8
