"""Schemas that are not the user's."""

from __future__ import annotations

MANAGED_SCHEMAS = frozenset({"auth", "storage", "realtime"})
"""Schemas of Supabase's services: `postgres` owns nothing there, and supautils lets it write policies alone.

Source: `supautils.policy_grants` in supabase/postgres ansible/files/postgresql_config/supautils.conf.j2.
"""

PLATFORM_SCHEMAS = MANAGED_SCHEMAS | {
    "cron", "extensions", "graphql", "graphql_public", "net", "pgbouncer", "pgsodium", "supabase_functions",
    "supabase_migrations", "vault",
}  # fmt: skip
"""Schemas that a project finds there: what is in them is not the user's to adopt."""
