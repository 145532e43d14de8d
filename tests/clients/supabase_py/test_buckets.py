"""supabase-py and baasctl say the same about buckets, whoever wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from storage3 import SyncStorageClient
from storage3.exceptions import StorageApiError

from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import SupabaseProject

SPEC = {
    "buckets": {
        "avatars": {"public": True, "max_size": "5MiB", "mime_types": ["image/png"]},
        "reports": {"public": False, "max_size": None, "mime_types": None},
    }
}


@pytest.fixture
def project(supabase: SupabaseProject, tmp_path: Path) -> SpecProject:
    return SpecProject(supabase, tmp_path / "spec")


@pytest.fixture
def storage(supabase: SupabaseProject) -> Iterator[SyncStorageClient]:
    """The storage client of supabase-py with the project's secret key."""
    with httpx.Client() as session:
        yield client_with(key_of(supabase, "secret"), supabase, session)


def key_of(supabase: SupabaseProject, sort: str) -> str:
    keys = supabase.get("/api-keys?reveal=true")
    return str(next(key["api_key"] for key in keys if key["type"] == sort))


def client_with(key: str, supabase: SupabaseProject, session: httpx.Client) -> SyncStorageClient:
    headers = {"apikey": key, "authorization": f"Bearer {key}"}
    return SyncStorageClient(f"{supabase.url}/project/{supabase.ref}/storage/v1/", headers, http_client=session)


def test_what_baasctl_applied_is_what_the_client_lists(project: SpecProject, storage: SyncStorageClient) -> None:
    """Public flag, size limit and content types arrive; a second plan is empty."""
    project.write(SPEC)
    assert project.apply().is_converged
    listed = {bucket.id: bucket for bucket in storage.list_buckets()}

    assert set(listed) == {"avatars", "reports"}
    avatars, reports = listed["avatars"], listed["reports"]
    assert (avatars.public, avatars.file_size_limit, avatars.allowed_mime_types) == (True, 5 * 2**20, ["image/png"])
    assert (reports.public, reports.file_size_limit, reports.allowed_mime_types) == (False, None, None)
    assert project.plan().is_empty


def test_what_the_client_changes_is_drift_and_is_repaired(project: SpecProject, storage: SyncStorageClient) -> None:
    """What another client changed is named exactly, and put back."""
    project.write(SPEC)
    project.apply()
    storage.update_bucket("avatars", {"public": False})
    storage.update_bucket("reports", {"allowed_mime_types": ["text/csv"]})
    storage.create_bucket("others")

    plan = project.plan()
    assert [line(change) for change in plan.changes] == ["~ buckets/avatars /public", "~ buckets/reports /mime_types"]
    assert project.apply(plan).is_converged
    assert storage.get_bucket("avatars").public is True
    assert storage.get_bucket("reports").allowed_mime_types is None
    assert storage.get_bucket("others").id == "others"


def test_a_bucket_with_files_is_not_deleted(
    project: SpecProject, storage: SyncStorageClient, supabase: SupabaseProject
) -> None:
    """The server refuses, the user reads why, and once the bucket is empty it goes."""
    storage.create_bucket("full")
    supabase.sql("insert into storage.objects (bucket_id, name) values ('full', 'a.txt')")
    project.write({"prune": {"buckets": "all"}, "buckets": {"kept": {"public": False}}})
    result = project.apply()
    told = [outcome.diagnostic for outcome in result.outcomes if outcome.diagnostic]

    assert [(each.code, each.summary) for each in told] == [("APPLY161", "the bucket still holds files")]
    storage.empty_bucket("full")
    assert project.apply().is_converged
    with pytest.raises(StorageApiError, match="Bucket not found"):
        storage.get_bucket("full")


@pytest.mark.parametrize(
    ("name", "options", "status"),
    [
        ("a/b", {}, "400"),
        ("ok", {"file_size_limit": 2**40}, "413"),
        ("ok", {"allowed_mime_types": ["png"]}, "415"),
        ("taken", {}, "409"),
    ],
)
def test_refusals_are_ones_the_client_can_read(
    storage: SyncStorageClient, name: str, options: dict[str, object], status: str
) -> None:
    """Each carries its status and its message in the body."""
    storage.create_bucket("taken")
    with pytest.raises(StorageApiError) as refused:
        storage.create_bucket(name, options=options)  # type: ignore[arg-type]  # what the server must refuse
    assert str(refused.value.status) == status


def test_only_a_secret_key_writes_buckets(supabase: SupabaseProject) -> None:
    """A publishable key is refused, and one that is none, too."""
    for key in (key_of(supabase, "publishable"), "sb_secret_wrong"):
        with httpx.Client() as session, pytest.raises(StorageApiError):
            client_with(key, supabase, session).create_bucket("mine")


def test_no_key_is_printed_or_kept(project: SpecProject, supabase: SupabaseProject) -> None:
    """The secret key that writes buckets is in no file of the run and in no message."""
    keys = supabase.get("/api-keys?reveal=true")
    texts = [key["api_key"].encode() for key in keys]
    project.write(SPEC)
    result = project.apply()
    written = b"".join(path.read_bytes() for path in project.folder.rglob("*") if path.is_file())

    assert not any(text in written or text in repr(result).encode() for text in texts)
