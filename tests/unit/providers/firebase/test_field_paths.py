"""One spelling for a field path, whoever wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.providers.firebase.firestore.field_paths import canonical, canonical_or_same

names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=6)


def quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("a.b_1", "a.b_1"),
        ("`a`.`b c`", "a.`b c`"),
        ("*", "*"),
        ("`a.b`", "`a.b`"),
        (r"`\a`", "a"),
        ("__name__", "__name__"),
    ],
)
def test_names_are_quoted_only_where_they_have_to_be(written: str, spelled: str) -> None:
    """Plain names stand as they are, others in back quotes."""
    assert canonical(written) == spelled


@given(st.lists(names, min_size=1, max_size=3))
def test_a_canonical_path_stays_as_it_is(parts: list[str]) -> None:
    """The spelling of a spelling is itself, whatever the names hold."""
    once = canonical(".".join(map(quoted, parts)))
    assert canonical(once) == once


@pytest.mark.parametrize("written", ["", "a..b", "a.", ".a", "1a", "a-b", "`a", "a`b`", "a b", "``"])
def test_a_path_that_firestore_refuses_is_refused(written: str) -> None:
    """It is told at validate; one that a server answers stays as it is."""
    with pytest.raises(ValueError, match="no field path"):
        canonical(written)
    assert canonical_or_same(written) == written
