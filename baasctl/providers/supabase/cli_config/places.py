"""Where in a spec the settings of `config.toml` stand, and why the other keys stand nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from baasctl.providers.supabase.auth_settings.entries import named_rows
from baasctl.providers.supabase.auth_settings.rows import Row
from baasctl.providers.supabase.project_settings.fields import DATA_API, POOLER, STORAGE
from baasctl.providers.supabase.project_settings.postgres_fields import POSTGRES
from baasctl.providers.supabase.project_settings.rows import Setting


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a spec; *name* is empty for a kind of which there is one."""

    kind: str
    name: str
    row: Row


_BLOCKS: Final[tuple[tuple[str, str, Iterable[Setting]], ...]] = (
    ("data_api", "api", DATA_API),
    ("storage_settings", "storage", STORAGE),
    ("pooler", "pooler", POOLER),
    ("postgres_settings", "database.postgres_settings", POSTGRES),
)


@cache
def places() -> Mapping[str, Place]:
    """By dotted name in the effective configuration (`auth.site_url`)."""
    auth = {f"auth.{row.wire}": Place(kind, name, row) for (kind, name), rows in named_rows().items() for row in rows}
    others = {
        f"{block}.{row.effective or row.wire}": Place(kind, "", row) for kind, block, rows in _BLOCKS for row in rows
    }
    return auth | others


_LOCAL: Final = "only for the local stack of the Supabase CLI"
_REASONS: Final[Mapping[str, str]] = {
    "analytics": _LOCAL,
    "studio": _LOCAL,
    "local_smtp": _LOCAL,
    "inbucket": _LOCAL,
    "edge_runtime": _LOCAL,
    "realtime": _LOCAL,
    "experimental": _LOCAL,
    "experimental.webhooks": "switching database webhooks on is no setting; it is done once, and cannot be undone",
    "compute": "the size of the machine is bought, not configured",
    "project_id": "the name of the local stack; projects are `targets`",
    "api.port": _LOCAL,
    "api.tls": _LOCAL,
    "api.external_url": _LOCAL,
    "api.auto_expose_new_tables": "write what each role may do under `grants`",
    "auth.enabled": _LOCAL,
    "auth.jwt_issuer": _LOCAL,
    "auth.jwt_secret": _LOCAL,
    "auth.signing_keys_path": _LOCAL,
    "auth.publishable_key": _LOCAL,
    "auth.secret_key": _LOCAL,
    "auth.anon_key": _LOCAL,
    "auth.service_role_key": _LOCAL,
    "db.port": _LOCAL,
    "db.shadow_port": _LOCAL,
    "db.health_timeout": _LOCAL,
    "db.major_version": "the version is chosen when a project is made, and changed by an upgrade",
    "db.migrations": "migrations stay with the tool that runs them",
    "db.pooler.enabled": _LOCAL,
    "db.pooler.port": _LOCAL,
    "db.pooler.max_client_conn": "follows the compute size; the API does not take it",
    "db.root_key": _LOCAL,
    "db.seed": _LOCAL,
    "db.vault": "secrets of the Vault are data of the database",
    "storage.enabled": _LOCAL,
    "storage.analytics.buckets": "analytics buckets are data",
    "storage.vector.buckets": "vector buckets are data",
}


def reason_for(key: str) -> str:
    """Why a key has no place; the reason of the nearest key above it that has one."""
    parts = key.split(".")
    for length in range(len(parts), 0, -1):
        reason = _REASONS.get(".".join(parts[:length]))
        if reason:
            return reason
    if key.startswith("auth.external."):
        return "Supabase has no such setting for this provider"
    return "no key that this version of baasctl knows"
