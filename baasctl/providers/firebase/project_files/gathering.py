"""What a project's files say, on its way into resources; what has no place in a spec is listed with the reason."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from baasctl.model.address import Address
from baasctl.model.errors import StoreError
from baasctl.model.files import Files
from baasctl.model.resource import Resource
from baasctl.model.value import Attributes, Value, freeze, put
from baasctl.providers.firebase.project_files.reasons import reason_for
from baasctl.providers.project_files import LeftOut


@dataclass(slots=True)
class Gathering:
    """The files of one project, read for one alias.

    Attributes:
        files: Of the folder that holds `firebase.json`.
        place: That folder, relative to the spec's.
        deploy_targets: Of the alias's project in `.firebaserc`: type, then name, then resources.
        values: Attributes by kind and segments, in the order found.
        notes: What was left out, or needs a word.
    """

    files: Files
    place: str
    deploy_targets: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    values: dict[tuple[str, tuple[str, ...]], Attributes] = field(default_factory=dict)
    notes: list[LeftOut] = field(default_factory=list)

    def at(self, path: str) -> str:
        """A path of the folder as the spec has to write it."""
        return posixpath.normpath(posixpath.join(self.place, path))

    def has_file(self, path: str) -> bool:
        try:
            self.files.read(path)
        except StoreError:
            return False
        return True

    def put(self, kind: str, segments: tuple[str, ...], pointer: str, value: Value) -> None:
        """Set one attribute."""
        self.values[kind, segments] = put(self.values.get((kind, segments), {}), pointer, value)

    def put_file(self, kind: str, segments: tuple[str, ...], key: str, path: object) -> None:
        """The text of a file as `source`; a file that is not there is noted."""
        if not isinstance(path, str) or not path:
            self.leave(key, "expected a path")
        elif not self.has_file(path):
            self.leave(key, f"there is no file {path}")
        else:
            self.put(kind, segments, "/source", freeze({"file": self.at(path)}))

    def leave(self, key: str, reason: str) -> None:
        """Note that a key is not written."""
        self.notes.append(LeftOut(key, reason))

    def remark(self, key: str, reason: str) -> None:
        """Say what to know about a key that is written."""
        self.notes.append(LeftOut(key, reason, is_written=True))

    def rest(self, key: str, members: Mapping[str, object]) -> None:
        """Note why the members that are left of an entry have no place."""
        for name in members:
            self.leave(f"{key}.{name}", reason_for(f"{key}.{name}"))

    def targets_of(self, kind: str, entry: dict[str, object], own: str, key: str) -> tuple[str, ...]:
        """The resources that an entry is for: those of its deploy target, else its own; the default one without both.

        Args:
            kind: Type of deploy target: `storage`, `database`, `firestore`.
            own: Member that names one resource.
        """
        target, named = entry.pop("target", None), entry.pop(own, None)
        if isinstance(target, str):
            found = self.deploy_targets.get(kind, {}).get(target, ())
            if not found:
                self.leave(f"{key}.target", f".firebaserc has no {kind} target {target} for this project")
            return found
        return (named,) if isinstance(named, str) and named else ("(default)",)

    def resources(self, alias: str) -> tuple[Resource, ...]:
        """The resources that were gathered."""
        return tuple(
            Resource(address=Address(alias, kind, segments), attributes=attributes)
            for (kind, segments), attributes in self.values.items()
        )


def entries_of(key: str, value: object) -> Iterator[tuple[str, dict[str, object]]]:
    """The entries of a section that may be one object or a list of them, with the key that names each."""
    if isinstance(value, Mapping):
        yield key, dict(value)
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, Mapping):
            yield f"{key}[{index}]", dict(entry)
