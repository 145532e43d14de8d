"""What a user is shown of rules that cannot be read: place by place, with a hint where the words mislead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from baasctl.engines.rules_language.mistake import Mistake
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.recovering.mistakes import refusal_mistakes

_MOST: Final = 20
_DIVIDED: Final = re.compile(r"[\w)\]'\"][ \t]*/[\w(]")
_HINTS: Final = (
    ("\ufeff", "save the file without a byte order mark"),
    ("Missing a closing", "a string ends on the line on which it begins"),
    ("Cannot use keyword as service", "such as `service cloud.firestore {`"),
    ("at least one 'operation'", "such as `allow read: if …;`"),
    ("Missing ':' before", "write `allow …: if …;`"),
    ("Missing 'if' before", "write `allow …: if …;`"),
    ("Unexpected '<EOF>'", "a bracket or brace may not be closed, or there is one too many before"),
    ("Increment (++)", "rules change nothing; `-(-x)` is the negation of a negation"),
)
"""What helps where Google's words have a part."""
_STRANGE: Final = {"&": "`and` is written `&&`", "|": "`or` is written `||`", "#": "comments begin with `//`"}
"""What helps where such a character stands alone, here or before; Google does not always speak of it."""
_AT_SEGMENT: Final = "Missing 'match' keyword"
_DIVIDE: Final = "`/` and a name or number without a space between is a segment of a path; write `a / b` to divide"
_EQUALITY: Final = "equality is written `==`, and that two values differ `!=`"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedPlace:
    """A place at which rules cannot be read.

    Attributes:
        reasons: In the words of Google's compiler, where it has any.
        hint: Empty: none.
    """

    line: int
    column: int
    reasons: tuple[str, ...]
    hint: str


def refused_places(text: str, refusal: RulesProblem) -> tuple[Sequence[RefusedPlace], int]:
    """The first places, in order, and how many more there are: one mistake can bring many.

    Args:
        refusal: What the parser said.
    """
    mistakes = refusal_mistakes(text, refusal)
    by_place = [(place, tuple(each)) for place, each in groupby(mistakes, lambda each: (each.line, each.column))]
    lines = text.split("\n")
    shown = [_place(place, there, lines) for place, there in by_place[:_MOST]]
    return shown, len(by_place) - len(shown)


def _place(place: tuple[int, int], there: Sequence[Mistake], lines: Sequence[str]) -> RefusedPlace:
    line, column = place
    reasons = tuple(dict.fromkeys(each.reason for each in there))
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    return RefusedPlace(line=line, column=column, reasons=reasons, hint=_hint(" ".join(reasons), written, column))


def _hint(reason: str, line: str, column: int) -> str:
    before, here = line[: column - 1], line[column - 1 :]
    if _AT_SEGMENT in reason and not before.rstrip().endswith("match") and _DIVIDED.search(before[-2:] + here[:2]):
        return _DIVIDE
    if here.startswith("=") and "'='" in reason and not before.rstrip().endswith(("rules_version", "let")):
        return _EQUALITY
    alone = re.search(r"(?<![&|])[&|#](?![&|])\s*$", before + here[: "recognition" in reason])
    if alone:
        return _STRANGE[alone[0].rstrip()]
    return next((hint for part, hint in _HINTS if part in reason), "")
