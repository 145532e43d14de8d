"""The files of a function's folder, as they are uploaded."""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import PlanStale
from baasctl.model.span import Span
from baasctl.providers.function_folders.archive import MOST_FILES, pack
from baasctl.providers.function_folders.ignore_rules import IgnoreRules

_WHOSE = "the limit of one upload"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What a provider takes.

    Attributes:
        provider: Its name, for messages.
        largest_zip: Bytes of the zip; no file of it may be larger.
        largest_source: Bytes of all files together, unpacked.
    """

    provider: str
    largest_zip: int
    largest_source: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFolder:
    """Where the code of a function is, as the spec says.

    Attributes:
        root: The spec's folder; nothing outside it is ever read.
        folder: The function's folder, from `root`, with slashes.
        upload: What the provider takes.
        rules: What is left out.
    """

    root: Path
    folder: str
    upload: Upload
    rules: IgnoreRules = field(default_factory=IgnoreRules)

    def from_root(self, path: str) -> str:
        """A path in the folder, told from the spec's folder."""
        return posixpath.normpath(posixpath.join(self.folder, path))


@dataclass(slots=True, kw_only=True)
class FolderFiles:
    """What was found.

    Attributes:
        digests: SHA-256 of each file by its path in the folder, sorted.
        problems: What stands in the way; the function cannot be uploaded while there are any.
    """

    digests: dict[str, str] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)


def collect(source: SourceFolder, declared: Span | None) -> FolderFiles:
    """Find and digest the files of a folder; every problem is reported, none raised.

    Links are followed inside the spec's folder only.

    Args:
        declared: Where the spec declares the source, for messages.
    """
    found = FolderFiles()
    if PurePosixPath(source.folder).is_absolute() or source.from_root(".").startswith(".."):
        found.problems.append(_problem(source, source.folder, _OUTSIDE, declared))
        return found
    size = 0
    for path, broken in _walk(source):
        beyond = _too_many(source.upload, len(found.digests), size)
        content = broken or beyond or _content(source, path)
        if isinstance(content, str):
            found.problems.append(_problem(source, source.from_root(path), content, declared))
            if beyond:
                break
            continue
        size += len(content)
        found.digests[path] = hashlib.sha256(content).hexdigest()
    if not found.digests and not found.problems:
        found.problems.append(_problem(source, source.folder, "there is no file to upload in it", declared))
    return found


def packed(source: SourceFolder, digests: Mapping[str, str]) -> bytes:
    """The zip of exactly these files.

    Raises:
        PlanStale: A file is gone, or not what it was when the plan was made.
    """
    files: dict[str, bytes] = {}
    for path, digest in sorted(digests.items()):
        content = _content(source, path)
        if isinstance(content, str) or hashlib.sha256(content).hexdigest() != digest:
            reason = content if isinstance(content, str) else "its content is another one"
            raise PlanStale(
                Diagnostic(
                    code="APPLY271",
                    summary="a source file changed since the plan was made",
                    detail=f"`{source.from_root(path)}`: {reason}",
                    hint="make a new plan",
                )
            )
        files[path] = content
    return pack(files, frozenset(path for path in files if _is_executable(source, path)))


def _walk(source: SourceFolder) -> Iterator[tuple[str, str]]:
    """Each file that is not left out, by path in the folder, with what is wrong with it if anything is; sorted."""
    pending, seen = [""], set()
    root = source.root.resolve()
    files: list[tuple[str, str]] = []
    while pending:
        below = pending.pop()
        folder = source.root / source.folder / below
        real = folder.resolve()
        if real in seen:
            continue
        seen.add(real)
        try:
            names = sorted(entry.name for entry in folder.iterdir())
        except OSError as error:
            files.append((below or ".", f"it cannot be read: {error.strerror}"))
            continue
        for name in names:
            path = f"{below}/{name}" if below else name
            if source.rules.ignores(path):
                continue
            entry = folder / name
            if not path.isprintable() or "\\" in path:
                files.append((path, "its name holds a backslash or a character that cannot be printed"))
            elif not entry.resolve().is_relative_to(root):
                files.append((path, _OUTSIDE))
            elif entry.is_dir():
                pending.append(path)
            else:
                files.append((path, ""))
    return iter(sorted(files))


def _content(source: SourceFolder, path: str) -> bytes | str:
    """The content of a file, or why it cannot be used."""
    file = source.root / source.folder / path
    try:
        if not file.resolve().is_relative_to(source.root.resolve()):
            return _OUTSIDE
        if not file.is_file():
            return "it is no regular file"
        size = file.stat().st_size
        if size > source.upload.largest_zip:
            return f"it has {size} bytes; {_WHOSE} is {source.upload.largest_zip}"
        return file.read_bytes()
    except OSError as error:
        return f"it cannot be read: {error.strerror}"


def _is_executable(source: SourceFolder, path: str) -> bool:
    return os.access(source.root / source.folder / path, os.X_OK)


def _too_many(upload: Upload, count: int, size: int) -> str:
    if count >= MOST_FILES:
        return f"with it the folder has more than {MOST_FILES} files, baasctl's limit for one function"
    return f"the folder has more than {upload.largest_source} bytes, {_WHOSE}" if size > upload.largest_source else ""


_OUTSIDE = "it leads outside of the spec's folder"


def _problem(source: SourceFolder, path: str, reason: str, declared: Span | None) -> Diagnostic:
    ignore = f"with `native: {{{source.upload.provider}: {{ignore: [...]}}}}`"
    hints = {
        _OUTSIDE: "move it into the folder of the spec",
        "it is no regular file": f"remove it, or leave it out {ignore}",
    }
    return Diagnostic(
        code="SPEC610",
        summary="a file of the function cannot be used",
        detail=f"`{path}`: {reason}",
        hint=hints.get(reason, f"leave out what the function does not need {ignore}"),
        span=declared,
    )
