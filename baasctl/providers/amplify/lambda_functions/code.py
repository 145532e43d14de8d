"""The code of live functions: known from the last run, equal to the folder's zip, or downloaded."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from baasctl.model.errors import PlanStale
from baasctl.providers.amplify.clients.code_download import download
from baasctl.providers.amplify.clients.lambda_functions import LambdaFunctions
from baasctl.providers.amplify.project import Project
from baasctl.providers.contract import Answer
from baasctl.providers.function_folders.archive import digests_of, unpack
from baasctl.providers.function_folders.folder import SourceFolder, collect, packed
from baasctl.providers.function_folders.memory import Built, SourceMemory


def code_digest(archive: bytes) -> str:
    """`CodeSha256` of a zip."""
    return base64.b64encode(hashlib.sha256(archive).digest()).decode()


class LiveCode:
    """What the functions of one run consist of."""

    def __init__(self, project: Project, functions: LambdaFunctions) -> None:
        self._project = project
        self._functions = functions
        folder = "".join(each if each.isalnum() or each in "-_" else "-" for each in project.target.project)
        self._memory = SourceMemory.load(project.cache / folder / "functions.json" if project.cache else None)

    def read(self, name: str, digest: str, folder: SourceFolder | None) -> Answer:
        """See `documents`: `digests` by path; with `files` where they had to be fetched.

        Args:
            digest: `CodeSha256` as Lambda tells it.
            folder: Where the spec has the code; `None`: the files are wanted.
        """
        if folder is not None:
            known = self._memory.at(name, digest) or _same_as(folder, digest)
            if known is not None:
                return {"digests": dict(known)}
        archive = self.archive(name)
        files = unpack(archive, f"code of function {name}")
        digests = digests_of(files)
        self.remember(name, code_digest(archive), digests)
        return {"digests": digests, "files": files}

    def archive(self, name: str) -> bytes:
        """The zip of a live function.

        Raises:
            ProviderError: It was not given.
        """
        address = self._functions.code_address(name)
        return download(address, is_local=bool(self._project.aws.place.url), pause=self._project.pause)

    def remember(self, name: str, digest: str, files: Mapping[str, str]) -> None:
        """Keep what a zip holds, by its digest, for the next run."""
        self._memory.remember({name: Built(digest, files)})


def _same_as(folder: SourceFolder, digest: str) -> Mapping[str, str] | None:
    """The files of the folder, if their zip is what Lambda has."""
    found = collect(folder, None)
    if found.problems:
        return None
    try:
        archive = packed(folder, found.digests)
    except PlanStale:
        return None
    return found.digests if code_digest(archive) == digest else None
