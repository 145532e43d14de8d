"""The Amplify projects of a sandbox, each in an AWS account of its own."""

from __future__ import annotations

import re
import secrets
import string
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

from baasctl.sandbox.amplify.backend import Backend
from baasctl.sandbox.amplify.making import make_project
from baasctl.sandbox.amplify.ministack import MiniStack
from baasctl.sandbox.amplify.project import Project, ProjectOptions
from baasctl.sandbox.documents import Documents
from baasctl.sandbox.exchange import JsonObject, Refusal

_IDENTITY: Final = "project"
_ID: Final = re.compile(r"d[a-z0-9]{1,19}")
_FIRST_ACCOUNT: Final = 100_000_000_001


class Accounts:
    """Projects below one folder, one sub-folder each. Thread-safe."""

    def __init__(
        self, folder: Path, ministack: MiniStack, *, durable: bool = True, first: int = _FIRST_ACCOUNT
    ) -> None:
        """Open what earlier runs left in *folder*.

        Args:
            first: Number of the first account; another one where several sandboxes share a MiniStack.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.ministack = ministack
        self._folder = folder
        self._durable = durable
        self._first = first
        self._lock = threading.RLock()
        self._projects = {
            path.name: self._open(path.name)
            for path in sorted(folder.iterdir())
            if (path / f"{_IDENTITY}.json").exists()
        }

    def projects(self) -> tuple[Project, ...]:
        """All projects, oldest first."""
        return tuple(sorted(self._projects.values(), key=lambda project: project.account))

    def of_access_key(self, access_key: str) -> Project | None:
        """The project that an access key opens."""
        return next((each for each in self._projects.values() if each.account == access_key), None)

    def add(self, app_id: str | None = None, options: ProjectOptions | None = None) -> Project:
        """Create a project and what is in it; on disk before this returns, except what MiniStack keeps.

        Raises:
            Refusal: 400, the id is malformed or taken.
            SandboxError: MiniStack cannot be started.
        """
        with self._lock:
            new_id = app_id or "d" + "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(13))
            if not _ID.fullmatch(new_id):
                raise Refusal(400, f"id: `{new_id}` is not an app's id; Amplify's are d and up to 19 of a-z and 0-9")
            if new_id in self._projects:
                raise Refusal(400, f"id: app `{new_id}` exists already")
            number = 1 + max((int(each.account) for each in self._projects.values()), default=self._first - 1)
            described: JsonObject = {
                "id": new_id,
                "account": f"{number:012d}",
                "created_at": datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
                "options": (options or ProjectOptions()).as_json(),
            }
            Documents(self._folder / new_id, durable=self._durable).write(_IDENTITY, described)
            project = self._projects[new_id] = self._open(new_id)
        make_project(project, self.backend(project, project.region))
        return project

    def backend(self, project: Project, region: str) -> Backend:
        return Backend(ministack=self.ministack, account=project.account, region=region)

    def _open(self, app_id: str) -> Project:
        documents = Documents(self._folder / app_id, durable=self._durable)
        described = cast("JsonObject", documents.read(_IDENTITY, {}))
        return Project(
            id=app_id,
            account=str(described["account"]),
            created_at=str(described["created_at"]),
            options=ProjectOptions.from_json(cast("JsonObject", described["options"])),
            documents=documents,
        )
