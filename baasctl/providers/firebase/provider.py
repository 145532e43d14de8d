"""One Firebase project, put together from its parts."""

from __future__ import annotations

from baasctl.providers.by_parts import PartedProvider
from baasctl.providers.contract import Connection
from baasctl.providers.firebase.clients.google import connect_google
from baasctl.providers.firebase.identity_toolkit.hook_callers import refused
from baasctl.providers.firebase.parts import PARTS
from baasctl.providers.firebase.project import Project
from baasctl.providers.firebase.support import SUPPORT, checked_id


def connect(connection: Connection) -> PartedProvider:
    """See `baasctl.providers.firebase.connect`."""
    checked_id(connection.target)
    google = connect_google(connection)
    project = Project(
        target=connection.target,
        google=google,
        root=connection.root,
        environment=connection.environment,
        cache=connection.cache,
        pause=connection.pause,
        progress=connection.progress,
    )
    return PartedProvider(
        target=connection.target,
        support=SUPPORT,
        parts=tuple(build(project) for build in PARTS),
        calls_so_far=lambda: google.calls,
        close_connections=google.close,
        problems=refused,
    )
