"""Every case file goes through plan, apply, second plan, adopt, and an apply that dies in the middle."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.model.errors import BaasctlError
from baasctl.model.result import Status
from baasctl.sandbox.exchange import Request
from baasctl.sandbox.faults import Fault
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import SupabaseProject, new_project

CASES = sorted(path for path in Path("tests/cases").glob("*/supabase/*.yaml"))
OWNED_WHOLE = ("policies", "grants")


def case_of(path: Path) -> dict[str, Any]:
    found = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def prepared(case: dict[str, Any], supabase: SupabaseProject, folder: Path) -> SpecProject:
    """A project as the case says it is, with the case's spec beside it."""
    if "options" in case:
        supabase = new_project(supabase.sandbox, **case["options"])
    live = case.get("live", {})
    if live.get("webhooks"):
        supabase.change("POST", "/database/webhooks/enable", None)
    for statements in filter(None, [case.get("setup")]):
        supabase.sql(statements)
    if "auth" in live:
        supabase.change("PATCH", "/config/auth", live["auth"])
    if "secrets" in live:
        supabase.change("POST", "/secrets", [{"name": name, "value": text} for name, text in live["secrets"].items()])
    for method, path, body in live.get("requests", ()):
        supabase.change(method, path, body)
    _put_providers_and_keys(live, supabase)
    project = SpecProject(supabase, folder, {key: str(text) for key, text in case.get("env", {}).items()})
    if "spec" in live:
        project.write(live["spec"], live.get("files"))
        assert project.apply().is_converged
    spec = {"prune": case.get("prune", _declared_tables(case["spec"])), **case["spec"]}
    project.write({key: value for key, value in spec.items() if value != {}}, case.get("files"))
    return project


def _put_providers_and_keys(live: dict[str, Any], supabase: SupabaseProject) -> None:
    """What has an identity of the server's making."""
    for provider in live.get("saml", ()):
        supabase.change("POST", "/config/auth/sso/providers", {"type": "saml", **provider})
    for issuer in live.get("issuers", ()):
        supabase.change("POST", "/config/auth/third-party-auth", issuer)
    for custom in live.get("custom", ()):
        made = supabase.sandbox.answer(
            Request(
                method="POST",
                path=f"/project/{supabase.ref}/auth/v1/admin/custom-providers",
                headers={"apikey": secret_key_of(supabase)},
                body=json.dumps(custom).encode(),
            )
        )
        assert made.status == 201, made.body
    for key in live.get("api_keys", ()):
        supabase.change("POST", "/api-keys", key)
    for key in live.get("signing_keys", ()):
        created = supabase.change(
            "POST", "/config/auth/signing-keys", {"algorithm": key["algorithm"], **key.get("made", {})}
        )
        for status in key.get("moved", ()):
            supabase.change("PATCH", f"/config/auth/signing-keys/{created['id']}", {"status": status})


def secret_key_of(supabase: SupabaseProject) -> str:
    """The text of the secret key that every new project has."""
    (found,) = [each["api_key"] for each in supabase.get("/api-keys?reveal=true") if each["type"] == "secret"]
    return str(found)


def _declared_tables(spec: dict[str, Any]) -> dict[str, Any]:
    """Consent to delete rules on the tables that the case declares, and on no other."""
    tables = {kind: [name if "." in name else f"public.{name}" for name in spec.get(kind, ())] for kind in OWNED_WHOLE}
    return {kind: {"mode": "all", "in": names} for kind, names in tables.items() if names}


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_case_converges_and_can_be_adopted(path: Path, supabase: SupabaseProject, tmp_path: Path) -> None:
    """The plan is the expected one, apply makes it so, a second plan is empty, and so is that of the adopted spec."""
    case = case_of(path)
    project = prepared(case, supabase, tmp_path / "spec")

    plan = project.plan()
    if isinstance(case.get("plan"), list):
        assert sorted(map(line, plan.changes)) == sorted(case["plan"])

    result = project.apply(plan)
    assert result.is_converged, [str(each) for each in result.diagnostics]
    again = project.plan()
    assert again.is_empty, [line(change) for change in again.changes]
    assert again.calls <= 8
    for check in case.get("after", ()):
        assert project.supabase.sql(check["query"]) == check["rows"]

    adopted = project.adopt()
    known = project.secret_texts({key: value for key, value in case["spec"].items() if key != "target"})
    other = project.beside("adopted")
    other.environment.update({name: known.get(where, "unknown") for name, where in adopted.secrets.items()})
    other.write_adopted(adopted)
    after_adopt = other.plan()
    unknown = {where for where in adopted.secrets.values() if where not in known}
    assert [
        line(change)
        for change in after_adopt.changes
        if {f"{change.address.local}{field.path}" for field in change.fields} - unknown
    ] == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_case_survives_a_death_at_every_write(path: Path, supabase: SupabaseProject, tmp_path: Path) -> None:
    """Whichever write is the last one before the connection is gone, plan and apply converge afterwards."""
    case = case_of(path)
    project = prepared(case, supabase, tmp_path / "spec0")
    for number in itertools.count():
        if number:
            project = prepared(case, new_project(supabase.sandbox), tmp_path / f"spec{number}")
        deaths = dying_after(project, number)
        if not deaths:
            break
        assert project.apply().is_converged
        assert project.plan().is_empty


def dying_after(project: SpecProject, writes: int) -> bool:
    """Apply against a server that takes one more write after some, and never answers again; whether it came to that."""
    sandbox = project.supabase.sandbox
    pattern = f"^/(v1/projects|project)/{project.supabase.ref}/(?!database/query/read-only)"
    sandbox.faults.add(Fault(method="POST|PUT|PATCH|DELETE", path=pattern, drop_after=True, skip=writes, count=1))
    sandbox.faults.add(Fault(method="POST|PUT|PATCH|DELETE", path=pattern, drop=True, skip=writes))
    try:
        result = project.apply()
    except BaasctlError:
        return True
    finally:
        sandbox.faults.clear()
    return any(outcome.status is not Status.APPLIED for outcome in result.outcomes)
