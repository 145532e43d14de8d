"""The portable section as row level security: what is rendered, and what is refused with a way out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.model.errors import SpecError
from baasctl.pipeline import render
from baasctl.providers.supabase.portable_access.patterns import NotTranslatable, posix_pattern
from baasctl.run import Run

CASES_FOLDER = Path(__file__).resolve().parents[3] / "cases" / "access" / "row_security"
CASES = yaml.safe_load((CASES_FOLDER / "refused.yaml").read_text())


@pytest.mark.parametrize(
    ("pattern", "posix"),
    [
        ("[a-z]+", "(?p)^(?:[a-z]+)$"),
        (r"\d{2,3}", "(?p)^(?:[0-9]{2,3})$"),
        (r"[\d_-]", "(?p)^(?:[0-9_-])$"),
        (r"(?:a|b)\.c", r"(?p)^(?:(?:a|b)\.c)$"),
        ("[]x]", r"(?p)^(?:[\]x])$"),
        ("[^]]", r"(?p)^(?:(?:[^\]]|\n))$"),
        (r"[^\s]\D\S", r"(?p)^(?:[^\t\n\f\r ](?:[^0-9]|\n)[^\t\n\f\r ])$"),
        (r"^a+?b{2,}?$|\Ac\z", r"(?p)^(?:^a+b{2,}$|^c$)$"),
        ("(?P<x>a)(?<y>b)", "(?p)^(?:(?:a)(?:b))$"),
        ("[[:alpha:]_]", "(?p)^(?:[A-Za-z_])$"),
        ("a{b}", r"(?p)^(?:a\{b\})$"),
    ],
)
def test_a_pattern_that_both_read_alike_is_kept(pattern: str, posix: str) -> None:
    """ASCII classes are written out, since PostgreSQL's follow the locale; the pattern is of the whole text."""
    assert posix_pattern(pattern) == posix


@pytest.mark.parametrize(
    "pattern",
    [r"\pL", "a++", "a??*", "(?i)a", "(?s:.)", "a{300}", "[[:graph:]]", "[[=a=]]", r"\b", "^*a", "a$+", "[a", r"\Qa\E"],
)
def test_a_pattern_that_postgresql_reads_otherwise_is_refused(pattern: str) -> None:
    """Nothing is rendered that could match more than RE2 would."""
    with pytest.raises(NotTranslatable):
        posix_pattern(pattern)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["why"]))
def test_what_row_level_security_cannot_express_is_refused_with_a_way_out(case: dict[str, Any], tmp_path: Path) -> None:
    """Place, reason and what could be written instead; nothing is widened or narrowed silently."""
    header = "baasctl: 1\ntargets: {prod: {provider: supabase, project: abcdefghijklmnopqrst}}\naccess:\n"
    file = tmp_path / "baas.yaml"
    file.write_text(header + "".join(f"  {line}\n" for line in case["access"].splitlines()))

    with pytest.raises(SpecError) as refused:
        render(Run(file=file))

    told = [(each.code, each.span.line - 3 if each.span else 0) for each in refused.value.diagnostics]
    assert told == [("RENDER860", line) for line in case["lines"]]
    assert case["says"] in refused.value.diagnostics[0].detail
    assert case["hint"] in refused.value.diagnostics[0].hint


def test_a_section_becomes_what_an_engineer_would_write(tmp_path: Path) -> None:
    """Short policies, the caller's id worked out once, a comment with the place of each in the spec."""
    file = tmp_path / "baas.yaml"
    file.write_text((CASES_FOLDER / "rendered.yaml").read_text().partition("---\n")[0])
    expected = yaml.safe_load((CASES_FOLDER / "rendered.yaml").read_text().partition("---\n")[2])

    (one,) = render(Run(file=file))

    found: dict[str, Any] = {}
    for each in one.desired.resources:
        section = found.setdefault(each.address.kind, {})
        shown = {key: _plain(value, str(tmp_path)) for key, value in each.attributes.items() if value not in (None, ())}
        section["/".join(each.address.segments)] = {key: value for key, value in shown.items() if value not in ({}, [])}
    assert found == expected


def _plain(value: Any, folder: str) -> Any:
    if isinstance(value, str):
        return value.replace(f"{folder}/", "")
    if isinstance(value, tuple):
        return [_plain(each, folder) for each in value]
    return {key: _plain(each, folder) for key, each in value.items()} if hasattr(value, "items") else value
