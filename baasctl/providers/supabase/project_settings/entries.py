"""What Supabase can do with the settings outside of auth, from the rows of their settings."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.model.field import Field
from baasctl.model.value import tokens_of
from baasctl.providers.contract import Answered, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.supabase.project_settings import network_ranges
from baasctl.providers.supabase.project_settings.fields import DATA_API, POOLER, REALTIME, STORAGE
from baasctl.providers.supabase.project_settings.postgres_fields import POSTGRES
from baasctl.providers.supabase.project_settings.rows import Setting

_CONTRACT = "contract of npm @supabase/cli-linux-x64 3.1.0 (2026-11-09, MIT)"
_ROWS: Mapping[str, tuple[Setting, ...]] = {
    "data_api": DATA_API,
    "storage_settings": STORAGE,
    "realtime": REALTIME,
    "postgres_settings": POSTGRES,
    "pooler": POOLER,
}
_BESIDE_ROWS: Mapping[str, Mapping[str, Answered]] = {
    "realtime": {
        "publication": Yes(
            wire="alter publication supabase_realtime",
            unset=False,
            source="https://www.postgresql.org/docs/17/sql-alterpublication.html",
            note="row filters and column lists of tables that stay are kept",
        )
    },
    "network": {
        "allowed_cidrs": Yes(
            wire="dbAllowedCidrs and dbAllowedCidrsV6",
            unset=False,
            source=f"POST /v1/projects/{{ref}}/network-restrictions/apply, {_CONTRACT}",
            note="an empty list lets nobody in",
        )
    },
    "ssl": {
        "enforced": Yes(
            wire="requestedConfig.database",
            unset=False,
            source=f"PUT /v1/projects/{{ref}}/ssl-enforcement, {_CONTRACT}",
            note="the database restarts, and apply waits for it",
        )
    },
}
_KINDS = (*_ROWS, "network", "ssl")

ENTRIES = Entries(
    kinds={kind: Yes(source=_CONTRACT, graded="recorded") for kind in _KINDS},
    fields={
        kind: {**{row.dotted: row.answer for row in _ROWS.get(kind, ())}, **_BESIDE_ROWS.get(kind, {})}
        for kind in _KINDS
    },
    native={
        kind: {tokens_of(row.pointer)[-1]: Field() for row in rows if row.is_native}
        for kind, rows in _ROWS.items()
        if any(row.is_native for row in rows)
    },
    checks=(network_ranges.check_ranges,),
)
