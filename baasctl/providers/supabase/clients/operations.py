"""The endpoints in use, and what a token needs for each.

Scopes and permissions: `x-oauth-scope` and `fga_permissions` of the OpenAPI document of 2026-05-22
(`supabase/cli packages/api/src/generated/openapi.json`, MIT). The v2 endpoint states none.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One endpoint.

    Attributes:
        path: Template as in the contract.
        scope: OAuth scope that allows it; empty where the contract names none.
        permission: Permission of a scoped access token that allows it.
        writes: Whether it changes the project.
        timeout_s: Longest time of one try.
    """

    method: str
    path: str
    scope: str = ""
    permission: str = ""
    writes: bool = False
    timeout_s: float = 30.0

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


READ_AUTH = Operation(
    method="GET", path="/v1/projects/{ref}/config/auth", scope="auth:read", permission="auth_config_read"
)
WRITE_AUTH = Operation(
    method="PATCH",
    path="/v1/projects/{ref}/config/auth",
    scope="auth:write",
    permission="auth_config_write and project_admin_write",
    writes=True,
    timeout_s=60,
)
READ_CONFIG = Operation(method="GET", path="/v2/projects/{ref}/config")
QUERY = Operation(
    method="POST",
    path="/v1/projects/{ref}/database/query",
    scope="database:write",
    permission="database_write",
    writes=True,
    timeout_s=120,
)
ENABLE_WEBHOOKS = Operation(
    method="POST",
    path="/v1/projects/{ref}/database/webhooks/enable",
    scope="database:write",
    permission="database_webhooks_config_write",
    writes=True,
)
QUERY_READ_ONLY = Operation(
    method="POST",
    path="/v1/projects/{ref}/database/query/read-only",
    scope="database:read",
    permission="database_read",
    timeout_s=60,
)
LIST_FUNCTIONS = Operation(
    method="GET", path="/v1/projects/{ref}/functions", scope="edge_functions:read", permission="edge_functions_read"
)
READ_BODY = Operation(
    method="GET",
    path="/v1/projects/{ref}/functions/{function_slug}/body",
    scope="edge_functions:read",
    permission="edge_functions_read",
    timeout_s=60,
)
DEPLOY_FUNCTION = Operation(
    method="POST",
    path="/v1/projects/{ref}/functions/deploy",
    scope="edge_functions:write",
    permission="edge_functions_write",
    writes=True,
    timeout_s=300,
)
ACTIVATE_FUNCTIONS = Operation(
    method="PUT",
    path="/v1/projects/{ref}/functions",
    scope="edge_functions:write",
    permission="edge_functions_write",
    writes=True,
    timeout_s=60,
)
UPDATE_FUNCTION = Operation(
    method="PATCH",
    path="/v1/projects/{ref}/functions/{function_slug}",
    scope="edge_functions:write",
    permission="edge_functions_write",
    writes=True,
    timeout_s=60,
)
DELETE_FUNCTION = Operation(
    method="DELETE",
    path="/v1/projects/{ref}/functions/{function_slug}",
    scope="edge_functions:write",
    permission="edge_functions_write",
    writes=True,
    timeout_s=60,
)
LIST_SECRETS = Operation(
    method="GET", path="/v1/projects/{ref}/secrets", scope="secrets:read", permission="edge_functions_secrets_read"
)
SAVE_SECRETS = Operation(
    method="POST",
    path="/v1/projects/{ref}/secrets",
    scope="secrets:write",
    permission="edge_functions_secrets_write",
    writes=True,
    timeout_s=60,
)
DELETE_SECRETS = Operation(
    method="DELETE",
    path="/v1/projects/{ref}/secrets",
    scope="secrets:write",
    permission="edge_functions_secrets_write",
    writes=True,
    timeout_s=60,
)

