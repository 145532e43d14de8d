"""The settings of a project outside of auth, service by service.

Names and bounds: request and answer schemas of the Management API in npm @supabase/cli-linux-x64 3.1.0
(2026-11-09, MIT).
"""

from __future__ import annotations

from functools import partial

from baasctl.providers.contract import Bounds
from baasctl.providers.supabase.auth_settings.codecs import SWITCH, TEXT, WHOLE
from baasctl.providers.supabase.project_settings.rows import ORDERED, Setting

_CONTRACT = "contract of npm @supabase/cli-linux-x64 3.1.0 (2026-11-09, MIT)"
_NO_COMMA = r"^[^,\s][^,]*$"


def _up_to(maximum: int, minimum: int = 0) -> Bounds:
    return Bounds(minimum=minimum, maximum=maximum)


_api = partial(Setting, source=f"PATCH /v1/projects/{{ref}}/postgrest, {_CONTRACT}", whose="the Data API")
DATA_API = (
    _api(
        pointer="/schemas",
        wire="db_schema",
        codec=ORDERED,
        bounds=Bounds(pattern=_NO_COMMA),
        note="an empty list switches the Data API off",
    ),
    _api(pointer="/extra_search_path", wire="db_extra_search_path", codec=ORDERED, bounds=Bounds(pattern=_NO_COMMA)),
    _api(pointer="/max_rows", wire="max_rows", codec=WHOLE, bounds=_up_to(1_000_000)),
    _api(
        pointer="/pool/size",
        wire="db_pool",
        codec=WHOLE,
        bounds=_up_to(1000),
        note="follows the compute size until it is set, and cannot be unset again",
    ),
    _api(pointer="/pool/acquisition_timeout", wire="db_pool_acquisition_timeout", codec=WHOLE, bounds=_up_to(60)),
    _api(pointer="/pool/max_lifetime", wire="db_pool_max_lifetime", codec=WHOLE, bounds=_up_to(3600)),
    _api(pointer="/pool/max_idle_time", wire="db_pool_max_idletime", codec=WHOLE, bounds=_up_to(60)),
)

_storage = partial(Setting, source=f"PATCH /v1/projects/{{ref}}/config/storage, {_CONTRACT}", whose="Supabase Storage")
_switch = partial(_storage, codec=SWITCH)
_count = partial(_storage, codec=WHOLE, bounds=Bounds(minimum=0))
STORAGE = (
    _storage(
        pointer="/max_file_size",
        wire="fileSizeLimit",
        effective="file_size_limit",
        codec=WHOLE,
        bounds=_up_to(536_870_912_000),
    ),
    _switch(
        pointer="/image_transformations",
        wire="features.imageTransformation.enabled",
        effective="features.image_transformation.enabled",
    ),
    _switch(pointer="/s3_protocol", wire="features.s3Protocol.enabled", effective="features.s3_protocol.enabled"),
    _switch(pointer="/purge_cache", wire="features.purgeCache.enabled", effective="features.purge_cache.enabled"),
    _switch(
        pointer="/iceberg_catalog/enabled",
        wire="features.icebergCatalog.enabled",
        effective="features.iceberg_catalog.enabled",
    ),
    _count(
        pointer="/iceberg_catalog/max_catalogs",
        wire="features.icebergCatalog.maxCatalogs",
        effective="features.iceberg_catalog.max_catalogs",
    ),
    _count(
        pointer="/iceberg_catalog/max_namespaces",
        wire="features.icebergCatalog.maxNamespaces",
        effective="features.iceberg_catalog.max_namespaces",
    ),
    _count(
        pointer="/iceberg_catalog/max_tables",
        wire="features.icebergCatalog.maxTables",
        effective="features.iceberg_catalog.max_tables",
    ),
    _switch(
        pointer="/vector_buckets/enabled",
        wire="features.vectorBuckets.enabled",
        effective="features.vector_buckets.enabled",
    ),
    _count(
        pointer="/vector_buckets/max_buckets",
        wire="features.vectorBuckets.maxBuckets",
        effective="features.vector_buckets.max_buckets",
    ),
    _count(
        pointer="/vector_buckets/max_indexes",
        wire="features.vectorBuckets.maxIndexes",
        effective="features.vector_buckets.max_indexes",
    ),
    _storage(
        pointer="/native/supabase/upstreamTarget",
        wire="external.upstreamTarget",
        effective="upstream_target",
        codec=TEXT,
        bounds=Bounds(choices=("canary", "main")),
    ),
)

_realtime = partial(Setting, source=f"PATCH /v1/projects/{{ref}}/config/realtime, {_CONTRACT}", whose="Realtime")
REALTIME = (
    *(
        _realtime(pointer=f"/{name}", wire=name, codec=SWITCH, note=note)
        for name, note in (("private_only", ""), ("suspend", ""), ("presence_enabled", ""))
    ),
    *(
        _realtime(pointer=f"/{name}", wire=name, codec=WHOLE, bounds=_up_to(maximum, minimum=1))
        for name, maximum in (
            ("connection_pool", 100),
            ("postgres_changes_pool", 100),
            ("max_concurrent_users", 300_000),
            ("max_events_per_second", 50_000),
            ("max_bytes_per_second", 10_000_000),
            ("max_channels_per_client", 10_000),
            ("max_joins_per_second", 5_000),
            ("max_presence_events_per_second", 5_000),
            ("max_payload_size_in_kb", 10_000),
        )
    ),
)
"""Null in the v1 answer is the platform's default; no request takes null, so a setting cannot be unset again."""

_pooler = partial(Setting, source=f"PATCH /v1/projects/{{ref}}/config/database/pooler, {_CONTRACT}", whose="the pooler")
POOLER = (
    _pooler(pointer="/pool_mode", wire="pool_mode", codec=TEXT, bounds=Bounds(choices=("session", "transaction"))),
    _pooler(pointer="/default_pool_size", wire="default_pool_size", codec=WHOLE, bounds=_up_to(3000), nullable=True),
)
