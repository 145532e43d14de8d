"""The account that runs the server: ours, or one without rights when we are root."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from baasctl.engines.postgres import account as account_module
from baasctl.engines.postgres import cluster
from baasctl.engines.postgres.account import Account, first_reachable, give, identity_of, server_account
from baasctl.engines.postgres.errors import ServerFailed

STRANGER = Account(uid=54321, gid=54321)


def test_an_ordinary_user_keeps_its_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is dropped, chowned or impersonated."""
    monkeypatch.setattr(account_module, "is_root", lambda: False)

    assert server_account() is None
    assert identity_of(None) == {}
    give(Path("/nowhere"), None)


def test_root_without_a_usable_account_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container that lacks all of them the message lists what was tried."""
    monkeypatch.setattr(account_module, "is_root", lambda: True)
    monkeypatch.setattr(account_module, "_works", lambda account: False)
    monkeypatch.setattr(account_module, "CANDIDATES", ("no-such-user", pwd.getpwuid(os.getuid()).pw_name, "daemon"))

    with pytest.raises(ServerFailed, match="no-such-user"):
        server_account()


def test_an_account_that_cannot_be_taken_does_not_work() -> None:
    """A number outside of what the system allows is a no, not an error."""
    assert not account_module._works(Account(uid=2**32 - 2, gid=2**32 - 2)) or os.geteuid() == 0


@pytest.mark.parametrize(("mode", "may"), [(0o700, False), (0o755, True), (0o750, False), (0o711, True)])
def test_entering_is_judged_by_every_folder_above(
    mode: int, may: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One closed parent is enough to keep a stranger out."""
    monkeypatch.setattr(Path, "parents", property(lambda path: [path.parent] if path != tmp_path else []))
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    inner.parent.chmod(mode)

    assert STRANGER.can_enter(inner) is may


def test_owner_and_group_have_their_own_bits(tmp_path: Path) -> None:
    """The first class that fits decides, as in the kernel."""
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(0o071)
    status = folder.stat()

    assert not Account(uid=status.st_uid, gid=54321)._may_traverse(folder)
    assert Account(uid=54321, gid=status.st_gid)._may_traverse(folder)


def test_no_reachable_folder_is_an_error(tmp_path: Path) -> None:
    """The message names what was tried."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    with pytest.raises(ServerFailed, match="closed"):
        first_reachable(STRANGER, [closed, tmp_path / "missing"])


def test_processes_are_recognised_without_proc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where there is no /proc a living process number is taken for the server."""
    monkeypatch.setattr(cluster, "HAS_PROC", False)

    assert cluster.runs_on(tmp_path, os.getpid())
    assert not cluster.runs_on(tmp_path, 2**22 + 12345)
    assert cluster.is_alive(1)


def test_a_half_written_pid_file_is_none(tmp_path: Path) -> None:
    """The server writes it line by line."""
    (tmp_path / "postmaster.pid").write_text("12\n/data\n")

    assert cluster.read_pid_file(tmp_path) is None
