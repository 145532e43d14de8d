"""The story `one_access_section`: who may do what stands once, and becomes rules of Supabase, Firebase and Amplify."""

from __future__ import annotations

import tempfile
from pathlib import Path

from teller import ALLOWED, MIGRATIONS, Teller, sandbox, secrets

SUPABASE = "oneaccesssectionabcd"
PROJECTS = (
    ("supabase", SUPABASE),
    ("firebase", "demo-one-access"),
    ("amplify", "--option", "owned=false"),
)


def tell(folder: Path) -> None:
    """From three empty projects to three repaired ones."""
    with tempfile.TemporaryDirectory(prefix="baasctl-story-") as scratch:
        teller = Teller(folder, secrets(folder))
        plan_file = str(Path(scratch) / "plan.json")
        with sandbox(teller, str(Path(scratch) / "sandbox"), PROJECTS):
            _one_access_section(teller, plan_file)


def _one_access_section(teller: Teller, plan_file: str) -> None:
    allow = [part for hazard in ALLOWED for part in ("--allow", hazard)]
    teller.says("One section says who may do what. What can each provider express of it?")
    teller.runs("providers", "--access")
    teller.runs_script(MIGRATIONS, SUPABASE)
    teller.runs("validate")

    teller.says("The rules that it becomes, with the line of the spec beside each:")
    teller.runs("render", "-t", "mobile")

    teller.says("Do they allow anything that the section denies? Generated requests, on the engine at hand:")
    teller.runs("test", "--explore", "--count", "150")

    teller.says("One plan for all, then exactly that plan:")
    teller.runs("plan", *allow, "--out", plan_file, "--detailed-exitcode", exits=2)
    teller.runs("apply", plan_file)
    teller.runs("plan", "--detailed-exitcode")

    teller.says("Somebody opens what is closed, by hand:")
    teller.runs_script("break_it.py")

    teller.says("Drift names it; apply closes it again:")
    teller.runs("drift", exits=2)
    teller.runs("apply", "--yes", *allow)
    teller.runs("drift")
