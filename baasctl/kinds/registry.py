"""Kind names in the order of the documentation, and their definitions, imported when asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from baasctl.kinds.kind import Kind

NAMES = (
    "auth",
    "identity_providers",
    "email_templates",
    "auth_hooks",
    "buckets",
    "functions",
    "function_secrets",
    "tables",
    "policies",
    "grants",
    "database_functions",
    "views",
    "firestore_rules",
    "storage_rules",
    "database_rules",
    "graphql_api",
    "storage_access",
    "roles",
    "webhooks",
    "data_api",
    "realtime",
    "storage_settings",
    "network",
    "ssl",
    "postgres_settings",
    "pooler",
    "signing_keys",
    "api_keys",
    "databases",
    "indexes",
    "fields",
    "remote_config",
    "app_check",
    "tenants",
    "groups",
    "app_clients",
    "identity_pool",
    "resource_servers",
    "hosting",
)

EXPRESSED = ("access",)
"""Sections that are no kind at any provider: each provider expresses them in kinds of its own."""

VERSIONED = ("rulesets",)
"""What providers keep old versions of: `prune: {rulesets: keep 100}` says how many stay."""


@cache
def kind(name: str) -> Kind:
    """The definition of a kind.

    Raises:
        KeyError: There is no such kind.
    """
    if name not in NAMES and name not in EXPRESSED:
        raise KeyError(name)
    found = import_module(f"baasctl.kinds.{name}").KIND
    assert isinstance(found, Kind)
    return found


def all_kinds() -> tuple[Kind, ...]:
    """Every kind, in the order of the documentation."""
    return tuple(kind(name) for name in NAMES)
