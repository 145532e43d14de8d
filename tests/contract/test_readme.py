"""What README.md shows is what the program prints. `BAASCTL_REGENERATE=1` writes it anew."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from baasctl import pipeline
from baasctl.cli import exits, sections
from baasctl.model.secret import Vault
from baasctl.report import as_text
from baasctl.sandbox.server import SandboxServer
from tests.contract import readme_sections
from tests.contract.project import SpecProject
from tests.contract.readme_sections import README, replaced, section_of
from tests.sandbox_fixtures import new_project

STORY = Path("examples/notes")
REF = "notesnotesnotesnotes"


@pytest.mark.parametrize("name", sorted(readme_sections.sections()))
def test_a_table_of_the_readme_is_what_the_program_says(name: str) -> None:
    """Kinds, commands, hazards and fidelity are printed from the code."""
    compare(name, readme_sections.sections()[name])


def test_the_picture_of_a_plan_is_a_real_one(sandbox: SandboxServer, tmp_path: Path) -> None:
    """The plan on the first screen is what `drift` prints for the notes story after somebody broke it."""
    supabase = new_project(sandbox, REF)
    shutil.copytree(STORY, tmp_path / "notes")
    lines = (STORY / "secrets.env.example").read_text().splitlines()
    secrets = dict(line.split("=", 1) for line in lines if "=" in line)
    project = SpecProject(supabase, tmp_path / "notes", {**secrets, "SUPABASE_PROJECT_REF": REF})
    run_script("../push_migrations.py", project, REF)
    assert project.apply().is_converged
    run_script("break_it.py", project)

    planned = pipeline.plan(project.run(allow=frozenset()), Vault())
    text = as_text.plans(sections.of_plans(planned, changes=exits.CHANGES), as_text.PLAIN)

    shown = text.replace(f"{project.folder}/", "")
    shown = re.sub(r" in (\d+) calls, \d+\.\d s", r" in \1 calls, 0.3 s", shown)
    compare("plan", f"```\n$ baasctl drift\n{shown.strip(chr(10))}\n```")


def run_script(name: str, project: SpecProject, *arguments: str) -> None:
    """A script of the story, as another process that knows nothing of baasctl."""
    environment = {
        **os.environ,
        "BAASCTL_SUPABASE_API_URL": project.remote.url,
        "SUPABASE_ACCESS_TOKEN": project.remote.token,
        "SUPABASE_PROJECT_REF": project.remote.ref,
    }
    command = [sys.executable, "-I", name, *arguments]
    subprocess.run(command, cwd=STORY, env=environment, check=True, stdout=subprocess.DEVNULL)


def compare(name: str, found: str) -> None:
    readme = README.read_text(encoding="utf-8")
    if os.environ.get("BAASCTL_REGENERATE"):
        README.write_text(replaced(readme, {name: found}), encoding="utf-8")
        return
    assert section_of(readme, name) == found
