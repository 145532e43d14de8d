"""What `GET /functions/{slug}/body` says about deployed sources.

Source: `downloadWithServerSideUnbundle` of `supabase/cli apps/cli-go` and its TypeScript successor in 3.1.0.
A `metadata` part names the entrypoint (`deno2_entrypoint_path`, else `entrypoint_path`); every other part with
a file name is a source. The platform may move the whole tree, so that only the paths from the entrypoint count.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from baasctl.providers.strict import unexpected
from baasctl.providers.supabase.edge_functions.form_data import FormPart, decode_form
from baasctl.transport import Response


def read_sources(response: Response, document: str, listed_entrypoint: str) -> dict[str, bytes] | None:
    """Each deployed file by its path from the entrypoint's folder.

    Args:
        response: The answer.
        document: The source's name, for messages.
        listed_entrypoint: `entrypoint_path` of the list of functions; used when the answer names none.

    Returns:
        `None` when the platform has no sources for it (it answers an eszip), or names no entrypoint among them.

    Raises:
        UnexpectedAnswer: The form is broken or truncated.
    """
    content_type = response.headers.get("content-type", "")
    if not content_type.lower().startswith("multipart/"):
        return None
    try:
        parts = decode_form(response.body, content_type)
        named = _named_entrypoint(parts)
    except ValueError as error:
        raise unexpected(document, "", str(error)) from None
    files = {plain_path(part.path or part.filename): part.content for part in parts if part.path or part.filename}
    entrypoint = _among(set(files), plain_path(named or listed_entrypoint))
    if not entrypoint:
        return None
    base = posixpath.dirname(entrypoint) or "."
    return {posixpath.relpath(path, base): content for path, content in files.items()}


def _named_entrypoint(parts: Sequence[FormPart]) -> str:
    metadata = next((part.content for part in parts if part.name == "metadata" and not part.filename), b"")
    if not metadata.strip():
        return ""
    try:
        document = json.loads(metadata)
    except (ValueError, RecursionError):
        raise ValueError("its metadata is not JSON") from None
    match document:
        case {"deno2_entrypoint_path": str(named)} if named:
            return named
        case {"entrypoint_path": str(named)}:
            return named
        case dict():
            return ""
    raise ValueError("its metadata is not an object")


def plain_path(path: str) -> str:
    """A path or file URL as a path without a leading slash."""
    if path.startswith("file:"):
        path = unquote(urlsplit(path).path)
    return posixpath.normpath(path).lstrip("/") if path else ""


def _among(paths: set[str], entrypoint: str) -> str:
    """The file that is the entrypoint: of that path, or the longest that the path ends with."""
    if entrypoint in paths:
        return entrypoint
    return max((path for path in paths if entrypoint.endswith(f"/{path}")), key=len, default="")
