"""Answers of the real Management API, recorded 2026-05, served again: every kind that they know, and every refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from baasctl import pipeline
from baasctl.model.errors import ProviderError
from baasctl.model.secret import Vault
from baasctl.model.target import Target
from baasctl.providers.contract import Connection
from baasctl.providers.supabase.clients.management import connect_api
from baasctl.providers.supabase.clients.operations import Operation
from baasctl.run import Run
from baasctl.workers import SerialWorkers
from tests.contract.project import clock
from tests.contract.supabase.replay import REF, Exchange, Replay, recorded, replaying

TOKEN = "sbp_" + "a" * 40
TAKES = ("default", "2", "3", "4", "5")
KINDS = (
    *("auth", "identity_providers", "email_templates", "auth_hooks", "functions", "function_secrets", "data_api"),
    *("storage_settings", "network", "ssl", "postgres_settings", "pooler", "api_keys"),
)
"""Kinds that were recorded; the others need queries, a key of the project's own, or other endpoints."""

UNRECORDED = [
    Exchange(
        case="not recorded", take="default", method=method, path=f"/v1/projects/{REF}/{path}", status=200, body=body
    )
    for method, path, body in (
        ("GET", "config/auth/third-party-auth", []),
        ("GET", "api-keys/legacy", {"enabled": True}),
        ("POST", "database/query/read-only", []),
    )
]
"""What these kinds ask for beside the recorded answers, as a new project has it; the query is for scheduled jobs."""


@pytest.fixture(scope="module")
def exchanges(shared: Path) -> tuple[Exchange, ...]:
    """All that was recorded."""
    return recorded(shared)


@pytest.fixture(scope="module")
def replay() -> Iterator[Replay]:
    """One server for the tests of this file."""
    with replaying() as server:
        yield server


def run(replay: Replay, folder: Path) -> Run:
    environment = {"BAASCTL_SUPABASE_API_URL": replay.url, "SUPABASE_ACCESS_TOKEN": TOKEN}
    return Run(
        file=folder / "baas.yaml",
        environment=environment,
        clock=clock,
        workers=SerialWorkers(),
        state=folder / ".baasctl",
    )


@pytest.mark.parametrize("take", TAKES)
def test_what_was_recorded_adopts_without_a_difference(
    replay: Replay, exchanges: tuple[Exchange, ...], tmp_path: Path, take: str
) -> None:
    """Every kind reads; the spec that is written of it, with every field, asks for no change."""
    reads = [each for each in exchanges if each.method == "GET"]
    by_default = [each for each in reads if each.take == "default"]
    replay.serve([*UNRECORDED, *by_default, *(each for each in reads if each.take == take)])
    head = f"baasctl: 1\ntargets: {{prod: {{provider: supabase, project: {REF}}}}}\n"
    for kind in KINDS:
        folder = tmp_path / kind
        folder.mkdir()
        (folder / "baas.yaml").write_text(head, encoding="utf-8")
        adopted = pipeline.adopt(run(replay, folder), Vault(), kinds=frozenset({kind}), full=True)
        for name, content in adopted.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        secrets = dict.fromkeys(adopted.secrets, "unknown")
        again = run(replay, folder)
        planned = pipeline.plan(replace(again, environment={**again.environment, **secrets}), Vault())

        assert planned.failures == {}, kind
        assert [change.address.local for plan in planned.plans for change in plan.changes] == []
    assert len(replay.served) >= 11
    print(f"take {take}: {len(KINDS)} kinds from {len(replay.served)} recorded answers")


def test_every_recorded_answer_passes_the_client(replay: Replay, exchanges: tuple[Exchange, ...]) -> None:
    """Successes arrive as they were recorded; refusals become errors that carry the server's own words."""
    target = Target(name="prod", provider="supabase", project=REF)
    environment = {"BAASCTL_SUPABASE_API_URL": replay.url}
    unhurried = Connection(target=target, root=Path(), vault=Vault(), environment=environment, pause=lambda _: None)
    api = connect_api(unhurried, TOKEN)
    for exchange in exchanges:
        replay.serve([exchange])
        operation = Operation(method=exchange.method, path=exchange.path)
        if exchange.status < 400:
            assert api.ask(operation, json={}).json() == exchange.body
            continue
        with pytest.raises(ProviderError) as raised:
            api.ask(operation, json={})
        assert exchange.body["message"] in str(raised.value), exchange.case
    assert len(exchanges) == 116
