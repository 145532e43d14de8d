"""What Supabase can do, assembled from the entries of each group of kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SpecError
from baasctl.model.field import Field, Shape
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.providers.entries import Entries, assembled
from baasctl.providers.supabase.access import ACCESS, JUDGING
from baasctl.providers.supabase.auth_hooks import functions_url
from baasctl.providers.supabase.auth_settings import entries as auth_entries
from baasctl.providers.supabase.database_access import entries as database_entries
from baasctl.providers.supabase.database_access import security_entries
from baasctl.providers.supabase.edge_functions import entries as function_entries
from baasctl.providers.supabase.project_keys import entries as key_entries
from baasctl.providers.supabase.project_settings import entries as settings_entries
from baasctl.providers.supabase.self_hosted import is_self_hosted, self_hosted
from baasctl.providers.supabase.storage_buckets import entries as bucket_entries

GROUPS: tuple[Entries, ...] = (
    auth_entries.ENTRIES,
    bucket_entries.ENTRIES,
    database_entries.ENTRIES,
    security_entries.ENTRIES,
    function_entries.ENTRIES,
    key_entries.ENTRIES,
    settings_entries.ENTRIES,
)

_REF = re.compile(r"[a-z]{20}")

_SETTINGS = {
    "credentials": Field(
        shape=Shape.RECORD,
        members={
            "token": Field(sensitive=True, doc="Access token; left out, SUPABASE_ACCESS_TOKEN."),
            "db_url": Field(
                sensitive=True, doc="Address of the database of a self-hosted project, instead of a token."
            ),
        },
        doc="What the API is asked with.",
    ),
    "api_url": Field(doc="Address of the Management API; left out, BAASCTL_SUPABASE_API_URL or Supabase's own."),
    "project_url": Field(
        doc="Address of the project's own services, `{ref}` is filled in;"
        " left out, BAASCTL_SUPABASE_PROJECT_URL or https://<ref>.supabase.co."
    ),
    "migrations": Field(doc="Folder of the SQL migrations that make the tables, for the shadow database."),
}


def ref_problems(target: Target) -> Iterator[Diagnostic]:
    """What is wrong with a project reference, before anything is sent."""
    if not _REF.fullmatch(target.project):
        yield Diagnostic(
            code="SPEC301",
            summary="this is no project reference of Supabase",
            detail=f"`project` of target `{target.name}` is {target.project!r}; Supabase uses 20 lower-case letters",
            hint="take it from the address of the project's dashboard: https://supabase.com/dashboard/project/<reference>",
            span=target.span,
        )


def checked_ref(target: Target) -> str:
    """The target's project reference.

    Raises:
        SpecError: It cannot be one.
    """
    problems = tuple(ref_problems(target))
    if problems:
        raise SpecError(*problems)
    return target.project


def _check_ref(desired: DesiredState) -> Iterator[Diagnostic]:
    return iter(()) if is_self_hosted(desired.target) else ref_problems(desired.target)


def _refer(target: Target, kind: str, name: str, attribute: str) -> str:
    """The one reference whose text is known before anything is read: the address of a function."""
    del kind, attribute
    return functions_url(target.project) + name


SUPPORT = assembled(
    GROUPS,
    provider="supabase",
    title="Supabase",
    extra="supabase",
    settings=_SETTINGS,
    refer=_refer,
    checks=(_check_ref,),
    access=ACCESS,
    judging=JUDGING,
)
SELF_HOSTED = self_hosted(SUPPORT)
"""Where a target is reached through its database."""
