"""The account that the sandbox's token belongs to: one organisation and its projects."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import cast

from baasctl.sandbox.documents import Documents
from baasctl.sandbox.exchange import JsonObject, Refusal
from baasctl.sandbox.supabase.database import ProjectDatabases
from baasctl.sandbox.supabase.project import Project, ProjectOptions, identity, stored_options

_IDENTITY = "project"


class Account:
    """Projects below one folder, one sub-folder each. Thread-safe."""

    def __init__(self, folder: Path, databases: ProjectDatabases, *, durable: bool = True) -> None:
        """Open what earlier runs left in *folder*."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._databases = databases
        self._durable = durable
        self._lock = threading.RLock()
        self._projects = {
            path.name: self._open(path.name)
            for path in sorted(folder.iterdir())
            if (path / f"{_IDENTITY}.json").exists()
        }

    def projects(self) -> tuple[Project, ...]:
        """All projects, oldest first."""
        return tuple(sorted(self._projects.values(), key=lambda project: project.number))

    def project(self, ref: str) -> Project:
        """One project.

        Raises:
            Refusal: 404, the account has no such project.
        """
        try:
            return self._projects[ref]
        except KeyError:
            raise Refusal(404, "Project not found") from None

    def add(self, ref: str | None = None, options: ProjectOptions | None = None) -> Project:
        """Create a project with its database; on disk before this returns.

        Raises:
            Refusal: 400, *ref* is malformed or taken.
        """
        with self._lock:
            number = 1 + max((project.number for project in self._projects.values()), default=0)
            described = identity(ref, number, options or ProjectOptions())
            new_ref = str(described["ref"])
            if new_ref in self._projects:
                raise Refusal(400, f"ref: project `{new_ref}` exists already")
            self._databases.open(new_ref)
            Documents(self._folder / new_ref, durable=self._durable).write(_IDENTITY, described)
            self._projects[new_ref] = self._open(new_ref)
            return self._projects[new_ref]

    def change_options(self, ref: str, options: ProjectOptions) -> Project:
        """Replace a project's options, for example its name."""
        with self._lock:
            project = self.project(ref)
            project.store(_IDENTITY, {**project.settings(_IDENTITY), "options": options.as_json()})
            self._projects[ref] = replace(project, options=options)
            return self._projects[ref]

    def remove(self, ref: str) -> None:
        """Delete a project with all that is stored of it.

        Raises:
            Refusal: 404, the account has no such project.
        """
        with self._lock:
            project = self.project(ref)
            del self._projects[ref]
            (project.documents.folder / f"{_IDENTITY}.json").unlink()
            shutil.rmtree(project.documents.folder)
            self._databases.drop(project.database)

    def close(self) -> None:
        for project in self._projects.values():
            project.database.close()

    def _open(self, ref: str) -> Project:
        documents = Documents(self._folder / ref, durable=self._durable)
        described = cast("JsonObject", documents.read(_IDENTITY, {}))
        return Project(
            ref=ref,
            number=int(str(described["number"])),
            created_at=str(described["created_at"]),
            options=stored_options(described["options"]),
            documents=documents,
            database=self._databases.open(ref),
        )