READ_DATA_API = Operation(
    method="GET", path="/v1/projects/{ref}/postgrest", scope="rest:read", permission="data_api_config_read"
)
WRITE_DATA_API = Operation(
    method="PATCH",
    path="/v1/projects/{ref}/postgrest",
    scope="rest:write",
    permission="data_api_config_write",
    writes=True,
    timeout_s=60,
)
READ_STORAGE = Operation(
    method="GET",
    path="/v1/projects/{ref}/config/storage",
    permission="storage_config_read",
)
WRITE_STORAGE = Operation(
    method="PATCH",
    path="/v1/projects/{ref}/config/storage",
    permission="storage_config_write",
    writes=True,
    timeout_s=60,
)
READ_REALTIME = Operation(method="GET", path="/v1/projects/{ref}/config/realtime", permission="realtime_config_read")
WRITE_REALTIME = Operation(
    method="PATCH",
    path="/v1/projects/{ref}/config/realtime",
    permission="realtime_config_write",
    writes=True,
    timeout_s=60,
)
READ_NETWORK = Operation(
    method="GET",
    path="/v1/projects/{ref}/network-restrictions",
    scope="projects:read",
    permission="database_network_restrictions_read",
)
WRITE_NETWORK = Operation(
    method="POST",
    path="/v1/projects/{ref}/network-restrictions/apply",
    scope="projects:write",
    permission="database_network_restrictions_write",
    writes=True,
    timeout_s=60,
)
READ_SSL = Operation(
    method="GET",
    path="/v1/projects/{ref}/ssl-enforcement",
    scope="database:read",
    permission="database_ssl_config_read",
)
WRITE_SSL = Operation(
    method="PUT",
    path="/v1/projects/{ref}/ssl-enforcement",
    scope="database:write",
    permission="database_ssl_config_write",
    writes=True,
    timeout_s=120,
)
READ_POSTGRES = Operation(
    method="GET",
    path="/v1/projects/{ref}/config/database/postgres",
    scope="database:read",
    permission="database_config_read",
)
MERGE_POSTGRES = Operation(
    method="PATCH", path="/v1/projects/{ref}/config/database/postgres", writes=True, timeout_s=120
)
REPLACE_POSTGRES = Operation(
    method="PUT",
    path="/v1/projects/{ref}/config/database/postgres",
    scope="database:write",
    permission="database_config_write",
    writes=True,
    timeout_s=120,
)
READ_POOLER = Operation(
    method="GET",
    path="/v1/projects/{ref}/config/database/pooler",
    scope="database:read",
    permission="database_pooling_config_read",
)
WRITE_POOLER = Operation(
    method="PATCH",
    path="/v1/projects/{ref}/config/database/pooler",
    scope="database:write",
    permission="database_pooling_config_write",
    writes=True,
    timeout_s=60,
)
READ_PROJECT = Operation(
    method="GET", path="/v1/projects/{ref}", scope="projects:read", permission="project_admin_read"
)
READ_ENTITLEMENTS = Operation(
    method="GET",
    path="/v1/organizations/{slug}/entitlements",
    scope="organizations:read",
    permission="organization_admin_read",
)

ALL = (
    READ_AUTH,
    WRITE_AUTH,
    READ_CONFIG,
    QUERY,
    QUERY_READ_ONLY,
    ENABLE_WEBHOOKS,
    LIST_FUNCTIONS,
    READ_BODY,
    DEPLOY_FUNCTION,
    ACTIVATE_FUNCTIONS,
    UPDATE_FUNCTION,
    DELETE_FUNCTION,
    LIST_SECRETS,
    SAVE_SECRETS,
    DELETE_SECRETS,
    READ_DATA_API,
    WRITE_DATA_API,
    READ_STORAGE,
    WRITE_STORAGE,
    READ_REALTIME,
    WRITE_REALTIME,
    READ_NETWORK,
    WRITE_NETWORK,
    READ_SSL,
    WRITE_SSL,
    READ_POSTGRES,
    MERGE_POSTGRES,
    REPLACE_POSTGRES,
    READ_POOLER,
    WRITE_POOLER,
    READ_PROJECT,
    READ_ENTITLEMENTS,
)
