"""PostgreSQL's programs: the right version, where the account can run them and nobody else can change them."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from baasctl.engines.postgres import binaries
from baasctl.engines.postgres.account import server_account
from baasctl.engines.postgres.errors import ServerFailed
from baasctl.engines.postgres.server import PostgresServer
from baasctl.model.errors import MissingExtra
from tests.unit.engines.postgres.server_watching import as_root


@as_root
def test_programs_that_the_account_cannot_reach_are_copied(folder: Path) -> None:
    """A virtual environment in a private home works: the copy belongs to root, and the home keeps its mode."""
    account = server_account()
    assert account is not None
    newest = binaries.for_server(None)
    home = folder.parent / "private"
    shutil.copytree(newest.root, home / "pginstall", symlinks=True)
    home.chmod(0o700)

    reachable = binaries.reachable_by(binaries.Binaries(version=newest.version, root=home / "pginstall"), account)

    try:
        assert account.can_enter(reachable.root / "bin")
        assert reachable.root.stat().st_uid == 0
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert binaries.reachable_by(newest, None) == newest
    finally:
        shutil.rmtree(reachable.root.parents[1])


@as_root
def test_a_copy_that_others_could_change_is_refused(folder: Path) -> None:
    """Nobody can put programs where root's server would take them from."""
    account = server_account()
    assert account is not None
    home = folder.parent / "private"
    (home / "pginstall" / "bin").mkdir(parents=True)
    home.chmod(0o700)
    hidden = binaries.Binaries(version="18.4", root=home / "pginstall")
    copy = binaries.reachable_by(hidden, account).root.parents[1]
    try:
        os.chown(copy, account.uid, account.gid)
        with pytest.raises(ServerFailed, match="root alone"):
            binaries.reachable_by(hidden, account)
    finally:
        shutil.rmtree(copy)


def test_the_installation_is_the_oldest_that_understands_the_live_server() -> None:
    """PostgreSQL 15 and 16 are imitated by 16, 17 by 18, and a newer one by the newest we have."""
    assert [binaries.for_server(major).major for major in (15, 16, 17, 18, 99, None)] == [16, 16, 18, 18, 18, 18]
    assert binaries.for_server(17).has_extension("vector")
    assert not binaries.for_server(17).has_extension("citext")


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setattr(binaries, "PACKAGE", "no_such_package")

    with pytest.raises(MissingExtra, match=r"pip install 'baasctl\[supabase\]'"):
        PostgresServer.ephemeral()
