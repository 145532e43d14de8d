"""Buckets through the Storage API of the project itself, by the storage client of supabase-py.

The client is imported when a bucket is written; reading takes SQL. The secret key lives in this object alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Conflict, Invalid, NotFound, ProviderError, Unavailable
from baasctl.providers.supabase.errors import case_of
from baasctl.providers.visible_text import visible

if TYPE_CHECKING:
    from storage3 import SyncStorageClient
    from storage3.types import CreateOrUpdateBucketOptions

_TIMEOUT_S = 60
_LONGEST_MESSAGE = 1000


def connect_storage(project_url: str, key: str) -> StorageApi:
    """The Storage API at `<project_url>/storage/v1`; sends nothing.

    Raises:
        Invalid: supabase-py is not installed.
    """
    try:
        import httpx
        from storage3 import SyncStorageClient
    except ImportError as error:
        raise Invalid(
            Diagnostic(
                code="APPLY160",
                summary="buckets are written with supabase-py, which is not installed",
                detail=str(error),
                hint='pip install "baasctl[supabase]"',
            )
        ) from error
    headers = {"apikey": key, "authorization": f"Bearer {key}"}
    session = httpx.Client(timeout=_TIMEOUT_S, follow_redirects=False)
    return StorageApi(SyncStorageClient(f"{project_url}/storage/v1/", headers, http_client=session))


class StorageApi:
    """Writes of buckets. Every method raises `ProviderError`."""

    def __init__(self, client: SyncStorageClient) -> None:
        self._client = client

    def create(self, name: str, settings: Mapping[str, object]) -> None:
        options = cast("CreateOrUpdateBucketOptions", dict(settings))
        self._ask(name, "POST /bucket", lambda: self._client.create_bucket(name, options=options))

    def update(self, name: str, settings: Mapping[str, object]) -> None:
        """Set these fields and leave the others; `None` unsets."""
        options = cast("CreateOrUpdateBucketOptions", dict(settings))
        self._ask(name, "PUT /bucket/{id}", lambda: self._client.update_bucket(name, options))

    def delete(self, name: str) -> None:
        """Delete it if it is empty; one that is gone already is no error."""
        try:
            self._ask(name, "DELETE /bucket/{id}", lambda: self._client.delete_bucket(name))
        except NotFound:
            return

    def close(self) -> None:
        self._client.session.close()

    def _ask(self, name: str, operation: str, send: Callable[[], object]) -> None:
        import httpx
        from storage3.exceptions import StorageApiError

        try:
            send()
        except StorageApiError as error:
            raise _refusal(name, operation, str(error.status), str(error.message)) from None
        except httpx.HTTPError as error:
            raise Unavailable(
                Diagnostic(
                    code="APPLY117",
                    summary="Supabase Storage does not answer",
                    detail=f'bucket "{name}": `{operation}`: {type(error).__name__}',
                    hint="run the command again later",
                )
            ) from error


def _refusal(name: str, operation: str, status: str, message: str) -> ProviderError:
    """The error behind an answer; the API tells the status inside the body, as text."""
    case = case_of(int(status)) if status.isdigit() else case_of(0)
    said = visible(message[:_LONGEST_MESSAGE])
    is_full = case.error is Conflict and "not empty" in said
    return case.error(
        Diagnostic(
            code="APPLY161" if is_full else case.apply_code,
            summary="the bucket still holds files" if is_full else case.summary,
            detail=f'bucket "{name}": `{operation}` answered {status}: {said}',
            hint="empty it first, for example in the dashboard: baasctl deletes no files" if is_full else "",
        )
    )
