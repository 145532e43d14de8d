"""The projects that the sandbox's credential may see."""

from __future__ import annotations

import re
import secrets
import string
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

from baasctl.sandbox.documents import Documents
from baasctl.sandbox.exchange import JsonObject, Refusal
from baasctl.sandbox.firebase.access_tokens import AccessTokens
from baasctl.sandbox.firebase.project import Project, ProjectOptions
from baasctl.sandbox.firebase.refusals import permission_denied

_IDENTITY: Final = "project"
_TOKENS: Final = "_tokens"
"""Folder beside those of projects; no project can be called that."""
_ID: Final = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
_FIRST_NUMBER: Final = 100_000_000_001


class Account:
    """Projects below one folder, one sub-folder each, and the access tokens that open them. Thread-safe."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        """Open what earlier runs left in *folder*."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._durable = durable
        self._lock = threading.RLock()
        self.tokens = AccessTokens(documents=Documents(folder / _TOKENS, durable=durable))
        self._projects = {
            path.name: self._open(path.name)
            for path in sorted(folder.iterdir())
            if (path / f"{_IDENTITY}.json").exists()
        }

    def projects(self) -> tuple[Project, ...]:
        """All projects, oldest first."""
        return tuple(sorted(self._projects.values(), key=lambda project: project.number))

    def project(self, name: str) -> Project:
        """One project by id or number, as paths have either.

        Raises:
            GoogleRefusal: 403, there is none: Google does not tell that from one of somebody else.
        """
        found = self._projects.get(name) or next(
            (project for project in self._projects.values() if str(project.number) == name), None
        )
        if found is None:
            raise permission_denied()
        return found

    def add(self, project_id: str | None = None, options: ProjectOptions | None = None) -> Project:
        """Create a project; on disk before this returns.

        Raises:
            Refusal: 400, the id is malformed or taken.
        """
        with self._lock:
            number = 1 + max((project.number for project in self._projects.values()), default=_FIRST_NUMBER - 1)
            new_id = project_id or "demo-" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(8))
            if not _ID.fullmatch(new_id):
                raise Refusal(400, f"id: `{new_id}` is not a project id; Google's are 6 to 30 of a-z, 0-9 and -")
            if new_id in self._projects:
                raise Refusal(400, f"id: project `{new_id}` exists already")
            described: JsonObject = {
                "id": new_id,
                "number": number,
                "created_at": datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
                "options": (options or ProjectOptions()).as_json(),
            }
            Documents(self._folder / new_id, durable=self._durable).write(_IDENTITY, described)
            self._projects[new_id] = self._open(new_id)
            return self._projects[new_id]

    def change_options(self, project_id: str, options: ProjectOptions) -> Project:
        """Replace a project's options."""
        with self._lock:
            project = self.project(project_id)
            project.store(_IDENTITY, {**project.settings(_IDENTITY), "options": options.as_json()})
            self._projects[project.id] = replace(project, options=options)
            return self._projects[project.id]

    def _open(self, project_id: str) -> Project:
        documents = Documents(self._folder / project_id, durable=self._durable)
        described = cast("JsonObject", documents.read(_IDENTITY, {}))
        return Project(
            id=project_id,
            number=int(str(described["number"])),
            created_at=str(described["created_at"]),
            options=ProjectOptions.from_json(cast("JsonObject", described["options"])),
            documents=documents,
        )
