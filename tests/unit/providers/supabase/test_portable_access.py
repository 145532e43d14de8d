"""The portable section as row level security: what is rendered, and what is refused with a way out."""

from __future__ import annotations

import pytest

from baasctl.providers.supabase.portable_access.patterns import NotTranslatable, posix_pattern


@pytest.mark.parametrize(
    ("pattern", "posix"),
    [
        ("[a-z]+", "(?p)^(?:[a-z]+)$"),
        (r"\d{2,3}", "(?p)^(?:[0-9]{2,3})$"),
        (r"[\d_-]", "(?p)^(?:[0-9_-])$"),
        (r"(?:a|b)\.c", r"(?p)^(?:(?:a|b)\.c)$"),
        ("[]x]", r"(?p)^(?:[\]x])$"),
        ("[^]]", r"(?p)^(?:[^\]])$"),
        ("a{b}", r"(?p)^(?:a\{b\})$"),
    ],
)
def test_a_pattern_that_both_read_alike_is_kept(pattern: str, posix: str) -> None:
    """ASCII classes are written out, since PostgreSQL's follow the locale; the pattern is of the whole text."""
    assert posix_pattern(pattern) == posix


@pytest.mark.parametrize(
    "pattern", [r"\pL", "a+?", "(?i)a", "(?P<x>a)", "a{300}", "[[:alpha:]]", r"\b", "^a", "a$", "[a", r"\z"]
)
def test_a_pattern_that_postgresql_reads_otherwise_is_refused(pattern: str) -> None:
    """Nothing is rendered that could match more than RE2 would."""
    with pytest.raises(NotTranslatable):
        posix_pattern(pattern)
