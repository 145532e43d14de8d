"""`/v1/projects/{ref}/config/database/postgres` and `/pooler`: stored and answered, not put into force."""

from __future__ import annotations

from functools import partial

from baasctl.sandbox.exchange import Answer, JsonObject, json_answer
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.project import Project
from baasctl.sandbox.supabase.settling import begun
from baasctl.sandbox.supabase.validation import Field, checked, unknown_keys

DOCUMENT = "postgres_settings"
POOLER_DOCUMENT = "pooler"
RESTART_DOCUMENT = "restart"

_text = partial(Field, kind="string")
_switch = partial(Field, kind="boolean")
_integer = partial(Field, kind="integer")
_processes = partial(Field, kind="integer", minimum=0, maximum=262143)
_parallel = partial(Field, kind="integer", minimum=0, maximum=1024)
_duration = partial(Field, kind="string", pattern=r"^(-?[0-9]+(?:\.[0-9]+)?)(us|ms|s|min|h|d)?$")

FIELDS = {
    "autovacuum_max_workers": _integer(minimum=1, maximum=262143),
    "autovacuum_work_mem": _text(),
    "checkpoint_timeout": _duration(),
    "cron.log_statement": _switch(),
    "effective_cache_size": _text(),
    "hot_standby_feedback": _switch(),
    "log_autovacuum_min_duration": _duration(),
    "log_checkpoints": _switch(),
    "log_connections": _switch(),
    "log_disconnections": _switch(),
    "log_duration": _switch(),
    "log_lock_waits": _switch(),
    "log_recovery_conflict_waits": _switch(),
    "log_replication_commands": _switch(),
    "log_startup_progress_interval": _duration(),
    "log_temp_files": _text(),
    "logical_decoding_work_mem": _text(),
    "maintenance_work_mem": _text(),
    "max_connections": _integer(minimum=1, maximum=262143),
    "max_locks_per_transaction": _integer(minimum=10, maximum=2147483640),
    "max_logical_replication_workers": _processes(),
    "max_parallel_maintenance_workers": _parallel(),
    "max_parallel_workers": _parallel(),
    "max_parallel_workers_per_gather": _parallel(),
    "max_replication_slots": _integer(),
    "max_slot_wal_keep_size": _text(),
    "max_standby_archive_delay": _text(),
    "max_standby_streaming_delay": _text(),
    "max_sync_workers_per_subscription": _processes(),
    "max_wal_senders": _integer(),
    "max_wal_size": _text(),
    "max_worker_processes": _processes(),
    "pg_net.batch_size": _integer(minimum=0, maximum=32767),
    "pg_stat_statements.max": _integer(minimum=100, maximum=45000),
    "session_replication_role": _text(enum=("origin", "replica", "local")),
    "shared_buffers": _text(),
    "statement_timeout": _duration(),
    "track_activity_query_size": _text(),
    "track_commit_timestamp": _switch(),
    "wal_keep_size": _text(),
    "wal_sender_timeout": _duration(),
    "work_mem": _text(),
}
_RESTART = {"restart_database": _switch()}
_POOLER_FIELDS = {
    "default_pool_size": Field(kind="integer", nullable=True, minimum=0, maximum=3000),
    "pool_mode": _text(enum=("transaction", "session")),
}


def read(call: Call) -> Answer:
    """The overrides alone: a project that runs on defaults answers `{}`."""
    return json_answer(200, call.project.settings(DOCUMENT))


def replace(call: Call) -> Answer:
    """`PUT /v1/projects/{ref}/config/database/postgres`."""
    return _store(call, merge=False)


def merge(call: Call) -> Answer:
    """`PATCH /v1/projects/{ref}/config/database/postgres`."""
    return _store(call, merge=True)


def read_pooler(call: Call) -> Answer:
    """One entry: the sandbox has no read replicas."""
    project = call.project
    host = f"aws-0-us-east-1.pooler.{project.ref}.supabase.co"
    url = f"postgresql://postgres.{project.ref}:[YOUR-PASSWORD]@{host}:6543/postgres"
    entry: JsonObject = {
        "identifier": project.ref,
        "database_type": "PRIMARY",
        "db_user": f"postgres.{project.ref}",
        "db_host": host,
        "db_port": 6543,
        "db_name": "postgres",
        "connection_string": url,
        "connectionString": url,
        "is_using_scram_auth": True,
        "max_client_conn": None,
        **_pooler(project),
    }
    return json_answer(200, [entry])


def update_pooler(call: Call) -> Answer:
    """`PATCH /v1/projects/{ref}/config/database/pooler`."""
    project = call.project
    body = call.request.json_object()
    changes = checked(_POOLER_FIELDS, body)
    with project.lock:
        stored = {**_pooler(project), **changes}
        project.store(POOLER_DOCUMENT, stored)
    return json_answer(200, stored, note=unknown_keys(_POOLER_FIELDS, body))


def effective(project: Project) -> JsonObject:
    """`database.postgres_settings` of `GET /v2/projects/{ref}/config`; dots in names become underscores."""
    return {name.replace(".", "_"): value for name, value in project.settings(DOCUMENT).items()}


def effective_pooler(project: Project) -> JsonObject:
    """The `pooler` block of `GET /v2/projects/{ref}/config`."""
    pooler = _pooler(project)
    return {
        "pool_mode": pooler["pool_mode"],
        "ignore_startup_parameters": "extra_float_digits",
        "server_idle_timeout": 600,
        "server_lifetime": 3600,
        "query_wait_timeout": 120,
        "reserve_pool_size": 0,
        "default_pool_size": 15 if pooler["default_pool_size"] is None else pooler["default_pool_size"],
        "max_client_conn": 200,
    }


def _pooler(project: Project) -> JsonObject:
    return {"default_pool_size": None, "pool_mode": "transaction", **project.settings(POOLER_DOCUMENT)}


def _store(call: Call, *, merge: bool) -> Answer:
    project = call.project
    body = call.request.json_object()
    settings = checked({**FIELDS, **_RESTART}, body)
    restarts = settings.pop("restart_database", None) is True
    with project.lock:
        if restarts:
            project.store(RESTART_DOCUMENT, begun(project))
        stored = {**project.settings(DOCUMENT), **settings} if merge else settings
        project.store(DOCUMENT, stored)
    return json_answer(200, stored, note=unknown_keys({**FIELDS, **_RESTART}, body))
