"""The folder of a project that uses the Firebase CLI, as the beginning of a spec."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from baasctl.model.files import Files
from baasctl.model.resource import Resource
from baasctl.model.value import same
from baasctl.providers.firebase.project_files.aliases import read_aliases
from baasctl.providers.firebase.project_files.firestore_files import firestore_into
from baasctl.providers.firebase.project_files.functions_files import functions_into
from baasctl.providers.firebase.project_files.gathering import Gathering
from baasctl.providers.firebase.project_files.json_file import read_object
from baasctl.providers.firebase.project_files.reasons import reason_for
from baasctl.providers.firebase.project_files.remote_config_file import remote_config_into
from baasctl.providers.firebase.project_files.rules_files import database_into, storage_into
from baasctl.providers.firebase.project_files.sign_in import sign_in_into
from baasctl.providers.project_files import LeftOut, ProjectFiles

FILE: Final = "firebase.json"
SECTIONS: Final[Mapping[str, Callable[[Gathering, object], None]]] = {
    "auth": sign_in_into,
    "database": database_into,
    "firestore": firestore_into,
    "remoteconfig": remote_config_into,
    "storage": storage_into,
}


def read_project(files: Files, place: str, *, run_code: bool = False) -> ProjectFiles:
    """See `baasctl.providers.firebase.read_project`."""
    document = read_object(files, FILE)
    aliases = read_aliases(files, document.pop("firebase", None))
    sections = {name: document.pop(name) for name in SECTIONS if name in document}
    functions = document.pop("functions", None)
    shared = Gathering(files, place)
    functions_into(shared, functions, run_code=run_code)
    notes: set[LeftOut] = {*aliases.notes, *shared.notes, *(LeftOut(key, reason_for(key)) for key in document)}
    wholes: dict[str, tuple[Resource, ...]] = {}
    for alias, target in aliases.targets.items():
        gathering = Gathering(files, place, aliases.deploy_targets.get(str(target.project), {}), dict(shared.values))
        for name, section in sections.items():
            SECTIONS[name](gathering, section)
        wholes[alias] = gathering.resources(alias)
        notes.update(gathering.notes)
    common = _the_same_everywhere(wholes.values())
    own = {alias: whole for alias, whole in wholes.items() if len(whole) > len(common)}
    return ProjectFiles(targets=aliases.targets, common=common, own=own, notes=tuple(sorted(notes)))


def _the_same_everywhere(wholes: Iterable[tuple[Resource, ...]]) -> tuple[Resource, ...]:
    """What is the same for every alias."""
    first, *others = wholes
    known = [{each.address.local: each.attributes for each in whole} for whole in others]
    return tuple(
        each
        for each in first
        if all(each.address.local in other and same(other[each.address.local], each.attributes) for other in known)
    )
