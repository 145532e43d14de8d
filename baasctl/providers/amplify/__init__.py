"""AWS Amplify: the services behind an app, found through Amplify itself or named in the target.

A group of kinds that share documents and writes is a `Part` (`parts.py` lists
them); what they can do, known offline, is their `Entries` (`support.py`).
"""

from __future__ import annotations

from baasctl.model.files import Files
from baasctl.model.target import Target

# Imported before `def support`: a later import of the module would put it in the function's place.
from baasctl.providers.amplify.support import SUPPORT
from baasctl.providers.contract import Connection, Provider, Support
from baasctl.providers.project_files import ProjectFiles


def support() -> Support:
    """What Amplify can do; needs no network, credential or SDK."""
    return SUPPORT


def support_for(target: Target) -> Support:
    """What one target can do: the same for every app."""
    del target
    return SUPPORT


def supports() -> tuple[Support, ...]:
    """The one table there is."""
    return (SUPPORT,)


def read_project(files: Files, place: str, *, run_code: bool = False) -> ProjectFiles:
    """What `amplify_outputs.json` (Gen 2) or `amplify-meta.json` (Gen 1) say of where the app's resources are.

    Args:
        files: Of the folder that holds one of them.
        place: That folder, relative to the spec's.
        run_code: Changes nothing: no code of the project says more.

    Raises:
        SpecError: A file is not what Amplify writes.
        StoreError: There is none.
    """
    from baasctl.providers.amplify import project_folder

    return project_folder.read_project(files, place, run_code=run_code)


def connect(connection: Connection) -> Provider:
    """Prepare to talk to one app's services; sends nothing.

    Raises:
        MissingExtra: The packages of `baasctl[amplify]` are not installed.
        SpecError: The app's id cannot be one, or there is no region.
        UsageError: The address of a local server cannot be used.
    """
    from baasctl.providers.amplify.provider import connect as connect_app

    return connect_app(connection)
