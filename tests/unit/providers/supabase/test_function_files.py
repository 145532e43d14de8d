"""Exactly the files that a function needs are found, and no other can be reached."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from baasctl.model.errors import PlanStale
from baasctl.model.span import Span
from baasctl.providers.supabase.edge_functions.files import FunctionFiles, FunctionSource, collect, read_exactly

DECLARED = Span(file="baas.yaml", line=7, column=11)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "spec"
    folder.mkdir()
    return folder


def put(root: Path, path: str, content: str | bytes = "") -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def found(root: Path, **source: object) -> FunctionFiles:
    settings: dict[str, object] = {"folder": "f/hello", **source}
    return collect(FunctionSource(root=root, **settings), DECLARED)  # type: ignore[arg-type]


def problems(root: Path, **source: object) -> list[str]:
    return [f"{each.span} {each.detail}" for each in found(root, **source).problems]


def test_the_import_graph_and_nothing_else(root: Path) -> None:
    """What no import reaches is not uploaded; cycles end; shared files keep their way from the entrypoint."""
    put(root, "f/hello/index.ts", 'import "./a.ts";\nexport * from "../_shared/b.ts";\nimport "jsr:@std/fs";')
    put(root, "f/hello/a.ts", 'import "./index.ts";\nimport data from "./data.json" with {type: "json"};')
    put(root, "f/hello/data.json", '{"import": "./never.ts"}')
    put(root, "f/hello/never.ts")
    put(root, "f/_shared/b.ts", "export const b = 1;")
    files = found(root)
    assert files.problems == []
    assert sorted(files.digests) == ["../_shared/b.ts", "a.ts", "data.json", "index.ts"]
    assert files.digests["../_shared/b.ts"] == hashlib.sha256(b"export const b = 1;").hexdigest()


def test_a_missing_import_is_told_at_its_place_and_at_the_functions(root: Path) -> None:
    """The file and line of the import, and the line of the spec."""
    put(root, "f/hello/index.ts", '\nimport { a } from "./missing";')
    [problem] = found(root).problems
    assert problem.code == "SPEC320"
    assert str(problem.span) == "f/hello/index.ts:2:19"
    assert "`./missing`" in problem.detail
    assert "baas.yaml:7:11" in problem.detail
    assert "extension" in problem.hint


def test_every_problem_is_told_at_once(root: Path) -> None:
    """One run, all messages."""
    put(root, "f/hello/index.ts", 'import "./one.ts";\nimport "./two.ts";')
    assert len(found(root, static_files=("*.html",)).problems) == 3


@pytest.mark.parametrize(
    "specifier",
    ["../../../outside.ts", "/etc/passwd", "file:///etc/passwd", "./link.ts", "./folder/outside.ts"],
)
def test_no_import_leads_outside_of_the_specs_folder(root: Path, specifier: str) -> None:
    """Neither `..`, nor an absolute path, nor a symbolic link."""
    put(root.parent, "outside.ts", "secret")
    put(root, "f/hello/index.ts", f'import "{specifier}";')
    (root / "f/hello/link.ts").symlink_to(root.parent / "outside.ts")
    (root / "f/hello/folder").symlink_to(root.parent)
    files = found(root)
    assert list(files.digests) == ["index.ts"]
    [problem] = files.problems
    assert "outside of the spec's folder" in problem.detail


@pytest.mark.parametrize("specifier", ["./.env", "./.git/config", "./link.ts", "../.hidden/a.ts"])
def test_no_dot_file_is_uploaded_even_if_it_is_imported(root: Path, specifier: str) -> None:
    """A dot-file is refused by its own name and by the name that a link leads to."""
    for path in ("f/hello/.env", "f/hello/.git/config", "f/.hidden/a.ts"):
        put(root, path, "SECRET=1")
    (root / "f/hello/link.ts").symlink_to(root / "f/hello/.env")
    put(root, "f/hello/index.ts", f'import "{specifier}";')
    files = found(root)
    assert list(files.digests) == ["index.ts"]
    assert "begins with a dot" in files.problems[0].detail


def test_a_folder_below_a_dot_folder_may_hold_functions(root: Path) -> None:
    """The rule is about what a function imports, not about where the user keeps functions."""
    put(root, ".functions/hello/index.ts", 'import "./a.ts";')
    put(root, ".functions/hello/a.ts")
    assert sorted(found(root, folder=".functions/hello").digests) == ["a.ts", "index.ts"]


def test_static_files_follow_their_globs_without_dot_files(root: Path) -> None:
    """Globs start at the source, `**` goes down, dot-files and folders stay."""
    put(root, "f/hello/index.ts")
    for path in ("a.html", "t/b.html", "t/u/c.html", "t/.d.html", ".e/f.html", "g.txt"):
        put(root, f"f/hello/{path}")
    put(root, "f/_shared/h.html")
    files = found(root, static_files=("**/*.html", "../_shared/*"))
    assert files.problems == []
    assert sorted(files.digests) == ["../_shared/h.html", "a.html", "index.ts", "t/b.html", "t/u/c.html"]


@pytest.mark.parametrize("pattern", ["*.html", "../../../*", "/etc/*"])
def test_a_glob_that_finds_nothing_is_a_problem(root: Path, pattern: str) -> None:
    """A pattern that does nothing is a mistake, and one that leads outside does nothing."""
    put(root, "f/hello/index.ts")
    [problem] = found(root, static_files=(pattern,)).problems
    assert pattern in problem.detail


@pytest.mark.parametrize("folder", ["f/none", "/tmp", "../outside", "f/hello/index.ts"])
def test_a_source_that_is_no_folder_of_the_spec_is_a_problem(root: Path, folder: str) -> None:
    """The source is a folder below the spec's."""
    put(root, "f/hello/index.ts")
    (root.parent / "outside").mkdir()
    [problem] = found(root, folder=folder).problems
    assert problem.span == DECLARED


