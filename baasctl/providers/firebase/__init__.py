"""Firebase: Google's management APIs.

A group of kinds that share documents and writes is a `Part` (`parts.py` lists
them); what they can do, known offline, is their `Entries` (`support.py`).
"""

from __future__ import annotations

from baasctl.model.files import Files
from baasctl.model.target import Target
from baasctl.providers.contract import Connection, Provider, Support

# Imported before `def support`: a later import of the module would put it in the function's place.
from baasctl.providers.firebase.support import SUPPORT
from baasctl.providers.project_files import ProjectFiles


def support() -> Support:
    """What Firebase can do; needs no network, credential or SDK."""
    return SUPPORT


def support_for(target: Target) -> Support:
    """What one target can do: the same for every project."""
    del target
    return SUPPORT


def supports() -> tuple[Support, ...]:
    """The one table there is."""
    return (SUPPORT,)


def read_project(files: Files, place: str, *, run_code: bool = False) -> ProjectFiles:
    """What the Firebase CLI's `firebase.json`, `.firebaserc` and the files that they name say; asks nobody.

    Args:
        files: Of the folder that holds `firebase.json`.
        place: That folder, relative to the spec's.
        run_code: Also run the code of functions, which alone knows which functions there are.

    Raises:
        SpecError: A file is not what the CLI would read.
        StoreError: There is none.
    """
    from baasctl.providers.firebase import project_folder

    return project_folder.read_project(files, place, run_code=run_code)


def connect(connection: Connection) -> Provider:
    """Prepare to talk to one project; sends nothing to it.

    Raises:
        AuthFailed: There is no credential.
        MissingExtra: The packages of `baasctl[firebase]` are not installed.
        SpecError: The project id cannot be one.
        UsageError: The address of the APIs cannot be used.
    """
    from baasctl.providers.firebase.provider import connect as connect_project

    return connect_project(connection)
