"""YAML text that reads back the same."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from baasctl.adopt.yaml_text import lines

awkward = st.sampled_from(
    [
        "a: b",
        "#x",
        "- a",
        "yes",
        "1_0",
        "0x1f",
        "1:20",
        "${x}",
        "a\nb\n",
        "  x",
        "a #b",
        "x\n\n",
        "é",
        "\u2028",
        "[a",
        "{",
    ]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | awkward,
    lambda inner: st.lists(inner, min_size=1) | st.dictionaries(st.text(), inner, min_size=1),
    max_leaves=12,
)


def as_text(value: object) -> object:
    """What PyYAML's base loader, which leaves every scalar text, makes of a value."""
    if isinstance(value, dict):
        return {str(key): as_text(member) for key, member in value.items()}
    if isinstance(value, list):
        return [as_text(member) for member in value]
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


@given(st.dictionaries(st.text(), values, min_size=1))
def test_whatever_is_written_reads_back_the_same(value: dict[str, object]) -> None:
    """Quoting, blocks and flow lists lose nothing, whatever the text."""
    text = "\n".join(lines(value)) + "\n"

    assert yaml.load(text, Loader=yaml.BaseLoader) == as_text(value)


def test_long_sql_stands_in_a_block_and_short_lists_in_place() -> None:
    """What a person would have written."""
    spec = {"public.notes": {"Owners": {"to": ["anon"], "using": "a = b\nor c"}}}

    assert list(lines(spec)) == [
        "public.notes:",
        "  Owners:",
        "    to: [anon]",
        "    using: |-",
        "      a = b",
        "      or c",
    ]
