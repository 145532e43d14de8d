"""`baasctl adopt --from`: a spec from the project files of the provider's own tool, without a token."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from baasctl.cli.output import Output

if TYPE_CHECKING:
    from baasctl.adopt.write_spec import Adopted
    from baasctl.providers.project_files import LeftOut, ProjectFiles


def adopted_from(
    folder: Path, out: Path, kinds: frozenset[str], *, run_code: bool = False
) -> tuple[Adopted, ProjectFiles]:
    """The spec of a project folder; sources, rules and mails stay where they are, and the spec says so.

    Args:
        run_code: The project's own code may run to say what no file says.

    Raises:
        SpecError, StoreError: The project file is missing or broken.
    """
    from baasctl.adopt.write_project import write_project
    from baasctl.providers import registry
    from baasctl.stores.disk_files import DiskFiles

    if not folder.is_dir():
        raise click.BadParameter(f"there is no folder {folder}", param_hint="--from")
    files = DiskFiles(folder)
    package = registry.package(registry.provider_of_folder(files))
    place = Path(os.path.relpath(folder.resolve(), out.resolve())).as_posix()
    project = package.read_project(files, place, run_code=run_code)
    if kinds:
        project = replace(
            project,
            common=tuple(each for each in project.common if each.address.kind in kinds),
            own={name: tuple(each for each in own if each.address.kind in kinds) for name, own in project.own.items()},
        )
    return write_project(project, package.support()), project


def say_notes(output: Output, notes: Iterable[LeftOut]) -> None:
    """The keys that are not in the spec, by reason, and those that need a word."""
    by_reason: dict[tuple[bool, str], list[str]] = {}
    for note in notes:
        by_reason.setdefault((note.is_written, note.reason), []).append(note.key)
    for is_written, title in ((True, "written, but know this:"), (False, "not written:")):
        reasons = {reason: keys for (written, reason), keys in by_reason.items() if written is is_written}
        if reasons:
            output.say(title)
        for reason, keys in reasons.items():
            output.say(f"  {', '.join(keys)}\n    {reason}")
