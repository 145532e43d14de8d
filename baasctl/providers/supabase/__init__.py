"""Supabase: the Management API, and SQL through it.

A group of kinds that share documents and writes is a `Part` (`parts.py` lists
them); what they can do, known offline, is their `Entries` (`support.py`).
"""

from __future__ import annotations

from baasctl.model.files import Files
from baasctl.model.target import Target
from baasctl.providers.contract import Connection, Provider, Support
from baasctl.providers.project_files import ProjectFiles

# Imported before `def support`: a later import of the module would put it in the function's place.
from baasctl.providers.supabase.self_hosted import is_self_hosted
from baasctl.providers.supabase.support import SELF_HOSTED, SUPPORT


def support() -> Support:
    """What Supabase can do; needs no network, credential or SDK."""
    return SUPPORT


def support_for(target: Target) -> Support:
    """What one target can do: all of it on the platform, what SQL reaches on a self-hosted project."""
    return SELF_HOSTED if is_self_hosted(target) else SUPPORT


def supports() -> tuple[Support, ...]:
    """The tables of every sort of target, the usual one first."""
    return (SUPPORT, SELF_HOSTED)


def read_project(files: Files, place: str, *, run_code: bool = False) -> ProjectFiles:
    """What the Supabase CLI's `config.toml` and the folders beside it say; asks nobody.

    Args:
        files: Of the folder that holds `config.toml`.
        place: That folder, relative to the spec's.
        run_code: Nothing of such a folder is known to its code alone.

    Raises:
        SpecError: The file is not TOML.
        StoreError: There is none.
    """
    from baasctl.providers.supabase import project_folder

    del run_code
    return project_folder.read_project(files, place)


def connect(connection: Connection) -> Provider:
    """Prepare to talk to one project; sends nothing.

    Raises:
        AuthFailed: There is no access token.
        SpecError: The project reference cannot be one.
        UsageError: The address of the API cannot be used.
    """
    from baasctl.providers.supabase.provider import connect as connect_project

    return connect_project(connection)
