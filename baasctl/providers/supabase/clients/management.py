"""The Management API: one thin method per endpoint.

Source of paths, methods, bodies and statuses: the OpenAPI document that the CLI 3.1.0 carries
(2026-11-09), joined with the published one of 2026-05-22.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from baasctl.model.errors import Forbidden, NotFound
from baasctl.providers.contract import Connection
from baasctl.providers.supabase.clients import operations
from baasctl.providers.supabase.clients.operations import Operation
from baasctl.providers.supabase.errors import error_of
from baasctl.transport import NOTHING, Response, TokenBucket, Transport, url_path

DEFAULT_URL = "https://api.supabase.com"
URL_VARIABLE = "BAASCTL_SUPABASE_API_URL"

# Recorded answers of 2026-05 carry `x-ratelimit-limit: 120` per minute on all operations in use.
_REQUESTS_PER_MINUTE = 120


def connect_api(connection: Connection, token: str) -> ManagementApi:
    """The API of one project; sends nothing.

    Raises:
        UsageError: The address of the API cannot be used.
    """
    written = connection.target.settings.get("api_url")
    url = written if isinstance(written, str) else connection.environment.get(URL_VARIABLE) or DEFAULT_URL
    transport = Transport(
        base_url=url,
        headers=lambda: {"authorization": f"Bearer {token}"},
        limiter=TokenBucket(capacity=_REQUESTS_PER_MINUTE, per_s=60),
        pause=connection.pause,
        redact=connection.vault.redact,
    )
    return ManagementApi(transport, connection.target.project)


class ManagementApi:
    """Requests about one project; thread-safe. Every method raises `ProviderError`."""

    def __init__(self, transport: Transport, ref: str) -> None:
        self._transport = transport
        self.ref = ref

    @property
    def calls(self) -> int:
        """Requests sent so far."""
        return self._transport.calls

    def close(self) -> None:
        self._transport.close()

    def auth_config(self) -> dict[str, object]:
        """All auth settings; null where nothing was ever set."""
        return self._ask(operations.READ_AUTH).json_object()

    def update_auth_config(self, settings: Mapping[str, object]) -> dict[str, object]:
        """Set these fields and leave the others; answers with all of them. `None` unsets a field."""
        return self._ask(operations.WRITE_AUTH, json=dict(settings)).json_object()

    def project_config(self) -> dict[str, object] | None:
        """The effective settings of all services, or `None` where this alpha endpoint is closed or missing."""
        try:
            return self._ask(operations.READ_CONFIG).json_object()
        except (NotFound, Forbidden):
            return None

    def query(self, sql: str) -> list[object]:
        """Run SQL as `postgres`; the rows of the last statement that returned any."""
        return _rows(self._ask(operations.QUERY, json={"query": sql}))

    def query_read_only(self, sql: str) -> list[object]:
        """Run SQL that reads, as `supabase_read_only_user` where that endpoint is open to the token."""
        try:
            answer = self._ask(operations.QUERY_READ_ONLY, json={"query": sql}, idempotent=True)
        except (NotFound, Forbidden) as error:
            try:
                answer = self._ask(operations.QUERY, json={"query": sql, "read_only": True}, idempotent=True)
            except (NotFound, Forbidden):
                raise error from None
        return _rows(answer)

    def enable_webhooks(self) -> None:
        """Make `supabase_functions.http_request`, which triggers call; it cannot be undone."""
        self._ask(operations.ENABLE_WEBHOOKS, idempotent=True)

    def functions(self) -> list[object]:
        return self._ask(operations.LIST_FUNCTIONS).json_array()

    def function_body(self, slug: str) -> Response:
        """The deployed sources: multipart when the server has them, else an eszip."""
        return self._ask(operations.READ_BODY, slug=slug, accept="multipart/form-data")

    def deploy_function(self, slug: str, body: bytes, content_type: str, *, bundle_only: bool) -> dict[str, object]:
        """Upload sources; unless `bundle_only`, they are live when this returns.

        Returns:
            The new version's settings, as `activate_functions` wants them.
        """
        query: dict[str, str | bool] = {"slug": slug}
        if bundle_only:
            query["bundleOnly"] = True
        return self._ask(
            operations.DEPLOY_FUNCTION, subject_slug=slug, query=query, body=body, content_type=content_type
        ).json_object()

    def activate_functions(self, functions: Sequence[Mapping[str, object]]) -> dict[str, object]:
        """Make uploaded versions live, all at once."""
        return self._ask(operations.ACTIVATE_FUNCTIONS, json=[dict(each) for each in functions]).json_object()

    def update_function(self, slug: str, settings: Mapping[str, object]) -> dict[str, object]:
        """Set these settings (`name`, `verify_jwt`) and keep the code (`V1UpdateFunctionBody` of 2026-05-22)."""
        return self._ask(operations.UPDATE_FUNCTION, slug=slug, json=dict(settings)).json_object()

    def delete_function(self, slug: str) -> None:
        self._ask(operations.DELETE_FUNCTION, slug=slug)

    def secrets(self) -> list[object]:
        """Names with the SHA-256 of each value."""
        return self._ask(operations.LIST_SECRETS).json_array()

    def save_secrets(self, values: Mapping[str, str]) -> None:
        """Create or replace at most 100 secrets."""
        body = [{"name": name, "value": value} for name, value in values.items()]
        self._ask(operations.SAVE_SECRETS, json=body, idempotent=True)

    def delete_secrets(self, names: Sequence[str]) -> None:
        """Remove secrets; names that do not exist are no error."""
        self._ask(operations.DELETE_SECRETS, json=list(names))

    def data_api(self) -> dict[str, object]:
        """Settings of the Data API; the JWT secret that the answer carries is dropped here and reaches nobody."""
        settings = self._ask(operations.READ_DATA_API).json_object()
        settings.pop("jwt_secret", None)
        return settings

    def update_data_api(self, settings: Mapping[str, object]) -> None:
        """Set these fields and leave the others."""
        self._ask(operations.WRITE_DATA_API, json=dict(settings))

    def storage(self) -> dict[str, object]:
        return self._ask(operations.READ_STORAGE).json_object()

    def update_storage(self, settings: Mapping[str, object]) -> None:
        """Set these features, each whole, and leave the others; answers nothing."""
        self._ask(operations.WRITE_STORAGE, json=dict(settings))

    def realtime(self) -> dict[str, object]:
        """Settings of Realtime; null is the platform's default."""
        return self._ask(operations.READ_REALTIME).json_object()

    def update_realtime(self, settings: Mapping[str, object]) -> None:
        """Set these fields and leave the others; answers nothing."""
        self._ask(operations.WRITE_REALTIME, json=dict(settings))

    def network(self) -> dict[str, object]:
        """Who may reach the database: `config`, `status`, `entitlement`."""
        return self._ask(operations.READ_NETWORK).json_object()

    def replace_network(self, ipv4: Sequence[str], ipv6: Sequence[str]) -> dict[str, object]:
        """Allow these ranges and no others; in force when `status` is `applied`."""
        body = {"dbAllowedCidrs": list(ipv4), "dbAllowedCidrsV6": list(ipv6)}
        return self._ask(operations.WRITE_NETWORK, json=body, idempotent=True).json_object()

    def ssl(self) -> dict[str, object]:
        """Whether encryption is enforced: `currentConfig.database`, `appliedSuccessfully`."""
        return self._ask(operations.READ_SSL).json_object()

    def enforce_ssl(self, *, enforced: bool) -> dict[str, object]:
        """Switch it; the database restarts, during this call or after it."""
        return self._ask(operations.WRITE_SSL, json={"requestedConfig": {"database": enforced}}).json_object()

    def postgres_settings(self) -> dict[str, object]:
        """Settings that the project overrides; the others have the platform's value."""
        return self._ask(operations.READ_POSTGRES).json_object()

    def merge_postgres_settings(self, settings: Mapping[str, object]) -> None:
        """Override these and keep the other overrides; not every platform has it."""
        self._ask(operations.MERGE_POSTGRES, json=dict(settings), idempotent=True)

    def replace_postgres_settings(self, settings: Mapping[str, object]) -> None:
        """Override these and drop every other override."""
        self._ask(operations.REPLACE_POSTGRES, json=dict(settings))

    def pooler(self) -> list[object]:
        """One entry for the primary database and one for each replica."""
        return self._ask(operations.READ_POOLER).json_array()

    def update_pooler(self, settings: Mapping[str, object]) -> None:
        """Set these fields and leave the others; a size of `None` follows the compute size."""
        self._ask(operations.WRITE_POOLER, json=dict(settings))

    def project(self) -> dict[str, object]:
        """What the project is: `status`, `organization_slug`."""
        return self._ask(operations.READ_PROJECT).json_object()

    def entitlements(self, organization: str) -> dict[str, object]:
        """What the plan of an organization includes."""
        return self.ask(operations.READ_ENTITLEMENTS, parameters={"slug": organization}).json_object()

    def ask(
        self,
        operation: Operation,
        *,
        subject: str = "",
        parameters: Mapping[str, str] | None = None,
        query: Mapping[str, str | bool] | None = None,
        json: object = NOTHING,
    ) -> Response:
        """Ask about one object of the project.

        Args:
            subject: The object, for messages; empty: the project.
            parameters: Values of the path's `{name}` segments beside `{ref}`.
        """
        values = {"{ref}": self.ref, **{f"{{{name}}}": value for name, value in (parameters or {}).items()}}
        path = "".join(url_path(values.get(segment, segment)) for segment in operation.path.strip("/").split("/"))
        response = self._transport.request(
            operation.method,
            path,
            query=query or {},
            json=json,
            body=None,
            content_type=None,
            accept="application/json",
            idempotent=None,
            timeout_s=operation.timeout_s,
        )
        if not response.is_success:
            raise error_of(response, operation, self.ref, subject)
        return response

    def _ask(
        self,
        operation: Operation,
        *,
        slug: str = "",
        subject_slug: str = "",
        query: Mapping[str, str | bool] | None = None,
        json: object = NOTHING,
        body: bytes | None = None,
        content_type: str | None = None,
        accept: str = "application/json",
        idempotent: bool | None = None,
    ) -> Response:
        subject = f'function "{slug or subject_slug}" of project `{self.ref}`' if slug or subject_slug else ""
        path = "".join(
            url_path({"{ref}": self.ref, "{function_slug}": slug}.get(segment, segment))
            for segment in operation.path.strip("/").split("/")
        )
        response = self._transport.request(
            operation.method,
            path,
            query=query or {},
            json=json,
            body=body,
            content_type=content_type,
            accept=accept,
            idempotent=idempotent,
            timeout_s=operation.timeout_s,
        )
        if not response.is_success:
            raise error_of(response, operation, self.ref, subject)
        return response


def _rows(response: Response) -> list[object]:
    """SQL without a result set may answer with an empty body."""
    return response.json_array() if response.body else []
