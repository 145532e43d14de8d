"""The files of the Firebase CLI as one project: `.firebaserc` names the targets."""

from __future__ import annotations

import json
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SpecError
from baasctl.model.files import Files
from baasctl.model.target import Target
from baasctl.providers.project_files import ProjectFiles

ALIASES: Final = ".firebaserc"


def read_project(files: Files, place: str) -> ProjectFiles:
    """See `baasctl.providers.firebase.read_project`."""
    del place
    try:
        described = json.loads(files.read(ALIASES))
    except ValueError as error:
        raise SpecError(
            Diagnostic(code="SPEC502", summary="a file of the Firebase CLI is no JSON", detail=f"{ALIASES}: {error}")
        ) from error
    aliases = described.get("projects", {}) if isinstance(described, dict) else {}
    targets = {
        str(alias): Target(name=str(alias), provider="firebase", project=str(project))
        for alias, project in (aliases.items() if isinstance(aliases, dict) else ())
    }
    return ProjectFiles(targets=targets, common=())
