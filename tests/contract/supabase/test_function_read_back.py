"""A platform that gives other bytes back than it got: said once, and deployed once."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl.model.result import Status
from baasctl.sandbox.supabase import function_sources
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.function_steps import Workshop

SPEC = {"functions": {"hello": {"source": "functions/hello"}}}


@pytest.fixture
def workshop(supabase: SupabaseProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """On a platform that adds a line to every script that it stores."""
    read_upload = function_sources.read_upload

    def rewriting(request: object) -> function_sources.Upload:
        upload = read_upload(request)  # type: ignore[arg-type]
        files = {path: content + b"// bundled\n" for path, content in upload.files.items()}
        return function_sources.Upload(metadata=upload.metadata, files=files)

    monkeypatch.setattr(function_sources, "read_upload", rewriting)
    found = Workshop(project=supabase, root=tmp_path / "spec", cache=tmp_path / "cache")
    found.write({"functions/hello/index.ts": "Deno.serve(() => new Response());\n"})
    return found


def deployments(workshop: Workshop) -> int:
    return workshop.calls().count("POST /functions/deploy")


def test_a_source_that_does_not_read_back_is_not_drift(workshop: Workshop) -> None:
    """After the deployment the plan is empty and says why it does not compare."""
    workshop.converge(SPEC)
    planned = workshop.plan(SPEC)
    assert planned.lines() == []
    assert planned.notes() == ["source not comparable"]
    assert deployments(workshop) == 1


def test_it_is_deployed_again_when_the_spec_changes(workshop: Workshop) -> None:
    """The digest of what was uploaded tells whether the spec moved."""
    workshop.converge(SPEC)
    workshop.write({"functions/hello/index.ts": "Deno.serve(() => new Response('new'));\n"})
    assert workshop.plan(SPEC).lines() == ["~ functions/hello /source"]
    workshop.converge(SPEC)
    assert deployments(workshop) == 2


def test_it_stays_known_after_a_change_of_settings(workshop: Workshop) -> None:
    """A PATCH moves the version and not the code."""
    workshop.converge(SPEC)
    workshop.converge({"functions": {"hello": {"source": "functions/hello", "trigger": {"http": {"auth": "none"}}}}})
    assert deployments(workshop) == 1


def test_without_its_memory_it_is_deployed_once_more(workshop: Workshop) -> None:
    """A lost cache costs one deployment, never an endless row of them."""
    workshop.converge(SPEC)
    assert workshop.cache is not None
    (workshop.cache / workshop.project.ref / "functions.json").unlink()
    assert workshop.plan(SPEC).lines() == ["~ functions/hello /source"]
    workshop.converge(SPEC)
    assert deployments(workshop) == 2


def test_a_run_that_keeps_nothing_still_ends_converged(workshop: Workshop) -> None:
    """Without a cache folder the memory lasts as long as the run, which is enough for the plan after apply."""
    workshop.cache = None
    provider = workshop.connect()
    for batch in provider.batches(workshop.plan(SPEC, provider).changes):
        assert {outcome.status for outcome in provider.execute(batch, workshop.vault())} == {Status.APPLIED}
    assert workshop.plan(SPEC, provider).lines() == []
    provider.close()


def test_code_that_someone_else_deployed_is_drift_all_the_same(workshop: Workshop) -> None:
    """What is remembered is of one version only."""
    workshop.converge(SPEC)
    other = Workshop(project=workshop.project, root=workshop.root.parent / "other")
    other.write({"functions/hello/index.ts": "Deno.serve(() => new Response('theirs'));\n"})
    other.apply(SPEC)
    assert workshop.plan(SPEC).lines() == ["~ functions/hello /source"]


def test_a_function_without_readable_sources_is_deployed_once(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the API answers an eszip, there is nothing to compare with."""
    from baasctl.sandbox.exchange import Answer

    eszip = Answer(status=200, body=b"EZBR\x00", headers={"content-type": "application/vnd.denoland.eszip"})
    monkeypatch.setattr(function_sources, "download", lambda *_: eszip)
    workshop.converge(SPEC)
    assert workshop.plan(SPEC).notes() == ["source not comparable"]
    assert deployments(workshop) == 1