def test_the_first_deno_file_is_the_import_map(root: Path) -> None:
    """deno.json before deno.jsonc; one that the spec names before both; it is uploaded itself."""
    put(root, "f/hello/index.ts", 'import "x";')
    put(root, "f/hello/deno.json", '{"imports": {"x": "./one.ts"}}')
    put(root, "f/hello/deno.jsonc", '{"imports": {"x": "./two.ts"}}')
    put(root, "f/hello/maps/m.json", '{"imports": {"x": "../three.ts"}}')
    for name in ("one", "two", "three"):
        put(root, f"f/hello/{name}.ts")
    assert sorted(found(root).digests) == ["deno.json", "index.ts", "one.ts"]
    assert sorted(found(root, import_map="maps/m.json").digests) == ["index.ts", "maps/m.json", "three.ts"]
    (root / "f/hello/deno.json").unlink()
    assert sorted(found(root).digests) == ["deno.jsonc", "index.ts", "two.ts"]


def test_an_import_map_that_a_deno_json_names_is_uploaded_too(root: Path) -> None:
    """`importMap` leads to a second file, which the platform needs as well."""
    put(root, "f/hello/index.ts", 'import "x";')
    put(root, "f/hello/deno.json", '{"importMap": "../map.json"}')
    put(root, "f/map.json", '{"imports": {"x": "./x.ts"}}')
    put(root, "f/x.ts")
    assert sorted(found(root).digests) == ["../map.json", "../x.ts", "deno.json", "index.ts"]


def test_an_entrypoint_below_the_folder_is_where_paths_start(root: Path) -> None:
    """Paths are said from the entrypoint, because the platform keeps nothing else."""
    put(root, "f/hello/src/main.ts", 'import "../lib/a.ts";')
    put(root, "f/hello/lib/a.ts")
    source = FunctionSource(root=root, folder="f/hello", entrypoint="src/main.ts")
    assert sorted(collect(source, None).digests) == ["../lib/a.ts", "main.ts"]
    assert source.from_root("../lib/a.ts") == "f/hello/lib/a.ts"


def test_the_specs_own_folder_may_be_the_source(root: Path) -> None:
    """A spec beside one function."""
    put(root, "index.ts", 'import "./a.ts";')
    put(root, "a.ts")
    assert sorted(found(root, folder=".").digests) == ["a.ts", "index.ts"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"\xff\xfe", "not UTF-8 at byte 0"), (b"x" * (8 * 2**20 + 1), "8388608")],
)
def test_a_script_that_cannot_be_read_is_a_problem(root: Path, content: bytes, reason: str) -> None:
    """Value, limit and whose limit."""
    put(root, "f/hello/index.ts", content)
    [problem] = problems(root)
    assert reason in problem


def test_a_function_has_a_largest_number_of_files(root: Path) -> None:
    """Two thousand; a link to a folder above cannot make more of them."""
    put(root, "f/hello/index.ts")
    for number in range(2001):
        put(root, f"f/hello/s/{number}.txt")
    assert any("2000 files" in problem for problem in problems(root, static_files=("s/*",)))


def test_a_function_has_a_largest_size(root: Path) -> None:
    """The sum of its files."""
    put(root, "f/hello/index.ts")
    for number in range(2):
        with (root / f"f/hello/{number}.bin").open("wb") as file:
            file.truncate(40 * 2**20)
    assert any("67108864 bytes" in problem for problem in problems(root, static_files=("*.bin",)))


@pytest.mark.parametrize("name", ["a\nb.ts", 'a"b.ts', "a\\b.ts"])
def test_a_name_that_would_break_the_form_is_refused(root: Path, name: str) -> None:
    """Names go into headers as they are."""
    put(root, "f/hello/index.ts", f"import {name.encode('unicode_escape').decode()!r};")
    put(root, f"f/hello/{name}")
    assert all("index.ts" in path for path in found(root, static_files=("*.ts",)).digests)


@pytest.mark.parametrize("specifier", ["./a\\0.ts", "./" + "a" * 5000 + ".ts"])
def test_a_path_that_no_system_knows_is_a_problem(root: Path, specifier: str) -> None:
    """No path makes the search fail."""
    put(root, "f/hello/index.ts", f'import "{specifier}";')
    assert len(problems(root)) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_file_without_permission_is_a_problem(root: Path) -> None:
    """Not readable is told like any other problem."""
    put(root, "f/hello/index.ts")
    (root / "f/hello/index.ts").chmod(0)
    assert len(problems(root)) == 1


@pytest.mark.parametrize("change", ["content", "gone", "link"])
def test_only_the_planned_bytes_are_read(root: Path, change: str) -> None:
    """Another content, no file, or a link to elsewhere: the plan is stale."""
    put(root, "f/hello/index.ts", "one")
    put(root.parent, "elsewhere.ts", "one")
    source = FunctionSource(root=root, folder="f/hello")
    digest = collect(source, None).digests["index.ts"]
    assert read_exactly(source, "f/hello/index.ts", digest) == b"one"
    file = root / "f/hello/index.ts"
    file.unlink()
    if change == "content":
        file.write_text("two")
    if change == "link":
        file.symlink_to(root.parent / "elsewhere.ts")
    with pytest.raises(PlanStale, match=r"f/hello/index\.ts"):
        read_exactly(source, "f/hello/index.ts", digest)
