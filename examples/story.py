"""Tells each story (a folder with `baas.yaml`) on a sandbox of its own, and fails loudly when it goes another way.

The way, unless a module of the story's name tells its own: a sandbox and an empty project, tables by migration,
validate, test, plan, apply, an empty second plan, then `break_it.py` changes the live project behind our back, `drift`
finds it, `apply` repairs it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import environments
import one_access_section
import three_providers
from teller import ALLOWED, MIGRATIONS, Teller, Wrong, sandbox, secrets

HERE = Path(__file__).resolve().parent
OWN_WAYS = {
    "environments": environments.tell,
    "one_access_section": one_access_section.tell,
    "three_providers": three_providers.tell,
}


def tell(folder: Path) -> None:
    """One story from an empty machine to a repaired project."""
    with tempfile.TemporaryDirectory(prefix="baasctl-story-") as scratch:
        teller = Teller(folder, secrets(folder))
        plan_file = str(Path(scratch) / "plan.json")
        allow = [part for hazard in ALLOWED for part in ("--allow", hazard)]
        with sandbox(teller, str(Path(scratch) / "sandbox")):
            teller.says("The tables come from migrations, as always; baasctl looks after what they allow.")
            teller.runs_script(MIGRATIONS, teller.variable("SUPABASE_PROJECT_REF"))
            teller.runs("validate")

            teller.says("Do the rules, as they will be, do what they are meant to do?")
            teller.runs("test")

            teller.says("What would change? Nothing is written yet. Changes with hazards must be allowed by name:")
            teller.runs("plan", "--detailed-exitcode", exits=2)
            teller.runs("apply", "--yes", exits=5)
            teller.runs("plan", *allow, "--out", plan_file)

            teller.says("Apply exactly that plan, then plan again: nothing is left to do.")
            teller.runs("apply", plan_file)
            teller.runs("plan", "--detailed-exitcode")
            teller.runs("drift")

            teller.says("Meanwhile, somebody changes the live project by hand:")
            teller.runs_script("break_it.py")

            teller.says("The cron job finds it (exit code 2), whatever the tool it was done with:")
            teller.runs("drift", exits=2)

            teller.says("Repair it, and look again:")
            teller.runs("apply", "--yes", *allow)
            teller.runs("drift")


def main(names: list[str]) -> int:
    """Tell the named stories, all when none is named."""
    stories = sorted(path.parent for path in HERE.glob("*/baas.yaml"))
    chosen = [story for story in stories if not names or story.name in names]
    if not chosen:
        print(f"no such story; there are {', '.join(story.name for story in stories)}", file=sys.stderr)
        return 64
    for story in chosen:
        began = time.monotonic()
        print(f"=== {story.name} ===", flush=True)
        try:
            OWN_WAYS.get(story.name, tell)(story)
        except Wrong as wrong:
            print(f"\nFAILED: {story.name}: {wrong}", file=sys.stderr)
            return 1
        print(f"\n{story.name}: told in {time.monotonic() - began:.0f} s, every exit code as it should be", flush=True)
    return 0
