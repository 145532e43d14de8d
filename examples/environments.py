"""The story `environments`: one spec for development, staging, production and a preview of a pull request."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from teller import ALLOWED, MIGRATIONS, Teller, sandbox, secrets

PROJECTS = ("notesdevelopmentabcd", "notesstagingabcdefgh", "notesproductionabcde", "notespreviewabcdefgh")


def tell(folder: Path) -> None:
    """From four empty projects to a production that a stale file cannot weaken."""
    with tempfile.TemporaryDirectory(prefix="baasctl-story-") as scratch:
        here = Path(scratch) / "environments"
        shutil.copytree(folder, here)
        teller = Teller(here, secrets(folder))
        teller.knows({"PREVIEW_PROJECT_REF": PROJECTS[-1]})
        with sandbox(teller, str(Path(scratch) / "sandbox"), [("supabase", project) for project in PROJECTS]):
            _environments(teller, here / "baas.yaml")


def _environments(teller: Teller, spec: Path) -> None:
    allow = [part for hazard in ALLOWED for part in ("--allow", hazard)]
    teller.says("Four projects, one spec. What differs between them stands in one place.")
    teller.runs_script(MIGRATIONS, *PROJECTS)
    teller.runs("validate")

    teller.says("Development and staging first, a preview for the pull request, then production.")
    teller.runs("apply", "--yes", *allow, "-t", "development", "-t", "staging", "-t", "preview")
    teller.runs("apply", "--yes", *allow, "-t", "production")
    teller.runs("drift")

    teller.says("In what does production differ from staging? In what was meant to, and in nothing else:")
    teller.runs("diff", "staging", "production", exits=2)
    teller.runs("diff", "preview", "staging", "-o", "markdown", exits=2)

    teller.says("Somebody edits production by hand. Drift names production, and staging stays quiet:")
    teller.runs_script("break_it.py")
    teller.runs("drift", "-t", "staging")
    teller.runs("drift", "-t", "production", exits=2)

    teller.says("A stale branch asks for shorter passwords. Development may have them, production refuses:")
    text = spec.read_text(encoding="utf-8")
    spec.write_text(text.replace("minimum_length: 12", "minimum_length: 10"), encoding="utf-8")
    teller.runs("plan", "-t", "staging", *allow)
    teller.runs("plan", "-t", "production", *allow, exits=5)
    spec.write_text(text, encoding="utf-8")

    teller.says("The right file repairs production:")
    teller.runs("apply", "--yes", *allow, "-t", "production")
    teller.runs("drift")
