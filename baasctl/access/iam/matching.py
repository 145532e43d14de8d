"""Wildcards and policy variables.

`*` is any run of characters, `/` and `:` too, `?` is any one (https://docs.aws.amazon.com/IAM/latest/UserGuide/
reference_policies_elements_resource.html). `${*}`, `${?}` and `${$}` are these characters themselves; `${key}` is a
value of the request, and where the request has none nothing is like it; `${key, 'default'}` then is the default
(…/reference_policies_variables.html).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

Values: TypeAlias = Mapping[str, tuple[str, ...]]
"""Condition keys of a request, in lower case, to their values; a key that the request does not have is not there."""

_VARIABLE: Final = re.compile(r"\$\{(?P<key>[^},]*)(?:,\s*'(?P<default>[^']*)')?\s*\}")
_SELF: Final = frozenset("*?$")


class NoValue(Exception):
    """A variable that the request has no one value for."""


def parts_of(pattern: str, values: Values, *, has_variables: bool = True) -> tuple[tuple[bool, str], ...]:
    """(whether wildcards count in it, text) one after another, with variables replaced.

    Raises:
        NoValue: A variable has no value, or several.
    """
    if not has_variables:
        return ((True, pattern),)
    found: list[tuple[bool, str]] = []
    end = 0
    for match in _VARIABLE.finditer(pattern):
        found.append((True, pattern[end : match.start()]))
        found.append((False, _value(match, values)))
        end = match.end()
    return (*found, (True, pattern[end:]))


def is_like(text: str, pattern: str, values: Values, *, has_variables: bool = True, ignores_case: bool = False) -> bool:
    """Whether a text is like a pattern; never, where a variable has no value."""
    try:
        parts = parts_of(pattern, values, has_variables=has_variables)
    except NoValue:
        return False
    return _globs(text.lower() if ignores_case else text, _marked(parts, ignores_case=ignores_case))


def is_equal(
    text: str, pattern: str, values: Values, *, has_variables: bool = True, ignores_case: bool = False
) -> bool:
    """As `is_like`, with wildcards that are characters like any other."""
    try:
        whole = "".join(part for _, part in parts_of(pattern, values, has_variables=has_variables))
    except NoValue:
        return False
    return text.lower() == whole.lower() if ignores_case else text == whole


def _value(match: re.Match[str], values: Values) -> str:
    key, default = match["key"].strip(), match["default"]
    if key in _SELF:
        return key
    found = values.get(key.lower())
    if found is not None and len(found) == 1:
        return found[0]
    if default is None or found is not None:
        raise NoValue(key)
    return default


def _marked(parts: tuple[tuple[bool, str], ...], *, ignores_case: bool) -> list[str]:
    """One mark a character: `*` and `?` as they are, other characters with a backslash before them."""
    marks: list[str] = []
    for counts, part in parts:
        marks += (
            character if counts and character in "*?" else f"\\{character}"
            for character in (part.lower() if ignores_case else part)
        )
    return marks


def _globs(text: str, marks: list[str]) -> bool:
    """Greedy, with the last `*` as the only place to go back to: at most text times pattern steps."""
    at, mark, star, kept = 0, 0, -1, 0
    while at < len(text):
        if mark < len(marks) and (marks[mark] == "?" or marks[mark] == f"\\{text[at]}"):
            at, mark = at + 1, mark + 1
        elif mark < len(marks) and marks[mark] == "*":
            star, kept, mark = mark, at, mark + 1
        elif star >= 0:
            kept += 1
            at, mark = kept, star + 1
        else:
            return False
    return all(each == "*" for each in marks[mark:])
