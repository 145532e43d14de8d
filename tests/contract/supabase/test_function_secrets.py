"""Secrets of functions on the sandbox: compared by digest, written together, never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl.model.plan import Batch
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.function_steps import Workshop, details


@pytest.fixture
def workshop(supabase: SupabaseProject, tmp_path: Path) -> Workshop:
    return Workshop(project=supabase, root=tmp_path, secrets={"API_KEY": "first value", "OTHER": "second value"})


def secrets(*names: str) -> dict[str, dict[str, dict[str, str]]]:
    return {"function_secrets": {name: {"value": f"${{secret:env:{name}}}"} for name in names}}


def batches(workshop: Workshop, spec: dict[str, dict[str, dict[str, str]]]) -> list[Batch]:
    provider = workshop.connect()
    found = list(provider.batches(workshop.plan(spec, provider).changes))
    provider.close()
    return found


def test_a_secret_is_compared_by_its_digest(workshop: Workshop) -> None:
    """Equal text: no change. Another text: one change, which never shows either."""
    workshop.converge(secrets("API_KEY"))
    workshop.secrets["API_KEY"] = "changed value"
    [change] = workshop.plan(secrets("API_KEY")).changes
    assert str(change.field_at("/value")).count("***") == 2
    workshop.converge(secrets("API_KEY"))


def test_a_secret_that_someone_else_changed_is_drift(workshop: Workshop) -> None:
    """The live digest tells."""
    workshop.converge(secrets("API_KEY"))
    workshop.project.change("POST", "/secrets", [{"name": "API_KEY", "value": "from elsewhere"}])
    assert workshop.plan(secrets("API_KEY")).lines() == ["~ function_secrets/API_KEY /value"]
    workshop.converge(secrets("API_KEY"))


def test_the_platforms_own_secrets_are_not_there(workshop: Workshop) -> None:
    """`SUPABASE_*` entries are listed by the API and are nobody's to prune."""
    workshop.converge(secrets("API_KEY", "OTHER"))
    workshop.prune = True
    assert workshop.plan(secrets("API_KEY")).lines() == ["- function_secrets/OTHER"]
    workshop.converge(secrets("API_KEY"))
    assert any(entry["name"].startswith("SUPABASE_") for entry in workshop.project.get("/secrets"))


def test_creates_and_updates_are_one_batch_and_deletes_another(workshop: Workshop) -> None:
    """What one request writes is one batch."""
    workshop.converge(secrets("API_KEY", "OTHER"))
    workshop.secrets |= {"OTHER": "changed", "NEW": "new"}
    workshop.prune = True
    found = batches(workshop, secrets("OTHER", "NEW"))
    assert [(batch.key, [change.address.name for change in batch.changes]) for batch in found] == [
        ("function secrets, delete", ["API_KEY"]),
        ("function secrets", ["NEW", "OTHER"]),
    ]


def test_an_unresolved_secret_is_not_compared(workshop: Workshop) -> None:
    """Without its text there is no digest, so that nothing is claimed."""
    workshop.converge(secrets("API_KEY"))
    workshop.secrets.clear()
    assert workshop.plan(secrets("API_KEY")).lines() == []


def test_a_value_beyond_the_limit_is_refused_before_it_is_sent(workshop: Workshop) -> None:
    """24576 characters is the API's limit; the message has lengths and no value."""
    workshop.secrets["API_KEY"] = "x" * 24577
    [problem] = details(workshop.plan(secrets("API_KEY")).diagnostics)
    assert problem == "SPEC313 `function_secrets/API_KEY` has 24577 characters; Supabase takes 24576"


def test_what_would_be_sent_is_described_without_the_value(workshop: Workshop) -> None:
    """`explain` shows the request, the secret masked."""
    provider = workshop.connect()
    [change] = workshop.plan(secrets("API_KEY"), provider).changes
    shown = provider.describe(change)
    provider.close()
    assert shown.endswith('/secrets [{"name": "API_KEY", "value": "***"}]')
