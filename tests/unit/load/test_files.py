"""Which files a spec is made of."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from baasctl.load import load
from baasctl.model.errors import SpecError, StoreError
from baasctl.model.files import Files
from baasctl.stores.disk_files import DiskFiles
from baasctl.stores.files import FILE_LIMIT_BYTES
from baasctl.stores.git_files import GitFiles


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose first commit has a spec in `specs/`; the working tree has moved on."""
    write(
        tmp_path,
        specs__baas_yaml='baasctl: 1\ninclude: ["parts/*.yaml"]\n',
        specs__parts__a_yaml="auth: {site_url: https://old.test}\n",
        specs__parts__deep__b_yaml="variables: {a: 1}\n",
        shared__c_yaml="variables: {b: 1}\n",
    )
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.test", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)
    write(tmp_path, specs__parts__a_yaml="auth: {site_url: https://new.test}\n", specs__parts__z_yaml="tables: {}\n")
    return tmp_path


def test_included_files_are_found_and_digested(tmp_path: Path) -> None:
    """Spans name files as the user does; digests are of the bytes, by path from the spec's folder."""
    write(
        tmp_path, specs__baas_yaml="include: p/*.yaml\n", specs__p__b_yaml="tables: {}\n", specs__p__a_yaml="auth: {}\n"
    )

    document = load(str(tmp_path / "specs" / "baas.yaml"))

    names = [file.name for file in document.main.walk()]
    assert names == [f"{tmp_path}/specs/{name}" for name in ("p/a.yaml", "p/b.yaml", "baas.yaml")]
    assert document.digests["p/a.yaml"] == hashlib.sha256(b"auth: {}\n").hexdigest()


def test_a_file_that_two_globs_match_is_read_once(tmp_path: Path) -> None:
    """Overlapping globs are no double definitions."""
    write(tmp_path, baas_yaml="include: [a.yaml, '*a.yaml']\n", a_yaml="auth: {}\n")

    assert len(list(load(str(tmp_path / "baas.yaml")).main.walk())) == 2


def test_a_missing_spec_says_where_it_was_looked_for(tmp_path: Path) -> None:
    """No traceback for the most common mistake."""
    with pytest.raises(SpecError, match=r"SPEC001.*\n.*baas\.yaml.*does not exist"):
        load(str(tmp_path / "baas.yaml"))


def test_a_file_above_the_limit_is_refused_unread(tmp_path: Path) -> None:
    """Ten megabytes are the limit of one file."""
    (tmp_path / "baas.yaml").write_bytes(b"#" * (FILE_LIMIT_BYTES + 1))

    with pytest.raises(SpecError, match="larger than 10 MiB"):
        load(str(tmp_path / "baas.yaml"))


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe without a writer would block for ever."""
    os.mkfifo(tmp_path / "baas.yaml")

    with pytest.raises(SpecError, match="not a regular file"):
        load(str(tmp_path / "baas.yaml"))


def test_a_link_does_not_lead_out_of_the_checkout(tmp_path: Path) -> None:
    """Only the user's own text may name a place elsewhere."""
    write(tmp_path, secret_yaml="a: 1\n", checkout__baas_yaml="a: 1\n")
    (tmp_path / "checkout" / "link.yaml").symlink_to("../secret.yaml")
    files = DiskFiles(tmp_path / "checkout")

    assert files.read("../secret.yaml") == b"a: 1\n"
    with pytest.raises(StoreError, match="link that leads out"):
        files.read("link.yaml")


def test_a_link_inside_the_checkout_is_followed(tmp_path: Path) -> None:
    """A monorepo shares files between folders by links."""
    write(tmp_path, shared_yaml="a: 1\n", specs__baas_yaml="a: 1\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / "specs" / "link.yaml").symlink_to("../shared.yaml")

    assert DiskFiles(tmp_path / "specs", untrusted=True).read("link.yaml") == b"a: 1\n"


@pytest.mark.parametrize("path", ["../secret.yaml", "/etc/passwd", "a/../../secret.yaml", "\0"])
def test_a_stranger_reads_nothing_outside(tmp_path: Path, path: str) -> None:
    """In an untrusted run no path leads out, whatever it looks like."""
    write(tmp_path, secret_yaml="a: 1\n", checkout__baas_yaml="a: 1\n")
    files = DiskFiles(tmp_path / "checkout", untrusted=True)

    with pytest.raises(StoreError):
        files.read(path)


def test_a_stranger_lists_nothing_outside(tmp_path: Path) -> None:
    """A glob would tell which files exist."""
    with pytest.raises(StoreError, match="leads out"):
        DiskFiles(tmp_path, untrusted=True).glob("/etc/*")


def test_a_revision_is_read_as_it_was(repository: Path) -> None:
    """`plan --base` sees the committed spec, not the working tree, and checks nothing out."""
    files = GitFiles(repository / "specs", "HEAD")

    document = load(str(repository / "specs" / "baas.yaml"), files)

    assert list(document.digests) == ["baas.yaml", "parts/a.yaml"]
    assert files.read("parts/a.yaml") == b"auth: {site_url: https://old.test}\n"
    assert files.read("../shared/c.yaml") == b"variables: {b: 1}\n"


def test_disk_and_revision_agree_on_globs(repository: Path) -> None:
    """The same pattern matches the same files in both."""
    subprocess.run(["git", "clean", "-fdq"], cwd=repository, check=True)
    disk: Files = DiskFiles(repository / "specs")
    revision: Files = GitFiles(repository / "specs", "HEAD")

    for pattern in (
        "*.yaml",
        "parts/*.yaml",
        "**/*.yaml",
        "parts/**",
        "parts/[ab].yaml",
        "parts/[!a].yaml",
        "?aas.yaml",
    ):
        assert revision.glob(pattern) == tuple(name for name in disk.glob(pattern) if not name.endswith("/")), pattern
    for folder in ("parts", "parts/deep", ".", "none"):
        assert revision.is_folder(folder) == disk.is_folder(folder), folder


@pytest.mark.parametrize("path", ["none.yaml", "parts", "../../../etc/passwd", "/etc/passwd"])
def test_what_a_revision_does_not_have_is_told(repository: Path, path: str) -> None:
    """Missing files, folders and places outside the repository are errors, not empty files."""
    with pytest.raises(StoreError):
        GitFiles(repository / "specs", "HEAD").read(path)


@pytest.mark.parametrize("revision", ["none", "--output=/tmp/x", "HEAD:specs", ""])
def test_a_revision_that_is_none_is_told(repository: Path, revision: str) -> None:
    """A revision's text never becomes an option of git."""
    with pytest.raises(StoreError, match="SPEC002"):
        GitFiles(repository / "specs", revision)


def test_a_folder_without_repository_is_told(tmp_path: Path) -> None:
    """`--base` needs git."""
    with pytest.raises(StoreError, match="SPEC002"):
        GitFiles(tmp_path, "HEAD")
