"""Sources of functions: what is uploaded, as which bytes, and what is believed of an archive that comes back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.model.errors import PlanStale, UnexpectedAnswer
from baasctl.providers.function_folders.archive import digests_of, pack, source_digest, unpack
from baasctl.providers.function_folders.folder import SourceFolder, Upload, collect, packed
from baasctl.providers.function_folders.ignore_rules import IgnoreRules
from baasctl.providers.function_folders.memory import Built, SourceMemory

UPLOAD = Upload(provider="firebase", largest_zip=100 * 2**20, largest_source=512 * 2**20)
FILES = {"index.js": b"exports.a = 1;\n", "lib/b.js": b"b", "bin/tool": b"#!/bin/sh\n"}
names = st.from_regex(r"[a-z]{1,5}(/[a-z]{1,5}){0,2}\.js", fullmatch=True)


def folder(tmp_path: Path, files: dict[str, bytes], **rules: object) -> SourceFolder:
    for path, content in files.items():
        place = tmp_path / "functions" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return SourceFolder(root=tmp_path, folder="functions", upload=UPLOAD, **rules)  # type: ignore[arg-type]


@given(st.dictionaries(names, st.binary(max_size=20), max_size=5))
def test_what_is_packed_can_be_unpacked(files: dict[str, bytes]) -> None:
    """Whatever the order of the files was, the bytes are the same."""
    archive = pack(files)
    assert unpack(archive, "source") == files
    assert pack(dict(reversed(files.items()))) == archive


def test_equal_sources_have_equal_digests_that_fit_a_label() -> None:
    """Labels take 63 small letters and digits."""
    digest = source_digest(digests_of(FILES))
    assert digest == source_digest(dict(reversed(digests_of(FILES).items())))
    assert len(digest) == 40
    assert digest != source_digest(digests_of({**FILES, "lib/b.js": b"c"}))


def test_only_files_may_be_run_that_may_be_run_here(tmp_path: Path) -> None:
    """The mode is kept as far as that; owners and times are not."""
    source = folder(tmp_path, FILES)
    (tmp_path / "functions/bin/tool").chmod(0o750)
    archive = packed(source, digests_of(FILES))
    with zipfile.ZipFile(io.BytesIO(archive)) as read:
        modes = {each.filename: oct(each.external_attr >> 16) for each in read.infolist()}
        assert {each.date_time for each in read.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert modes == {"bin/tool": "0o100755", "index.js": "0o100644", "lib/b.js": "0o100644"}


def test_what_the_firebase_cli_leaves_out_is_left_out(tmp_path: Path) -> None:
    """And files whose texts belong under `env` and `function_secrets`."""
    left_out = {
        **dict.fromkeys(
            ("node_modules/x/index.js", ".git/config", "firebase-debug.log", "sub/firebase-debug.1.log"), b""
        ),
        **dict.fromkeys((".env", ".env.prod", "sub/.env.local", ".secret.local", "__pycache__/a.pyc", "venv/b"), b""),
    }
    source = folder(tmp_path, {**FILES, ".npmrc": b"", **left_out})
    assert sorted(collect(source, None).digests) == [".npmrc", "bin/tool", "index.js", "lib/b.js"]


@pytest.mark.parametrize(
    ("glob", "path", "is_ignored"),
    [
        ("*.spec.ts", "src/deep/a.spec.ts", True),
        ("*.spec.ts", "src/a.ts", False),
        ("test", "src/test/a.ts", True),
        ("src/test/**", "src/test/deep/a.ts", True),
        ("src/*.ts", "src/deep/a.ts", False),
        ("**/fixtures/", "a/b/fixtures/c", True),
        ("**/fixtures", "fixtures/c", True),
        ("a?c", "abc", True),
        ("a+c", "aac", False),
    ],
)
def test_globs_mean_what_they_mean_in_firebase_json(glob: str, path: str, *, is_ignored: bool) -> None:
    """One without a slash is for names at any depth."""
    assert IgnoreRules((glob,)).ignores(path) is is_ignored


def test_own_globs_stand_in_place_of_the_usual_ones() -> None:
    """But secrets and logs are never uploaded."""
    rules = IgnoreRules(("*.md",))
    assert rules.kept(["README.md", "node_modules/a.js", ".env", "index.js"]) == ("node_modules/a.js", "index.js")


def test_links_are_followed_inside_the_specs_folder_only(tmp_path: Path) -> None:
    """One that leads out is a problem that names it, and nothing of it is read."""
    (tmp_path / "outside").write_text("secret")
    root = tmp_path / "spec"
    source = folder(root, FILES)
    (root / "functions/again.js").symlink_to("../functions/index.js")
    (root / "functions/out.js").symlink_to(tmp_path / "outside")
    (root / "functions/loop").symlink_to("..")
    found = collect(source, None)
    assert [problem.detail for problem in found.problems] == [
        "`functions/out.js`: it leads outside of the spec's folder"
    ]
    assert found.digests["again.js"] == found.digests["index.js"]


@pytest.mark.parametrize("place", ["..", "/etc", "functions/nothing"])
def test_a_folder_that_cannot_be_used_is_a_problem(tmp_path: Path, place: str) -> None:
    """Outside, or not there, or empty."""
    folder(tmp_path, FILES)
    (tmp_path / "empty").mkdir()
    assert collect(SourceFolder(root=tmp_path, folder=place, upload=UPLOAD), None).problems
    assert collect(SourceFolder(root=tmp_path, folder="empty", upload=UPLOAD), None).problems


def test_files_that_changed_since_the_plan_are_not_uploaded(tmp_path: Path) -> None:
    """The plan knows them by digest."""
    source = folder(tmp_path, FILES)
    (tmp_path / "functions/index.js").write_text("other")
    with pytest.raises(PlanStale, match=r"index\.js"):
        packed(source, digests_of(FILES))
    (tmp_path / "functions/index.js").unlink()
    with pytest.raises(PlanStale, match=r"index\.js"):
        packed(source, digests_of(FILES))


def hostile(*members: tuple[str, int]) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for name, mode in members:
            member = zipfile.ZipInfo(name)
            member.external_attr = mode << 16
            archive.writestr(member, b"x")
    return found.getvalue()


def test_an_archive_leads_nowhere_else() -> None:
    """Paths out of the folder, links and names that no file has are left out."""
    names = ("../up", "/etc/passwd", "a/../../b", "c\\d", "e\nf", "./g")
    archive = hostile(*((name, 0o100644) for name in names), ("link", 0o120777), ("good.js", 0o100644))
    assert unpack(archive, "source") == {"good.js": b"x"}


@given(st.binary(max_size=200))
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    """Whatever the bytes are."""
    with pytest.raises(UnexpectedAnswer):
        unpack(b"x" + content, "source")


def test_what_is_remembered_is_of_one_object_only(tmp_path: Path) -> None:
    """Another generation is unknown; without a generation nothing is proven; a broken file is as good as none."""
    path = tmp_path / "cache" / "functions.json"
    memory = SourceMemory.load(path)
    memory.remember({"r/f": Built("b/o#1", {"a": "1"}), "r/g": Built("", {"a": "1"})})
    again = SourceMemory.load(path)
    assert (again.at("r/f", "b/o#1"), again.at("r/f", "b/o#2"), again.at("r/g", "")) == ({"a": "1"}, None, None)
    assert path.stat().st_mode & 0o077 == 0
    path.write_text("{")
    assert SourceMemory.load(path).known == {}
