"""Makes the app of a new project, and its backend."""

from __future__ import annotations

from baasctl.sandbox.amplify.backend import Backend
from baasctl.sandbox.amplify.plain_backend import make_plain
from baasctl.sandbox.amplify.project import Project


def make_backend(project: Project, backend: Backend) -> None:
    """Create what the project's options say, and remember the ids."""
    if not project.options.backend:
        return
    project.store("resources", dict(make_plain(project, backend)))
