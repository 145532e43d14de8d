"""Uploading sources: once for all functions of one folder and region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid, PlanStale
from baasctl.providers.firebase.clients.cloud_functions import CloudFunctions
from baasctl.providers.firebase.clients.uploads import SignedAddresses
from baasctl.providers.firebase.cloud_functions.address import Place
from baasctl.providers.firebase.cloud_functions.normal_form import LARGEST_UPLOAD, folder_of
from baasctl.providers.firebase.functions import marker_of
from baasctl.providers.firebase.project import Project
from baasctl.providers.function_folders.archive import source_digest
from baasctl.providers.function_folders.folder import SourceFolder, packed
from baasctl.providers.function_folders.memory import Built, SourceMemory


class Uploading:
    """Zips of one run, and where they were put."""

    def __init__(self, project: Project, api: CloudFunctions, addresses: SignedAddresses, memory: SourceMemory) -> None:
        self._project = project
        self._api = api
        self._addresses = addresses
        self._memory = memory
        self._packed: dict[str, bytes] = {}
        self._put: dict[tuple[str, str], Mapping[str, object]] = {}
        self._uploaded: set[Address] = set()

    def pack(self, changes: Sequence[Change]) -> None:
        """Make the zips that the changes need, before anything is sent.

        Raises:
            PlanStale: A file is not what it was when the plan was made.
            Invalid: A zip is larger than Google takes.
        """
        for change in changes:
            label = self.label(change)
            if not label or label in self._packed or (change.action is Action.UPDATE and not _has_new_source(change)):
                continue
            archive = packed(self._folder(change), _files(change))
            if len(archive) > LARGEST_UPLOAD:
                raise _too_large(change, len(archive))
            self._packed[label] = archive

    def storage(self, change: Change, place: Place, former: Mapping[str, object]) -> Mapping[str, object] | None:
        """Where the sources of a function are now, for `buildConfig.source`.

        Args:
            former: The function whose sources it gets when the spec has none; empty: it has some.
        """
        label = self.label(change)
        if not label and former:
            at = Place.of_wire(str(former.get("name", "")), "function", "/name")
            archive = self._addresses.get(self._api.download_address(at.region, at.name))
            return self._put_at(place, archive)
        if (place.region, label) not in self._put:
            self._put[place.region, label] = self._put_at(place, self._packed[label])
        self._uploaded.add(change.address)
        return self._put[place.region, label]

    def label(self, change: Change) -> str:
        """`archive.source_digest` of the declared sources; empty: the spec declares none."""
        files = _files(change)
        return source_digest(files) if files else ""

    def remember(self, change: Change, place: Place, function: Mapping[str, object]) -> None:
        """Note what a function was built from, if that was uploaded just now."""
        if change.address in self._uploaded:
            built = Built(marker_of(function), _files(change))
            self._memory.remember({f"{place.region}/{place.name}": built})

    def _put_at(self, place: Place, archive: bytes) -> Mapping[str, object]:
        self._project.progress(f"uploading the sources of `{place.name}`, {len(archive)} bytes")
        address, storage = self._api.upload_address(place.region)
        self._addresses.put(address, archive)
        return storage

    def _folder(self, change: Change) -> SourceFolder:
        source = folder_of(change.after or {}, change.facts, self._project.root)
        if source is None:
            raise PlanStale(
                Diagnostic(
                    code="APPLY272",
                    summary="the plan does not say where the sources of a function are",
                    detail=f"`{change.address.local}`",
                    hint="make a new plan",
                    address=change.address,
                )
            )
        return source


def _files(change: Change) -> dict[str, str]:
    """SHA-256 of each declared file by path."""
    source = (change.after or {}).get("source")
    return {path: str(digest) for path, digest in source.items()} if isinstance(source, Mapping) else {}


def _has_new_source(change: Change) -> bool:
    return change.field_at("/source") is not None


def _too_large(change: Change, size: int) -> Invalid:
    return Invalid(
        Diagnostic(
            code="APPLY273",
            summary="the sources of a function are too large",
            detail=f"`{change.address.local}`: {size} bytes as a zip; Cloud Functions takes {LARGEST_UPLOAD}",
            hint="leave out what the function does not need with `native: {firebase: {ignore: [...]}}`",
            span=change.span,
            address=change.address,
        )
    )
