"""The `supabase/` folder of a project that uses the Supabase CLI, as the beginning of a spec."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SpecError, StoreError
from baasctl.model.files import Files
from baasctl.model.interpolated import Interpolated
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.model.target import Target
from baasctl.model.value import freeze
from baasctl.providers.project_files import LeftOut, ProjectFiles
from baasctl.providers.supabase import email_templates
from baasctl.providers.supabase.cli_config.config_toml import ConfigToml, resources_of, rest_into, rows_into
from baasctl.providers.supabase.cli_config.functions import functions_into
from baasctl.providers.supabase.cli_config.groups import groups_into
from baasctl.providers.supabase.cli_config.names import names_into

FILE: Final = "config.toml"
_LINKED: Final = ".temp/project-ref"
_REF: Final = re.compile(r"[a-z]{20}")
_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_ALONE: Final = "main"


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder and where it is from the spec.

    Attributes:
        files: Of the folder.
        place: The folder, relative to the spec's own; `.` is the same one.
    """

    files: Files
    place: str

    def at(self, path: str) -> str:
        """A path of the folder as the spec has to write it."""
        return posixpath.normpath(posixpath.join(self.place, path))

    def has(self, path: str) -> bool:
        try:
            self.files.read(path)
        except StoreError:
            return False
        return True


def read_project(files: Files, place: str) -> ProjectFiles:
    """Everything that `config.toml` and the folders beside it say; asks nobody and resolves no secret.

    Args:
        files: Of the folder that holds `config.toml`.
        place: That folder, relative to the spec's.

    Raises:
        SpecError: The file is not TOML.
        StoreError: There is none.
    """
    folder = Folder(files, place)
    document = _parsed(files)
    remotes = dict(_tables(document.pop("remotes", None)))
    notes: set[LeftOut] = set()
    targets = dict(_targets(document, remotes, folder))
    first = next(iter(targets))
    common, found = _read(document, first, folder)
    notes.update(found)
    own: dict[str, tuple[Resource, ...]] = {}
    for name, overlay in remotes.items():
        merged = _merged(document, {key: value for key, value in overlay.items() if key != "project_id"})
        own[name], found = _read(merged, name, folder)
        notes.update(replace(each, key=f"remotes.{name}.{each.key}") for each in found if each not in notes)
    migrations = folder.at("migrations") if files.glob("migrations/*.sql") else ""
    return ProjectFiles(targets=targets, common=common, own=own, migrations=migrations, notes=tuple(sorted(notes)))


def _read(document: Mapping[str, object], target: str, folder: Folder) -> tuple[tuple[Resource, ...], list[LeftOut]]:
    config = ConfigToml.of(document)
    functions_into(config, folder.files, folder.at)
    groups_into(config)
    names_into(config)
    _bodies_into(config, folder)
    rows_into(config)
    rest_into(config)
    return resources_of(config, target), config.notes


def _bodies_into(config: ConfigToml, folder: Folder) -> None:
    """Texts of mails in files; a path starts at the folder above, where the CLI is called."""
    for table in ("template", "notification"):
        for name in config.tables_below(f"auth.email.{table}"):
            key = f"auth.email.{table}.{name}.content_path"
            path = config.left.get(key)
            if name not in email_templates.NAMES:
                config.leave_below(f"auth.email.{table}.{name}", "Supabase does not send this mail")
            elif isinstance(path, str) and path:
                found = next((each for each in (posixpath.join("..", path), path) if folder.has(each)), None)
                if found is None:
                    config.leave(key, f"there is no file {path}")
                else:
                    config.take(key)
                    config.put((email_templates.KIND, name), "/body", freeze({"file": folder.at(found)}))


def _targets(
    document: Mapping[str, object], remotes: Mapping[str, Mapping[str, object]], folder: Folder
) -> Iterator[tuple[str, Target]]:
    """Each of `[remotes.*]`; without any, the project that the folder is linked to."""
    for name, overlay in remotes.items():
        ref = str(overlay.get("project_id", ""))
        yield name, _target(name, ref or f"${{env:{_variable(name)}}}")
    if not remotes:
        ref = str(document.get("project_id", ""))
        if not _REF.fullmatch(ref):
            ref = folder.files.read(_LINKED).decode("ascii", "replace").strip() if folder.has(_LINKED) else ""
        yield _ALONE, _target(_ALONE, ref if _REF.fullmatch(ref) else "${env:SUPABASE_PROJECT_ID}")


def _target(name: str, ref: str) -> Target:
    environment = re.fullmatch(r"env\((\w+)\)", ref)
    project = Interpolated(f"${{env:{environment[1]}}}" if environment else ref)
    return Target(name=name, provider="supabase", project=project)


def _variable(name: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", f"SUPABASE_PROJECT_ID_{name}".upper())


def _parsed(files: Files) -> dict[str, object]:
    try:
        return tomllib.loads(files.read(FILE).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        at = _PLACE.search(str(error))
        span = Span(file=str(files.root / FILE), line=int(at[1]) if at else 1, column=int(at[2]) if at else 1)
        detail = _PLACE.sub("", str(error)).strip()
        raise SpecError(Diagnostic(code="SPEC450", summary="this is not TOML", detail=detail, span=span)) from None


def _tables(value: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    for name, table in value.items() if isinstance(value, Mapping) else ():
        if isinstance(table, Mapping):
            yield str(name), table


def _merged(base: Mapping[str, object], overlay: Mapping[str, object]) -> dict[str, object]:
    """Tables merge by key, everything else replaces, as `[remotes.*]` does."""
    merged = dict(base)
    for key, value in overlay.items():
        below = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(below, Mapping)
        merged[key] = _merged(below, value) if both else value  # type: ignore[arg-type]
    return merged
