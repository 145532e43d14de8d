"""Archives of data folders make throw-away servers start sooner, and nothing depends on them."""

from __future__ import annotations

import os
import shutil
import stat
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from baasctl.engines.postgres import cluster, data_archive
from baasctl.engines.postgres.account import server_account
from baasctl.engines.postgres.binaries import for_server
from baasctl.engines.postgres.errors import PostgresError
from baasctl.engines.postgres.server import PostgresServer
from tests.unit.engines.postgres.server_watching import as_root


@pytest.fixture(scope="module")
def made_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache after one server."""
    cache = tmp_path_factory.mktemp("before") / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        patch.delenv(data_archive.SWITCH, raising=False)
        start()
    return cache


@pytest.fixture
def archive(made_before: Path, archives: Path) -> Path:
    """The archive of an earlier server; alone in the folder of archives."""
    shutil.copytree(made_before, archives.parent)
    return only(archives)


@pytest.fixture(autouse=True)
def archives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that archives go to; missing at first."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(data_archive.SWITCH, raising=False)
    return tmp_path / "cache" / "baasctl"


@pytest.fixture(autouse=True)
def initialised(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The data folders for which initdb ran."""
    seen: list[Path] = []

    def initialise(data: Path, *arguments: Any, **options: Any) -> str:
        seen.append(data)
        return cluster.initialise(data, *arguments, **options)

    monkeypatch.setattr(data_archive, "initialise", initialise)
    return seen


def start() -> str:
    """A throw-away server that must work, and its password."""
    with PostgresServer.ephemeral() as server, server.connect() as connection:
        assert connection.query("select count(*) as databases from pg_database where datname !~ 'template'") == [
            {"databases": 1}
        ]
        return server.password


def only(archives: Path) -> Path:
    (archive,) = archives.iterdir()
    return archive


def test_the_second_server_needs_no_initdb_and_has_a_password_of_its_own(
    archives: Path, initialised: list[Path]
) -> None:
    """One initdb for many servers; no two have one password, and nobody else can read the archive."""
    first = start()
    with PostgresServer.ephemeral() as second, pytest.raises(PostgresError, match="28P01"):
        second.connect(password=first)

    assert len(initialised) == 1
    assert stat.S_IMODE(only(archives).stat().st_mode) == 0o600


def test_nobody_can_log_in_with_what_an_archive_holds(archive: Path) -> None:
    """The superuser of an archive has no password: its catalog holds no verifier."""
    with zipfile.ZipFile(archive) as members:
        contents = [members.read(member) for member in members.infolist() if member.filename.startswith("global/")]

    assert contents
    login = b"SCRAM-SHA-256$"
    assert sum(content.count(login) for content in contents) <= 1  # the dead row of initdb's own password


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda whole: whole[: len(whole) // 2], id="half"),
        pytest.param(lambda whole: whole[:5000] + bytes(200) + whole[5200:], id="overwritten"),
    ],
)
def test_a_damaged_archive_is_not_used_and_replaced_later(damage: Any, archive: Path, initialised: list[Path]) -> None:
    """Checksums find it; initdb makes this server, and the next one finds no archive and makes a new one."""
    archive.write_bytes(damage(archive.read_bytes()))

    start()

    assert len(initialised) == 1
    assert not archive.exists()


def test_an_archive_with_a_file_missing_is_not_used(archive: Path, initialised: list[Path]) -> None:
    """What unpacks but is no data folder is found when the password is set."""
    with zipfile.ZipFile(archive) as members, zipfile.ZipFile(archive.with_suffix(".new"), "w") as fewer:
        for member in members.infolist():
            if member.filename != "global/pg_control":
                fewer.writestr(member, members.read(member))
    archive.with_suffix(".new").chmod(0o600)
    archive.with_suffix(".new").replace(archive)

    start()

    assert len(initialised) == 1


def test_a_path_out_of_the_data_folder_is_not_followed(tmp_path: Path) -> None:
    """An archive writes inside the data folder and nowhere else."""
    archive = tmp_path / "archive.zip"
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("../outside", b"x")
    archive.chmod(0o600)

    with pytest.raises(data_archive.Unusable, match="outside"):
        data_archive.unpack(archive, tmp_path / "data")

    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("mode", [0o640, 0o602])
def test_an_archive_that_others_can_read_or_change_is_not_used(mode: int, archive: Path, tmp_path: Path) -> None:
    """Nobody else decides what our server runs on."""
    archive.chmod(mode)

    assert not data_archive.unpack(archive, tmp_path / "data")


@as_root
def test_an_archive_of_somebody_else_is_not_used(archive: Path, tmp_path: Path) -> None:
    """Root with a user's home folder does not take that user's archive."""
    account = server_account()
    assert account is not None
    os.chown(archive, account.uid, account.gid)

    assert not data_archive.unpack(archive, tmp_path / "data")


def test_a_link_is_no_archive(archive: Path, initialised: list[Path]) -> None:
    """A link where the archive should be is replaced, not followed."""
    moved = archive.rename(archive.with_name("moved"))
    archive.symlink_to(moved)

    start()

    assert len(initialised) == 1
    assert not archive.is_symlink()


def test_servers_started_at_once_on_no_archive_all_work(archives: Path) -> None:
    """Everybody makes one; the last one stays, whole."""
    with ThreadPoolExecutor(2) as pool:
        passwords = [future.result() for future in [pool.submit(start) for _ in range(2)]]

    assert len(set(passwords)) == 2
    assert only(archives).suffix == ".zip"


def test_where_no_archive_can_be_kept_initdb_is_used(
    tmp_path: Path, archives: Path, initialised: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Switched off, or a cache that cannot be written: slower, and nothing else."""
    archives.parent.write_text("a file")
    start()
    monkeypatch.setenv(data_archive.SWITCH, "off")
    start()

    assert len(initialised) == 2


def test_a_server_that_stays_is_always_made_by_initdb(archives: Path, folder: Path) -> None:
    """Only throw-away servers begin with a copy."""
    PostgresServer.start(folder).remove()

    assert not archives.exists()


def test_archives_that_nobody_used_for_a_month_go(archives: Path, tmp_path: Path) -> None:
    """Those of earlier releases do not pile up; other files stay."""
    archives.mkdir(parents=True)
    (tmp_path / "data").mkdir()
    old, young, other = (archives / name for name in ("postgres-1.0-a.zip", "postgres-1.0-b.zip", "functions.json"))
    for path in (old, young, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (0, time.time() - data_archive.UNUSED_AFTER_S - 60))

    data_archive.pack(tmp_path / "data", archives / "postgres-2.0-a.zip")

    assert not old.exists()
    assert young.exists()
    assert other.exists()


def test_the_cache_is_where_the_system_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`XDG_CACHE_HOME` if absolute, otherwise `~/.cache`."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    archive = data_archive.archive_of(for_server(None), "baasctl")

    assert archive is not None
    assert archive.parent == tmp_path / ".cache" / "baasctl"
    assert archive != data_archive.archive_of(for_server(None), "supabase_admin")
    assert archive != data_archive.archive_of(for_server(15), "baasctl")
