"""Which files make a function: what its entrypoint imports, its import map, its static files; nothing else."""

from __future__ import annotations

import glob
import hashlib
import os
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import PlanStale
from baasctl.model.span import Span
from baasctl.providers.supabase.edge_functions.import_map import LOCAL, ImportMap, read_import_map
from baasctl.providers.supabase.edge_functions.script_imports import Import, imports_of

IMPORT_MAPS = ("deno.json", "deno.jsonc")
"""Names of the import map when the spec names none: the nearest to the entrypoint, not above the folder."""

_SCRIPTS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_MOST_FILES = 2000
_LARGEST_SCRIPT = 8 * 2**20
_LARGEST_FUNCTION = 64 * 2**20
_WHOSE = "baasctl's limit for one function"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSource:
    """Where the code of a function is, as the spec says. Paths are POSIX.

    Attributes:
        root: The spec's folder; nothing outside it is ever read.
        folder: The function's folder, from `root`.
        entrypoint: From `folder`.
        import_map: From `folder`; empty: `IMPORT_MAPS` are looked for.
        static_files: Globs from `folder`.
    """

    root: Path
    folder: str
    entrypoint: str = "index.ts"
    import_map: str = ""
    static_files: tuple[str, ...] = ()

    @property
    def entrypoint_path(self) -> str:
        """From `root`."""
        return self.below(self.entrypoint)

    @property
    def static_patterns(self) -> tuple[str, ...]:
        """From `root`."""
        return tuple(self.below(pattern) for pattern in self.static_files)

    def below(self, path: str) -> str:
        """A path or glob of the folder, from `root`."""
        return posixpath.normpath(posixpath.join(self.folder, path))

    def from_entrypoint(self, path: str) -> str:
        """A path from `root`, said from the entrypoint's folder: how live sources are compared."""
        return posixpath.relpath(path, posixpath.dirname(self.entrypoint_path) or ".")

    def from_root(self, path: str) -> str:
        """The inverse of `from_entrypoint`."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.entrypoint_path), path))

    def import_map_among(self, paths: frozenset[str]) -> str:
        """The import map among the function's files (paths from `root`); empty if there is none."""
        return next((path for path in self.import_map_candidates if path in paths), "")

    @property
    def import_map_candidates(self) -> tuple[str, ...]:
        """Where the import map may be, from `root`; the first one that is there counts."""
        if self.import_map:
            return (self.below(self.import_map),)
        folders = [
            folder for folder in PurePosixPath(posixpath.normpath(self.entrypoint)).parents if ".." not in folder.parts
        ]
        return tuple(self.below(str(folder / name)) for folder in folders for name in IMPORT_MAPS)


@dataclass(slots=True, kw_only=True)
class FunctionFiles:
    """What was found.

    Attributes:
        digests: SHA-256 of each file by its path from the entrypoint's folder.
        problems: What stands in the way; the function cannot be uploaded while there are any.
    """

    digests: dict[str, str] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)


def collect(source: FunctionSource, declared: Span | None) -> FunctionFiles:
    """Find and digest the files of a function; every problem is reported, none raised.

    Args:
        source: Where to look.
        declared: Where the spec declares the source, for messages.
    """
    return _Collector(source, declared).collect()


def read_exactly(source: FunctionSource, path: str, digest: str) -> bytes:
    """The content of a file (path from `root`) that the plan knows by its digest.

    Raises:
        PlanStale: It is gone, or not what it was when the plan was made.
    """
    try:
        content = (source.root / path).read_bytes()
        refusal = _refusal(source, path)
    except OSError:
        content, refusal = b"", "it is gone"
    if not refusal and hashlib.sha256(content).hexdigest() == digest:
        return content
    raise PlanStale(
        Diagnostic(
            code="APPLY120",
            summary="a source file changed since the plan was made",
            detail=f"`{path}`: {refusal or 'its content is another one'}",
            hint="make a new plan",
        )
    )


