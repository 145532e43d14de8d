"""The story `three_providers`: one spec for a web app on Supabase, a mobile app on Firebase and one on AWS Amplify."""

from __future__ import annotations

import tempfile
from pathlib import Path

from teller import ALLOWED, MIGRATIONS, Teller, sandbox, secrets

SUPABASE = "threeprovidersexampl"
PROJECTS = (
    ("supabase", SUPABASE),
    ("firebase", "demo-three-providers"),
    ("amplify", "--option", "owned=false"),
)


def tell(folder: Path) -> None:
    """From three empty projects to three repaired ones."""
    with tempfile.TemporaryDirectory(prefix="baasctl-story-") as scratch:
        teller = Teller(folder, secrets(folder))
        plan_file = str(Path(scratch) / "plan.json")
        with sandbox(teller, str(Path(scratch) / "sandbox"), PROJECTS):
            # In the sandbox an account's number is its access key.
            teller.knows({"AWS_ACCOUNT_ID": teller.variable("AWS_ACCESS_KEY_ID")})
            _three_providers(teller, plan_file)


def _three_providers(teller: Teller, plan_file: str) -> None:
    # A time to live deletes documents: that has to be wanted too.
    allow = [part for hazard in (*ALLOWED, "DELETES_DATA") for part in ("--allow", hazard)]
    teller.says("One spec, three providers: what all have stands once, what differs stands at the target.")
    teller.runs_script(MIGRATIONS, SUPABASE)
    teller.runs_script("make_role.py")
    teller.runs("validate")

    teller.says("One plan for all, then exactly that plan:")
    teller.runs("plan", *allow, "--out", plan_file, "--detailed-exitcode", exits=2)
    teller.runs("apply", plan_file)
    teller.runs("plan", "--detailed-exitcode")

    teller.says("Somebody changes all three by hand:")
    teller.runs_script("break_it.py")

    teller.says("Drift names what was done to which:")
    teller.runs("drift", exits=2)

    teller.says("Repair them, and look again:")
    teller.runs("apply", "--yes", *allow)
    teller.runs("drift")
