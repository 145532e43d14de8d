"""Sources of edge functions: what an upload carries, how it is kept, how it reads back."""

from __future__ import annotations

import hashlib
import json
import posixpath
from dataclasses import dataclass
from typing import cast

from baasctl.sandbox import multipart
from baasctl.sandbox.documents import Documents
from baasctl.sandbox.exchange import Answer, JsonObject, Refusal, Request, json_type
from baasctl.sandbox.supabase.function_imports import refuse_missing_modules
from baasctl.sandbox.supabase.validation import Field, checked

_METADATA = {
    "entrypoint_path": Field(kind="string", required=True),
    "import_map_path": Field(kind="string"),
    "name": Field(kind="string"),
    "static_patterns": Field(kind="array", items=Field(kind="string")),
    "verify_jwt": Field(kind="boolean"),
}
_MEGABYTE = 1024 * 1024
_SOURCE_LIMIT = 20 * _MEGABYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A deployed bundle: its metadata and its files by uploaded path."""

    metadata: JsonObject
    files: dict[str, bytes]

    @property
    def digest(self) -> str:
        """Stands in for the digest of the eszip that the platform would build; equal sources, equal digest."""
        state = hashlib.sha256(json.dumps(self.metadata, sort_keys=True).encode())
        for path, content in sorted(self.files.items()):
            state.update(f"\0{path}\0{len(content)}\0".encode() + content)
        return state.hexdigest()


def read_upload(request: Request) -> Upload:
    """The bundle in a `POST /functions/deploy`.

    Raises:
        Refusal: 400: not a form, no or bad metadata, unsafe paths, or an entrypoint that is not among the files.
            413: too large.
    """
    parts = multipart.parse(request.headers.get("content-type", ""), request.body)
    files = {_safe(part.filename): part.content for part in parts if part.name == "file"}
    texts = [part.content for part in parts if part.name == "metadata"]
    if not texts:
        raise Refusal(400, "metadata: Required")
    if sum(map(len, files.values())) > _SOURCE_LIMIT:
        raise Refusal(413, f"request entity too large: the sources exceed {_SOURCE_LIMIT // _MEGABYTE} MB")
    metadata = checked(_METADATA, _object(texts[-1]))
    _refuse_missing(files, metadata)
    return Upload(metadata=metadata, files=files)


def store(documents: Documents, upload: Upload) -> JsonObject:
    """Keep the files; the returned map from path to blob belongs into the function's entry."""
    stored: JsonObject = {}
    for path, content in upload.files.items():
        name = hashlib.sha256(content).hexdigest()
        documents.write_blob(name, content)
        stored[path] = name
    return stored


def download(documents: Documents, entry: JsonObject) -> Answer:
    """The sources as `GET /functions/{slug}/body` answers them to `Accept: multipart/form-data`."""
    sources = cast("dict[str, str]", entry["sources"])
    metadata = {"deno2_entrypoint_path": f"source/{entry['uploaded_entrypoint']}"}
    parts = [multipart.Part(name="metadata", content=json.dumps(metadata).encode(), content_type="application/json")]
    parts += [
        multipart.Part(
            name="file",
            filename=f"source/{path}",
            content=documents.read_blob(blob),
            content_type="application/octet-stream",
        )
        for path, blob in sources.items()
    ]
    return multipart.answer(parts)


def _object(text: bytes) -> JsonObject:
    try:
        value = json.loads(text)
    except ValueError:
        raise Refusal(400, "metadata: Invalid JSON") from None
    if not isinstance(value, dict):
        raise Refusal(400, f"metadata: Expected object, received {json_type(value)}")
    return value


def _safe(path: str) -> str:
    """Uploaded names are relative; `..` inside is kept when it stays below the upload's root."""
    normal = posixpath.normpath(path.replace("\\", "/"))
    if not path or normal.startswith(("/", "..")) or "\0" in normal:
        raise Refusal(400, f"file: Invalid filename {path!r}")
    return normal


def _refuse_missing(files: dict[str, bytes], metadata: JsonObject) -> None:
    entrypoint = posixpath.normpath(str(metadata["entrypoint_path"]))
    import_map = str(metadata.get("import_map_path") or "")
    if import_map and posixpath.normpath(import_map) not in files:
        raise Refusal(400, f"Failed to bundle the function (reason: import map {import_map} is missing).")
    refuse_missing_modules(files, entrypoint, posixpath.normpath(import_map))
