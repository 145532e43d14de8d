"""One Supabase project, put together from its parts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from baasctl.model.diagnostic import Diagnostic
from baasctl.providers.by_parts import PartedProvider
from baasctl.providers.contract import Connection
from baasctl.providers.supabase.access_token import access_token, direct_database, format_warnings
from baasctl.providers.supabase.clients.management import ManagementApi, connect_api
from baasctl.providers.supabase.parts import PARTS, SELF_HOSTED_PARTS
from baasctl.providers.supabase.plan_gates.check import PlanCheck
from baasctl.providers.supabase.project import BuildPart, Project
from baasctl.providers.supabase.project_url import project_url
from baasctl.providers.supabase.self_hosted import is_self_hosted
from baasctl.providers.supabase.support import SELF_HOSTED, SUPPORT, checked_ref


def connect(connection: Connection) -> PartedProvider:
    """See `baasctl.providers.supabase.connect`."""
    if is_self_hosted(connection.target):
        return provider_of(_project(connection, direct_database(connection)), SELF_HOSTED_PARTS)
    checked_ref(connection.target)
    token = access_token(connection)
    return provider_of(_project(connection, connect_api(connection, token)), PARTS, format_warnings(token))


def provider_of(project: Project, parts: Sequence[BuildPart], warnings: tuple[Diagnostic, ...] = ()) -> PartedProvider:
    """The provider of a connected project."""
    return PartedProvider(
        target=project.target,
        support=SELF_HOSTED if is_self_hosted(project.target) else SUPPORT,
        parts=tuple(build(project) for build in parts),
        calls_so_far=lambda: project.api.calls,
        close_connections=project.api.close,
        warnings=warnings,
        problems=PlanCheck(project).problems,
    )


def _project(connection: Connection, api: ManagementApi) -> Project:
    return Project(
        target=connection.target,
        api=api,
        root=connection.root,
        cache=connection.cache,
        pause=connection.pause,
        progress=connection.progress,
        services_url=partial(project_url, connection.target, connection.environment),
    )
