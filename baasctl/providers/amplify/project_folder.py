"""The files of Amplify as one project."""

from __future__ import annotations

import json
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SpecError
from baasctl.model.files import Files
from baasctl.model.target import Target
from baasctl.providers.project_files import ProjectFiles

OUTPUTS: Final = "amplify_outputs.json"


def read_project(files: Files, place: str) -> ProjectFiles:
    """See `baasctl.providers.amplify.read_project`."""
    del place
    try:
        described = json.loads(files.read(OUTPUTS))
    except ValueError as error:
        raise SpecError(
            Diagnostic(code="SPEC702", summary="a file of Amplify is no JSON", detail=f"{OUTPUTS}: {error}")
        ) from error
    auth = described.get("auth", {}) if isinstance(described, dict) else {}
    target = Target(
        name="prod", provider="amplify", project=str(auth.get("user_pool_id", "")), named_by="user_pool",
        settings={"region": str(auth.get("aws_region", ""))},
    )  # fmt: skip
    return ProjectFiles(targets={"prod": target}, common=())
