"""Identity Toolkit's admin API v2: the project's settings, its identity providers and tenants."""
