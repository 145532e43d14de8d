"""`.firebaserc`: aliases of projects, and what deploy targets mean in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from baasctl.model.errors import StoreError
from baasctl.model.files import Files
from baasctl.model.interpolated import Interpolated
from baasctl.model.target import Target
from baasctl.providers.firebase.project_files.json_file import read_object
from baasctl.providers.project_files import LeftOut

FILE: Final = ".firebaserc"
_ALONE: Final = "main"
_VARIABLE: Final = "FIREBASE_PROJECT_ID"
_REASONS: Final = {
    "etags": "they are the Firebase CLI's own notes about extensions",
    "dataconnectEmulatorConfig": "only for the local emulators",
}
_TYPES: Final = ("storage", "database", "firestore")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliases:
    """The projects that the folder is for.

    Attributes:
        targets: By alias; never empty.
        deploy_targets: By project id: type, then name, then the resources that it means.
    """

    targets: Mapping[str, Target]
    deploy_targets: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = field(default_factory=dict)
    notes: tuple[LeftOut, ...] = ()


def read_aliases(files: Files, fallback: object) -> Aliases:
    """What `.firebaserc` says; without it, one target whose project is in the environment.

    Args:
        fallback: The project that an old `firebase.json` names itself.

    Raises:
        SpecError: The file is not JSON.
    """
    try:
        described = read_object(files, FILE)
    except StoreError:
        described = {}
    projects, deploy_targets = described.pop("projects", {}), described.pop("targets", {})
    notes = [LeftOut(f"{FILE}: {name}", _REASONS.get(name, "no key that is known")) for name in described]
    found = {
        str(alias): Target(name=str(alias), provider="firebase", project=str(project))
        for alias, project in _members(projects).items()
    }
    if not found:
        project = str(fallback) if fallback else Interpolated(f"${{env:{_VARIABLE}}}")
        found = {_ALONE: Target(name=_ALONE, provider="firebase", project=project)}
    meant = {project: _by_type(types) for project, types in _members(deploy_targets).items()}
    notes += [
        LeftOut(f"{FILE}: targets.{project}.{kind}", "baasctl does not manage hosting")
        for project, types in _members(deploy_targets).items()
        for kind in _members(types)
        if kind not in _TYPES
    ]
    return Aliases(targets=found, deploy_targets=meant, notes=tuple(notes))


def _by_type(types: object) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        kind: {name: tuple(map(str, members)) for name, members in _members(names).items() if isinstance(members, list)}
        for kind, names in _members(types).items()
        if kind in _TYPES
    }


def _members(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
