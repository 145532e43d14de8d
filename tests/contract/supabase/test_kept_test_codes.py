"""Test codes that `ignore` keeps: their text is in no spec."""

from __future__ import annotations

from pathlib import Path

from tests.contract.project import SpecProject
from tests.sandbox_fixtures import SupabaseProject


def test_a_code_that_ignore_keeps_is_written_back_as_it_was(supabase: SupabaseProject, tmp_path: Path) -> None:
    """The list is written whole, and the number that the spec does not name keeps its code."""
    supabase.change("PATCH", "/config/auth", {"sms_test_otp": "15550100=654321"})
    project = SpecProject(supabase, tmp_path, {"CODE": "123456"})
    project.write(
        {
            "ignore": ["/auth/sms/test_numbers/+1555*"],
            "auth": {"sms": {"test_numbers": {"+4915112345678": "${secret:env:CODE}"}}},
        }
    )

    assert project.apply().is_converged

    assert supabase.get("/config/auth")["sms_test_otp"] == "15550100=654321,4915112345678=123456"
