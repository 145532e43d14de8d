"""Cases of the auth kinds send exactly what they say, and converge on every sort of project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.providers.supabase.auth_settings.config import KINDS
from baasctl.providers.supabase.clients.management import ManagementApi
from baasctl.sandbox.server import SandboxServer
from tests.contract.cases import prepared
from tests.contract.project import line
from tests.sandbox_fixtures import SupabaseProject, new_project

SEPARATE = ("protocol: saml", "protocol: jwt", "protocol: oidc")
"""Providers that are objects of their own instead of settings."""
CASES = sorted(
    path
    for kind in sorted(KINDS)
    for path in Path("tests/cases").glob(f"{kind}/supabase/*.yaml")
    if not any(words in path.read_text("utf-8") for words in SEPARATE)
)
PROJECTS: dict[str, dict[str, Any]] = {
    "plain": {},
    "defaults shown in v1": {"unset_reads": "default"},
    "spaces after commas": {"spaced_csv": True},
    "no v2": {"effective_config_status": 404},
}


@pytest.fixture
def case(path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The content of a case file; its secrets are in the environment."""
    found = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(found, dict)
    for name, text in found.get("env", {}).items():
        monkeypatch.setenv(name, text)
    return found


def case_name(path: Path) -> str:
    return f"{path.parts[-3]}-{path.stem}"


@pytest.fixture(scope="module")
def projects(shared_sandbox: SandboxServer) -> dict[str, SupabaseProject]:
    """One project of each sort for all cases: making one takes longer than a case."""
    return {name: new_project(shared_sandbox, **options) for name, options in PROJECTS.items()}


@pytest.fixture
def project(request: pytest.FixtureRequest, projects: dict[str, SupabaseProject]) -> SupabaseProject:
    """The project of a sort, without settings."""
    found = projects[request.param]
    found.project.store("auth", {})
    return found


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Bodies of `PATCH /config/auth`, which go out all the same."""
    bodies: list[dict[str, object]] = []
    send = ManagementApi.update_auth_config

    def update(self: ManagementApi, settings: Mapping[str, object]) -> dict[str, object]:
        bodies.append(dict(settings))
        return send(self, settings)

    monkeypatch.setattr(ManagementApi, "update_auth_config", update)
    return bodies


@pytest.mark.parametrize("path", CASES, ids=case_name)
@pytest.mark.parametrize("project", ["plain"], indirect=True)
def test_a_case_sends_exactly_its_writes(
    case: dict[str, Any], project: SupabaseProject, tmp_path: Path, sent: list[dict[str, object]]
) -> None:
    """One sparse request with the fields of the case, none where nothing differs, and nothing the second time."""
    spec = prepared(case, project, tmp_path / "spec")

    plan = spec.plan()

    assert sorted(map(line, plan.changes)) == sorted(case["plan"])
    result = spec.apply(plan)
    assert result.is_converged, [str(outcome.diagnostic) for outcome in result.outcomes]
    assert sent == ([case["writes"]] if case["plan"] else [])
    assert spec.plan().is_empty


@pytest.mark.parametrize("path", CASES, ids=case_name)
@pytest.mark.parametrize("project", [name for name in PROJECTS if name != "plain"], indirect=True)
def test_a_case_converges_on_any_project(case: dict[str, Any], project: SupabaseProject, tmp_path: Path) -> None:
    """Whatever the server shows for what is unset, however it writes lists, with and without effective values."""
    spec = prepared(case, project, tmp_path / "spec")
    assert spec.apply().is_converged
    assert spec.plan().is_empty
