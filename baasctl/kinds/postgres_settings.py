"""`postgres_settings`: settings of the database server that differ from its defaults. One per target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.kinds.types import Text
from baasctl.model.change import Change, Hazard, Risk

Count = Annotated[int, Described(ge=0)]
Role = Literal["origin", "replica", "local"]


class PostgresSettings(Attributed):
    """Overrides of server settings, in PostgreSQL's own units ("8s", "256MB"); unset is the platform's value."""

    max_connections: Count | None = Described(None, description="Most connections at a time.")
    shared_buffers: Text | None = Described(None, description="Memory for cached pages.")
    effective_cache_size: Text | None = Described(None, description="Memory that the planner assumes for caches.")
    work_mem: Text | None = Described(None, description="Memory of one sort or hash.")
    maintenance_work_mem: Text | None = Described(None, description="Memory of one maintenance operation.")
    autovacuum_work_mem: Text | None = Described(
        None, description="Memory of one autovacuum worker; -1 is `maintenance_work_mem`."
    )
    logical_decoding_work_mem: Text | None = Described(None, description="Memory of one logical decoding.")
    statement_timeout: Text | None = Described(None, description="A statement is stopped after this; 0 never.")
    checkpoint_timeout: Text | None = Described(None, description="Longest time between checkpoints.")
    max_wal_size: Text | None = Described(None, description="WAL between checkpoints before one is forced.")
    wal_keep_size: Text | None = Described(None, description="WAL kept for standby servers.")
    max_slot_wal_keep_size: Text | None = Described(
        None, description="WAL that replication slots may hold back; -1 has no limit."
    )
    wal_sender_timeout: Text | None = Described(
        None, description="A replication connection without life is cut after this."
    )
    max_wal_senders: Count | None = Described(None, description="Most replication connections.")
    max_replication_slots: Count | None = Described(None, description="Most replication slots.")
    max_logical_replication_workers: Count | None = Described(None, description="Most workers of logical replication.")
    max_sync_workers_per_subscription: Count | None = Described(
        None, description="Most workers that copy tables of one subscription."
    )
    max_standby_archive_delay: Text | None = Described(
        None, description="How long a standby waits for queries before it applies archived WAL."
    )
    max_standby_streaming_delay: Text | None = Described(
        None, description="How long a standby waits for queries before it applies streamed WAL."
    )
    hot_standby_feedback: bool | None = Described(
        None, description="Standby servers tell which rows their queries need."
    )
    session_replication_role: Role | None = Described(
        None, description="Which triggers and rules fire: `replica` fires almost none, foreign keys included."
    )
    max_worker_processes: Count | None = Described(None, description="Most background processes.")
    max_parallel_workers: Count | None = Described(None, description="Most parallel workers at a time.")
    max_parallel_workers_per_gather: Count | None = Described(
        None, description="Most parallel workers of one query step."
    )
    max_parallel_maintenance_workers: Count | None = Described(
        None, description="Most parallel workers of one maintenance operation."
    )
    autovacuum_max_workers: Count | None = Described(None, description="Most autovacuum workers.")
    max_locks_per_transaction: Count | None = Described(
        None, description="Locks that a transaction has room for, on average."
    )
    track_activity_query_size: Text | None = Described(
        None, description="Longest query text shown in pg_stat_activity."
    )
    track_commit_timestamp: bool | None = Described(None, description="Commit times are kept.")
    pg_stat_statements_max: Count | None = Described(None, description="Statements that pg_stat_statements keeps.")
    pg_net_batch_size: Count | None = Described(None, description="Requests that pg_net sends at a time.")
    cron_log_statement: bool | None = Described(None, description="pg_cron logs the statements that it runs.")
    log_autovacuum_min_duration: Text | None = Described(
        None, description="Autovacuum runs that take longer are logged; -1 none."
    )
    log_checkpoints: bool | None = Described(None, description="Checkpoints are logged.")
    log_connections: bool | None = Described(None, description="Connections are logged.")
    log_disconnections: bool | None = Described(None, description="Ends of sessions are logged.")
    log_duration: bool | None = Described(None, description="The duration of every statement is logged.")
    log_lock_waits: bool | None = Described(None, description="Long waits for locks are logged.")
    log_recovery_conflict_waits: bool | None = Described(None, description="Long waits of a standby are logged.")
    log_replication_commands: bool | None = Described(None, description="Replication commands are logged.")
    log_startup_progress_interval: Text | None = Described(
        None, description="How often a long start is logged; 0 never."
    )
    log_temp_files: Text | None = Described(None, description="Temporary files of this size are logged; -1 none.")


RESTARTING: Final = frozenset(
    {
        "autovacuum_max_workers",
        "cron_log_statement",
        "max_connections",
        "max_locks_per_transaction",
        "max_logical_replication_workers",
        "max_replication_slots",
        "max_wal_senders",
        "max_worker_processes",
        "pg_stat_statements_max",
        "shared_buffers",
        "track_activity_query_size",
        "track_commit_timestamp",
    }
)
"""Settings that a running server cannot take over (`pg_settings.context` is `postmaster`)."""


def needs_restart(change: Change) -> bool:
    """Whether one of the changed settings is in force only after a restart."""
    return any(field.path[1:] in RESTARTING for field in change.fields)


def risks(change: Change) -> Iterator[Risk]:
    """A restart ends every connection; `replica` switches checks off."""
    for field in change.fields:
        if field.path[1:] in RESTARTING:
            yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why="the database restarts")
        elif field.path == "/session_replication_role" and field.after in ("replica", "local"):
            why = "triggers and foreign keys may no longer be checked"
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why=why)


KIND = Kind(
    name="postgres_settings",
    title="Settings of the database server that differ from its defaults",
    model=PostgresSettings,
    depth=0,
    fields=field_tree(PostgresSettings),
    identity=Identity.SINGLETON,
    risks=risks,
    prunable=False,
)
