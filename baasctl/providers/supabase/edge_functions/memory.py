"""What is remembered of deployed functions between runs; it may be lost at any time.

Reading sources costs one request a function, so the digests of each version are kept. And where the
platform gives other bytes back than were uploaded, only the digest of the upload can tell whether the
spec changed since.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from baasctl.stores.atomic_file import PRIVATE, write_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """One version of one function.

    Attributes:
        version: `version:ezbr_sha256` of the list.
        files: SHA-256 by path from the entrypoint's folder, as read back; `None`: it has no readable sources.
        uploaded: `upload_digest` of what baasctl uploaded as this version, if that does not read back.
    """

    version: str
    files: Mapping[str, str] | None = None
    uploaded: str = ""


@dataclass(slots=True)
class FunctionMemory:
    """The last known version of each function, in a file that only the user can read, or in this process only.

    Attributes:
        path: `None`: nothing is kept when the run ends.
    """

    path: Path | None
    known: dict[str, Deployed] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None) -> FunctionMemory:
        """What the file says; nothing when it is missing, broken or of another format."""
        known: dict[str, Deployed] = {}
        if path is not None:
            with contextlib.suppress(OSError, ValueError, RecursionError):
                known = _parsed(json.loads(path.read_text("utf-8")))
        return cls(path, known)

    def at(self, slug: str, version: str) -> Deployed | None:
        """What is known of this very version."""
        deployed = self.known.get(slug)
        return deployed if deployed and deployed.version == version else None

    def remember(self, entries: Mapping[str, Deployed]) -> None:
        """Add or replace entries, and keep them where there is a file; failing to keep is no error."""
        if all(self.known.get(slug) == deployed for slug, deployed in entries.items()):
            return
        self.known.update(entries)
        if self.path is None:
            return
        document = {
            "format": 1,
            "functions": {slug: asdict(deployed) for slug, deployed in sorted(self.known.items())},
        }
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(self.path, json.dumps(document, indent=1, default=dict) + "\n", mode=PRIVATE)


def digests_of(files: Mapping[str, bytes] | None) -> dict[str, str] | None:
    """SHA-256 of each file by path."""
    return None if files is None else {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}


def _parsed(document: object) -> dict[str, Deployed]:
    match document:
        case {"format": 1, "functions": dict(functions)}:
            found = {str(slug): _deployed(entry) for slug, entry in functions.items()}
            return {slug: deployed for slug, deployed in found.items() if deployed is not None}
    return {}


def _deployed(entry: object) -> Deployed | None:
    match entry:
        case {"version": str(version), "files": None, "uploaded": str(uploaded)}:
            return Deployed(version=version, uploaded=uploaded)
        case {"version": str(version), "files": dict(files), "uploaded": str(uploaded)}:
            digests = {str(path): str(digest) for path, digest in files.items()}
            return Deployed(version=version, files=digests, uploaded=uploaded)
    return None
