"""The folder of a project that uses Amplify, as the beginning of a spec: where the resources are."""

from __future__ import annotations

from baasctl.model.files import Files
from baasctl.providers.amplify.project_files import gen_1, outputs
from baasctl.providers.project_files import ProjectFiles


def read_project(files: Files, place: str, *, run_code: bool = False) -> ProjectFiles:
    """See `baasctl.providers.amplify.read_project`; a folder of both generations is one of Gen 2."""
    del place, run_code
    return outputs.read_outputs(files) if outputs.FILE in files.glob(outputs.FILE) else gen_1.read_gen_1(files)
