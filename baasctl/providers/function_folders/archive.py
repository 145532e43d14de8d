"""The zip that sources travel in: made so that equal sources are equal bytes, and read with care."""

from __future__ import annotations

import hashlib
import io
import json
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from baasctl.providers.strict import unexpected

LARGEST_SOURCE: Final = 512 * 2**20
"""Bytes of all files of a folder together, unpacked; no provider takes more."""
MOST_FILES: Final = 10_000
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_REGULAR, _EXECUTABLE = 0o100644, 0o100755
_DIGEST_LENGTH: Final = 40


def pack(files: Mapping[str, bytes], executable: frozenset[str] = frozenset()) -> bytes:
    """One zip of files by path; order, times and owners are always the same.

    Args:
        executable: Paths of files that may be run.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            member = zipfile.ZipInfo(path, _NO_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = (_EXECUTABLE if path in executable else _REGULAR) << 16
            archive.writestr(member, files[path])
    return packed.getvalue()


def unpack(packed: bytes, document: str) -> dict[str, bytes]:
    """The files of a zip by path; folders, links and paths that lead elsewhere are left out.

    Raises:
        UnexpectedAnswer: It is no zip, or larger unpacked than any source may be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            members = [each for each in archive.infolist() if _is_plain(each)]
            if len(members) > MOST_FILES or sum(each.file_size for each in members) > LARGEST_SOURCE:
                raise unexpected(document, "", "the archive is larger unpacked than any source may be")
            return {each.filename: archive.read(each) for each in sorted(members, key=lambda each: each.filename)}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise unexpected(document, "", "this is no zip archive that can be read") from None


def digests_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of each file by path."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}


def source_digest(digests: Mapping[str, object]) -> str:
    """One short digest of a source, from those of its files; short enough for a label."""
    text = json.dumps(dict(digests), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def _is_plain(member: zipfile.ZipInfo) -> bool:
    path, mode = member.filename, member.external_attr >> 16
    is_link = mode & 0o170000 == 0o120000
    is_inside = posixpath.normpath(path) == path and not path.startswith(("/", "..")) and "\\" not in path
    return not member.is_dir() and not is_link and is_inside and path.isprintable()
