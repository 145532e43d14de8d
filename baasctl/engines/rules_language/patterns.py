"""Regular expressions of rules: those of RE2, which needs time in proportion to the text, whatever the pattern."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import MissingExtra

_LONGEST: Final = 4096
_MOST_GROUPS: Final = 100
_DEEPEST: Final = 20


class PatternRefused(ValueError):
    """The text is no pattern of RE2."""


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Any:
    """A pattern of RE2.

    Raises:
        PatternRefused: It is none.
        MissingExtra: google-re2 is not installed.
    """
    try:
        import re2  # type: ignore[import-untyped]  # it has no types
    except ImportError as error:
        raise MissingExtra(
            Diagnostic(
                code="READ229",
                summary="rules with regular expressions need a package that is not installed",
                detail=str(error),
                hint='pip install "baasctl[firebase]"',
            )
        ) from error
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise PatternRefused(pattern) from error


def pattern_problem(pattern: str) -> str:
    """Why Google's compiler refuses a pattern; empty: it does not, or google-re2 is not here to tell."""
    if len(pattern) > _LONGEST:
        return f"Regular expression too long. Maximum allowed length: {_LONGEST} Pattern: {pattern}."
    try:
        compiled(pattern)
    except PatternRefused:
        return f"Invalid regular expression pattern. Pattern: {pattern}."
    except MissingExtra:
        return ""
    count, depth = _groups(pattern)
    if count > _MOST_GROUPS:
        return f"Regular expression too many groupings. Maximum allowed groupings: {_MOST_GROUPS} Pattern: {pattern}."
    if depth > _DEEPEST:
        limit = f"Maximum allowed nested groupings: {_DEEPEST} Pattern: {pattern}."
        return f"Regular expression too many nested groupings. {limit}"
    return ""


def _groups(pattern: str) -> tuple[int, int]:
    """How many groups there are, and how many at most inside each other."""
    count = depth = deepest = 0
    for found in re.finditer(r"\\.|[()]", pattern, re.DOTALL):
        if found[0] == "(":
            count, depth = count + 1, depth + 1
            deepest = max(deepest, depth)
        elif found[0] == ")":
            depth -= 1
    return count, deepest
