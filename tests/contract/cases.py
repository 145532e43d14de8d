"""Case files: what is live, what the spec says, what the plan has to be.

why: One sentence.
options: {}            of the project
setup, live            what is there before; see `tests/contract/<provider>/preparing.py`; `live.spec` is applied,
                       then `live.changes` are sent as requests of somebody else
env: {NAME: text}      that the spec's `${env:}` and `${secret:env:}` see
files: {path: text}    beside the spec
spec: {}               kinds; `target` holds further members of the target; `{project}` is the project's id
plan: [line]           `~ auth /password/minimum_length`; left out: whatever it is
after: []              what to look at when it was applied
calls: 8               that the second plan may make
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.amplify import preparing as amplify_preparing
from tests.contract.firebase import preparing as firebase_preparing
from tests.contract.project import SpecProject
from tests.contract.supabase import preparing as supabase_preparing
from tests.sandbox_fixtures import AmplifyProject, SandboxProject

PROVIDERS = {"supabase": supabase_preparing, "firebase": firebase_preparing, "amplify": amplify_preparing}
OWNED_WHOLE = ("policies", "grants")


def case_files(provider: str) -> list[Path]:
    return sorted(Path("tests/cases").glob(f"*/{provider}/*.yaml"))


CASES = [path for provider in PROVIDERS for path in case_files(provider)]


def name_of(path: Path) -> str:
    """For the id of a test: kind, provider and case."""
    return "-".join(path.with_suffix("").parts[-3:])


def remote_of(path: Path, request: pytest.FixtureRequest) -> SandboxProject:
    """A new project of the provider that the case is for."""
    remote: SandboxProject = request.getfixturevalue(path.parts[-2])
    return remote


def case_of(path: Path) -> dict[str, Any]:
    found = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def prepared(case: dict[str, Any], remote: SandboxProject, folder: Path) -> SpecProject:
    """A project as the case says it is, with the case's spec beside it."""
    if "options" in case:
        remote = remote.another(**case["options"])
    PROVIDERS[remote.provider].put(case, remote)
    live = case.get("live", {})
    project = SpecProject(remote, folder, {key: str(text) for key, text in case.get("env", {}).items()})
    if "spec" in live:
        project.write(filled_in(live["spec"], remote), live.get("files"))
        result = project.apply()
        assert result.is_converged, [str(each) for each in result.diagnostics]
        PROVIDERS[remote.provider].put({"live": {"requests": live.get("changes", ())}}, remote)
    spec = {"prune": case.get("prune", _declared_tables(case["spec"])), **case["spec"]}
    written = {key: value for key, value in spec.items() if value != {}}
    project.write(filled_in(written, remote), case.get("files"))
    return project


def filled_in(value: Any, remote: SandboxProject) -> Any:
    """`{project}` replaced wherever it stands: names of instances and buckets belong to one project in the world.

    For an app of Amplify also what `tests/contract/amplify/preparing.py` knows.
    """
    if isinstance(remote, AmplifyProject):
        return amplify_preparing.filled_in(value, remote)
    if isinstance(value, str):
        return value.replace("{project}", remote.name)
    if isinstance(value, dict):
        return {filled_in(key, remote): filled_in(member, remote) for key, member in value.items()}
    return [filled_in(member, remote) for member in value] if isinstance(value, list) else value


def check_after(case: dict[str, Any], remote: SandboxProject) -> None:
    """Look at what the case says about the state that apply left."""
    for expected in case.get("after", ()):
        PROVIDERS[remote.provider].check(expected, remote)


def _declared_tables(spec: dict[str, Any]) -> dict[str, Any]:
    """Consent to delete rules on the tables that the case declares, and on no other."""
    tables = {kind: [name if "." in name else f"public.{name}" for name in spec.get(kind, ())] for kind in OWNED_WHOLE}
    return {kind: {"mode": "all", "in": names} for kind, names in tables.items() if names}
