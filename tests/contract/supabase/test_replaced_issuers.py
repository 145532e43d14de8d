"""A trusted issuer cannot be changed: another one takes its place without a gap."""

from __future__ import annotations

from pathlib import Path

from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import SupabaseProject

PATH = "/config/auth/third-party-auth"


def test_another_issuer_is_trusted_before_the_former_one_is_dropped(supabase: SupabaseProject, tmp_path: Path) -> None:
    """The plan says that it is replaced; the new one comes first; afterwards the old id is no longer needed."""
    former = supabase.change("POST", PATH, {"oidc_issuer_url": "https://old.example"})["id"]
    project = SpecProject(supabase, tmp_path / "spec")
    issuer = {"protocol": "jwt", "id": former, "issuer": "https://new.example"}
    project.write({"identity_providers": {"staff": issuer}})
    plan = project.plan()

    assert [line(change) for change in plan.changes] == ["± identity_providers/staff /issuer"]
    assert {risk.hazard for risk in plan.changes[0].risks} >= {"LOCKS_OUT_USERS", "MAY_WIDEN_ACCESS"}
    assert project.apply(plan).is_converged
    written = [call.split()[0] for call in supabase.calls() if PATH in call and not call.startswith("GET")]
    assert written == ["POST", "DELETE"]
    assert [each["oidc_issuer_url"] for each in supabase.get(PATH)] == ["https://new.example"]
    again = project.plan()
    assert again.is_empty
    assert [each.code for each in again.warnings] == ["SPEC361"]
