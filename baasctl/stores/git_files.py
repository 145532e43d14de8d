"""The files of a spec as a git revision has them; nothing is checked out."""

from __future__ import annotations

import posixpath
import re
import subprocess
from functools import cached_property
from pathlib import Path

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import StoreError
from baasctl.stores.files import FILE_LIMIT_BYTES, too_large, unusable

_SECONDS = 60.0


class GitFiles:
    """One revision of the repository around a folder.

    Args:
        root: Folder of the main spec file in the working tree; paths start there. It need not exist in
            the revision.
        revision: Anything `git rev-parse` understands (`main`, `HEAD~3`, a hash).

    Raises:
        StoreError: There is no git, no repository or no such revision.
    """

    def __init__(self, root: Path, revision: str) -> None:
        self.root = root
        self.revision = revision
        self.commit = self._git(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        ).strip()
        self._prefix = self._git("rev-parse", "--show-prefix").strip()

    def read(self, path: str) -> bytes:
        """See `Files.read`."""
        full = self._inside(path)
        mode, size, blob = self._tree.get(full, ("", 0, ""))
        if not blob:
            problem = "is a folder" if self.is_folder(path) else "does not exist"
            raise unusable(f"`{path}` {problem} in revision {self.revision}")
        if mode == "120000":
            raise unusable(f"`{path}` is a symbolic link in revision {self.revision}", "name the file itself")
        if size > FILE_LIMIT_BYTES:
            raise too_large(path)
        return self._run("cat-file", "blob", blob)

    def glob(self, pattern: str) -> tuple[str, ...]:
        """See `Files.glob`."""
        match = _pattern(self._inside(pattern))
        found = (name for name in self._tree if match.fullmatch(name))
        start = self._prefix or "."
        return tuple(sorted(posixpath.relpath(name, start) for name in found))

    def is_folder(self, path: str) -> bool:
        """See `Files.is_folder`."""
        folder = self._inside(path)
        return folder == "." or any(name.startswith(f"{folder}/") for name in self._tree)

    def _inside(self, path: str) -> str:
        full = posixpath.normpath(posixpath.join(self._prefix, path))
        if full.startswith(("../", "/")) or full == "..":
            raise unusable(f"`{path}` is outside the repository", f"revision {self.revision} has no such file")
        return full

    @cached_property
    def _tree(self) -> dict[str, tuple[str, int, str]]:
        """Path from the top of the repository to (mode, bytes, blob)."""
        tree = {}
        for line in self._git("ls-tree", "-r", "-l", "-z", "--full-tree", self.commit).split("\0"):
            meta, _, name = line.partition("\t")
            if name:
                mode, sort, blob, size = meta.split()
                if sort == "blob":
                    tree[name] = (mode, int(size), blob)
        return tree

    def _git(self, *arguments: str) -> str:
        return self._run(*arguments).decode("utf-8", "surrogateescape")

    def _run(self, *arguments: str) -> bytes:
        try:
            done = subprocess.run(
                ["git", *arguments],  # noqa: S607 - the user's own git, wherever it is
                cwd=self.root,
                capture_output=True,
                timeout=_SECONDS,
                check=True,
            )
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode("utf-8", "replace").strip()
            raise _no_revision(self.revision, said or "git knows no such revision") from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _no_revision(self.revision, f"git cannot be run in {self.root}: {error}") from None
        return done.stdout


def _no_revision(revision: str, why: str) -> StoreError:
    return StoreError(
        Diagnostic(
            code="SPEC002",
            summary="a git revision cannot be read",
            detail=f"`{revision}`: {why}",
            hint="name a branch, tag or commit that this clone has; a shallow clone has few",
        )
    )


def _pattern(pattern: str) -> re.Pattern[str]:
    """A glob as a regular expression over whole paths, with the rules of `glob.glob(recursive=True)`."""
    parts = []
    names = pattern.split("/")
    for position, part in enumerate(names):
        if part == "**":
            is_last = position == len(names) - 1
            parts.append(r"(?:[^/.][^/]*/)*" + (r"[^/.][^/]*/" if is_last else ""))
            continue
        text = "" if part.startswith(".") else r"(?!\.)"
        for piece in re.findall(r"\[!?\]?[^\]]*\]|.", part, re.DOTALL):
            if piece == "*":
                text += "[^/]*"
            elif piece == "?":
                text += "[^/]"
            elif len(piece) > 1:
                inside = piece[1:-1].replace("\\", "\\\\")
                text += "[" + (f"^{inside[1:]}" if inside.startswith("!") else inside) + "]"
            else:
                text += re.escape(piece)
        parts.append(text + "/")
    return re.compile("".join(parts).removesuffix("/"))