class _Collector:
    def __init__(self, source: FunctionSource, declared: Span | None) -> None:
        self._source = source
        self._declared = declared
        self._found = FunctionFiles()
        self._seen: set[str] = set()
        self._size = 0

    def collect(self) -> FunctionFiles:
        """See `collect`."""
        source = self._source
        if not self._folder_is_usable():
            return self._found
        import_map = self._import_map()
        pending = [source.entrypoint_path] if self._add(source.entrypoint_path, "`entrypoint`", None) else []
        while pending:
            pending.extend(self._imported_by(pending.pop(), import_map))
        for pattern in source.static_files:
            self._add_static(pattern)
        return self._found

    def _folder_is_usable(self) -> bool:
        source = self._source
        if PurePosixPath(source.folder).is_absolute() or source.below(".").startswith(".."):
            self._problem("`source`", source.folder, "it is outside of the spec's folder", None)
        elif not (source.root / source.folder).is_dir():
            self._problem("`source`", source.folder, "there is no such folder", None)
        else:
            return True
        return False

    def _import_map(self) -> ImportMap:
        source = self._source
        is_there = (
            path for path in source.import_map_candidates if source.import_map or (source.root / path).is_file()
        )
        path, found = next(is_there, ""), ImportMap()
        for _ in range(2):
            if not path or not self._add(path, "the import map", None):
                break
            try:
                found = read_import_map((source.root / path).read_text("utf-8"), path)
            except ValueError as error:
                self._problem("the import map", path, f"it cannot be read: {error}", None)
            path = found.elsewhere
        return found

    def _imported_by(self, path: str, import_map: ImportMap) -> Iterator[str]:
        """Files that a script imports and that were not seen yet."""
        if not path.endswith(_SCRIPTS):
            return
        text = self._text(path)
        for found in imports_of(text):
            target = import_map.resolve(found.specifier, path)
            if target.startswith("file:///"):
                target = LOCAL + target.removeprefix("file://")
            elif not target.startswith(LOCAL):
                continue
            local = target.removeprefix(LOCAL).partition("?")[0].partition("#")[0]
            if local not in self._seen and self._add(local, f"import of `{found.specifier}`", (path, found)):
                yield local

    def _text(self, path: str) -> str:
        content = (self._source.root / path).read_bytes()
        if len(content) > _LARGEST_SCRIPT:
            self._problem("script", path, f"{len(content)} bytes; {_WHOSE} is {_LARGEST_SCRIPT} for a script", None)
            return ""
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            self._problem("script", path, f"it is not UTF-8 at byte {error.start}", None)
            return ""

    def _add_static(self, pattern: str) -> None:
        source = self._source
        folder = source.root / source.folder
        escapes = PurePosixPath(pattern).is_absolute() or source.below(pattern).startswith("..")
        # Unlike Path.glob, this leaves out names that begin with a dot.
        names = [] if escapes else sorted(glob.glob(pattern, root_dir=folder, recursive=True))  # noqa: PTH207
        files = [source.below(Path(name).as_posix()) for name in names if (folder / name).is_file()]
        if not files:
            reason = "it leads outside of the spec's folder" if escapes else "no file matches it"
            self._problem("static files", pattern, reason, None)
        for path in files:
            self._add(path, f"static files `{pattern}`", None)

    def _add(self, path: str, what: str, importer: tuple[str, Import] | None) -> bool:
        """Take a file (path from `root`) in; says whether it may be read on."""
        if path in self._seen:
            return self._source.from_entrypoint(path) in self._found.digests
        self._seen.add(path)
        try:
            reason = self._reason_against(path)
            content = b"" if reason else (self._source.root / path).read_bytes()
        except OSError as error:
            reason, content = f"it cannot be read: {error.strerror}", b""
        if reason:
            self._problem(what, path, reason, importer)
            return False
        self._found.digests[self._source.from_entrypoint(path)] = hashlib.sha256(content).hexdigest()
        return True

    def _reason_against(self, path: str) -> str:
        if reason := _refusal(self._source, path):
            return reason
        file = self._source.root / path
        if not file.is_file():
            return "there is no such file"
        self._size += file.stat().st_size
        if self._size > _LARGEST_FUNCTION:
            return f"with it the function has more than {_LARGEST_FUNCTION} bytes, {_WHOSE}"
        if len(self._seen) > _MOST_FILES:
            return f"with it the function has more than {_MOST_FILES} files, {_WHOSE}"
        return ""

    def _problem(self, what: str, path: str, reason: str, importer: tuple[str, Import] | None) -> None:
        place = f"; the function is declared at {self._declared}" if self._declared and importer else ""
        span = self._declared
        if importer:
            file, found = importer
            span = Span(file=file, line=found.line, column=found.column)
        self._found.problems.append(
            Diagnostic(
                code="SPEC320",
                summary="a file of the function cannot be used",
                detail=f"{what}: `{path}`: {reason}{place}",
                hint=_HINTS.get(reason, ""),
                span=span,
            )
        )


_DOT_FILE = "files and folders whose name begins with a dot are never uploaded"
_UNSAFE_NAME = "its name holds a control character, a quotation mark or a backslash"
_OUTSIDE = "it leads outside of the spec's folder"
_HINTS = {
    "there is no such file": "Deno wants the exact path with its extension; correct it, or map it in deno.json",
    "no file matches it": "globs start at the function's `source`; `**` matches folders",
    "there is no such folder": "paths start at the folder of the spec",
    _DOT_FILE: "give it another name; secrets belong under `function_secrets`",
    _OUTSIDE: "move it into the folder of the spec",
}


def _refusal(source: FunctionSource, path: str) -> str:
    """Why a file may not be uploaded, symbolic links followed; empty if it may."""
    if not path.isprintable() or '"' in path or "\\" in path:
        return _UNSAFE_NAME
    root, real = source.root.resolve(), (source.root / path).resolve()
    if PurePosixPath(path).is_absolute() or path.startswith("..") or not real.is_relative_to(root):
        return _OUTSIDE
    folder = (source.root / source.folder).resolve()
    steps = (*posixpath.relpath(path, source.below(".")).split("/"), *Path(os.path.relpath(real, folder)).parts)
    return _DOT_FILE if any(step.startswith(".") and step not in (".", "..") for step in steps) else ""
