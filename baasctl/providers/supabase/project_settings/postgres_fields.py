"""The server settings that the Management API writes, with PostgreSQL's own unit of each.

Names and bounds: `UpdatePostgresConfigBody` in npm @supabase/cli-linux-x64 3.1.0 (2026-11-09, MIT); units:
`pg_settings.unit` of PostgreSQL 17.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from baasctl.model.value import Value
from baasctl.providers.contract import Bounds
from baasctl.providers.supabase.auth_settings.codecs import SWITCH, TEXT, WHOLE, Codec
from baasctl.providers.supabase.project_settings.postgres_units import SIZE_PATTERN, TIME_PATTERN, canonical
from baasctl.providers.supabase.project_settings.rows import Setting

_SOURCE = (
    "PUT and PATCH /v1/projects/{ref}/config/database/postgres, contract of npm @supabase/cli-linux-x64 3.1.0"
    " (2026-11-09, MIT)"
)
_setting = partial(Setting, source=_SOURCE, whose="PostgreSQL", nullable=True)
_KB: Final = 2**10
_MB: Final = 2**20
_PAGE: Final = 8 * _KB
_MS: Final = 1000
_S: Final = 1_000_000

WIRE_NAMES: Mapping[str, str] = {
    "cron_log_statement": "cron.log_statement",
    "pg_net_batch_size": "pg_net.batch_size",
    "pg_stat_statements_max": "pg_stat_statements.max",
}
"""Settings of extensions: the v1 operations name them with a dot, the v2 document without."""

_SIZES: Mapping[str, int] = {
    "autovacuum_work_mem": _KB,
    "effective_cache_size": _PAGE,
    "log_temp_files": _KB,
    "logical_decoding_work_mem": _KB,
    "maintenance_work_mem": _KB,
    "max_slot_wal_keep_size": _MB,
    "max_wal_size": _MB,
    "shared_buffers": _PAGE,
    "track_activity_query_size": 1,
    "wal_keep_size": _MB,
    "work_mem": _KB,
}
_TIMES: Mapping[str, int] = {
    "checkpoint_timeout": _S,
    "log_autovacuum_min_duration": _MS,
    "log_startup_progress_interval": _MS,
    "max_standby_archive_delay": _MS,
    "max_standby_streaming_delay": _MS,
    "statement_timeout": _MS,
    "wal_sender_timeout": _MS,
}
_PROCESSES: Final = (0, 262_143)
_COUNTS: Mapping[str, tuple[int, int | None]] = {
    "autovacuum_max_workers": (1, 262_143),
    "max_connections": (1, 262_143),
    "max_locks_per_transaction": (10, 2_147_483_640),
    "max_logical_replication_workers": _PROCESSES,
    "max_parallel_maintenance_workers": (0, 1024),
    "max_parallel_workers": (0, 1024),
    "max_parallel_workers_per_gather": (0, 1024),
    "max_replication_slots": (0, None),
    "max_sync_workers_per_subscription": _PROCESSES,
    "max_wal_senders": (0, None),
    "max_worker_processes": _PROCESSES,
    "pg_net_batch_size": (0, 32_767),
    "pg_stat_statements_max": (100, 45_000),
}
_SWITCHES = (
    "cron_log_statement",
    "hot_standby_feedback",
    "log_checkpoints",
    "log_connections",
    "log_disconnections",
    "log_duration",
    "log_lock_waits",
    "log_recovery_conflict_waits",
    "log_replication_commands",
    "track_commit_timestamp",
)


def _with_unit(base: int, *, is_time: bool) -> Codec:
    def spelled(value: object) -> str:
        return canonical(str(TEXT.read(value)), base, is_time=is_time)

    write: Callable[[Value], object] = spelled
    return Codec(expects="a text with a unit", read=spelled, write=write, accepts=TEXT.accepts)


def _row(name: str, codec: Codec, bounds: Bounds | None = None) -> Setting:
    return _setting(pointer=f"/{name}", wire=WIRE_NAMES.get(name, name), codec=codec, bounds=bounds or Bounds())


POSTGRES = (
    *(_row(name, _with_unit(base, is_time=False), Bounds(pattern=SIZE_PATTERN)) for name, base in _SIZES.items()),
    *(_row(name, _with_unit(base, is_time=True), Bounds(pattern=TIME_PATTERN)) for name, base in _TIMES.items()),
    *(_row(name, WHOLE, Bounds(minimum=low, maximum=high)) for name, (low, high) in _COUNTS.items()),
    *(_row(name, SWITCH) for name in _SWITCHES),
    _row("session_replication_role", TEXT, Bounds(choices=("local", "origin", "replica"))),
)
"""42 settings; only overrides are on the wire, so what is unset has the platform's value."""
