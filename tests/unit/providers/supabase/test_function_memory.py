"""What is remembered of deployed functions is exact or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.providers.supabase.edge_functions.memory import Deployed, FunctionMemory

digests = st.dictionaries(st.text(), st.text(), max_size=3)
entries = st.dictionaries(
    st.text(),
    st.builds(Deployed, version=st.text(), files=st.none() | digests, uploaded=st.text()),
    max_size=3,
)


@given(entries)
def test_what_is_kept_is_read_again(tmp_path_factory: pytest.TempPathFactory, known: dict[str, Deployed]) -> None:
    """A round trip through the file."""
    path = tmp_path_factory.mktemp("memory") / "project" / "functions.json"
    FunctionMemory.load(path).remember(known)
    assert FunctionMemory.load(path).known == known


def test_another_version_is_not_known(tmp_path: Path) -> None:
    """Only the very version that was read counts."""
    memory = FunctionMemory.load(tmp_path / "functions.json")
    memory.remember({"hello": Deployed(version="1:a", files={})})
    assert memory.at("hello", "1:a") is not None
    assert memory.at("hello", "2:a") is None
    assert memory.at("other", "1:a") is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"format": 2, "functions": {}}',
        '{"format": 1, "functions": []}',
        '{"format": 1, "functions": {"a": null, "b": {}, "c": {"version": 1, "files": null, "uploaded": ""}}}',
        '{"format": 1, "functions": {"a": {"version": "1", "files": [], "uploaded": ""}}}',
        "\x00",
        "[" * 100_000,
    ],
)
def test_a_broken_file_is_an_empty_one(tmp_path: Path, content: str) -> None:
    """It may be lost, cut off or of another version; then everything is read again."""
    path = tmp_path / "functions.json"
    path.write_text(content)
    assert FunctionMemory.load(path).known == {}


def test_a_folder_that_cannot_be_written_to_is_no_error(tmp_path: Path) -> None:
    """Remembering saves requests; nothing depends on it."""
    (tmp_path / "file").write_text("in the way")
    memory = FunctionMemory.load(tmp_path / "file" / "functions.json")
    memory.remember({"hello": Deployed(version="1:a")})
    assert memory.at("hello", "1:a") is not None
