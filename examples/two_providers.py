"""The story `two_providers`: one spec for a web app on Supabase and a mobile app on Firebase."""

from __future__ import annotations

import tempfile
from pathlib import Path

from teller import ALLOWED, Teller, sandbox, secrets

SUPABASE = "twoprovidersexamplea"
FIREBASE = "demo-two-providers"


def tell(folder: Path) -> None:
    """From two empty projects to two repaired ones."""
    with tempfile.TemporaryDirectory(prefix="baasctl-story-") as scratch:
        teller = Teller(folder, secrets(folder))
        plan_file = str(Path(scratch) / "plan.json")
        with sandbox(teller, str(Path(scratch) / "sandbox"), [("supabase", SUPABASE), ("firebase", FIREBASE)]):
            _two_providers(teller, plan_file)


def _two_providers(teller: Teller, plan_file: str) -> None:
    # A time to live deletes documents: that has to be wanted too.
    allow = [part for hazard in (*ALLOWED, "DELETES_DATA") for part in ("--allow", hazard)]
    teller.says("One spec, two providers: what both have stands once, what differs stands at the target.")
    teller.runs_script("push_migrations.py", SUPABASE)
    teller.runs("validate")

    teller.says("One plan for both, then exactly that plan:")
    teller.runs("plan", *allow, "--out", plan_file, "--detailed-exitcode", exits=2)
    teller.runs("apply", plan_file)
    teller.runs("plan", "--detailed-exitcode")

    teller.says("Somebody changes both by hand:")
    teller.runs_script("break_it.py")

    teller.says("Drift names what was done to which:")
    teller.runs("drift", exits=2)

    teller.says("Repair both, and look again:")
    teller.runs("apply", "--yes", *allow)
    teller.runs("drift")
