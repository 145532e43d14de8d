"""Supabase: the Management API, and SQL through it.

A group of kinds that share documents and writes is a `Part` (`parts.py` lists
them); what they can do, known offline, is their `Entries` (`support.py`).
"""

from __future__ import annotations

from baasctl.providers.contract import Connection, Provider, Support

# Imported before `def support`: a later import of the module would put it in the function's place.
from baasctl.providers.supabase.support import SUPPORT


def support() -> Support:
    """What Supabase can do; needs no network, credential or SDK."""
    return SUPPORT


def connect(connection: Connection) -> Provider:
    """Prepare to talk to one project; sends nothing.

    Raises:
        AuthFailed: There is no access token.
        SpecError: The project reference cannot be one.
        UsageError: The address of the API cannot be used.
    """
    from baasctl.providers.supabase.provider import SupabaseProvider

    return SupabaseProvider.connect(connection)
