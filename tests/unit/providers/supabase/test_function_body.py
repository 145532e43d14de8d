"""Deployed sources are known by their paths from the entrypoint, wherever the platform put them."""

from __future__ import annotations

import json

import pytest

from baasctl.model.errors import UnexpectedAnswer
from baasctl.providers.supabase.edge_functions.body import read_sources
from baasctl.providers.supabase.edge_functions.form_data import FormPart, encode_form
from baasctl.transport import Response


def answer(metadata: object, *paths: str, header: bool = False) -> Response:
    parts = [FormPart(name="metadata", content=json.dumps(metadata).encode())] if metadata is not None else []
    parts += [FormPart(name="file", filename=path, content=path.encode()) for path in paths]
    body, content_type = encode_form(parts)
    if header:
        body = body.replace(b"Content-Type: application/octet-stream", b"Supabase-Path: moved/index.ts")
    return Response(request="GET /body", status=200, headers={"content-type": content_type}, body=body)


def files(response: Response, listed: str = "") -> list[str] | None:
    found = read_sources(response, "functions/hello/body", listed)
    return None if found is None else sorted(found)


@pytest.mark.parametrize(
    ("metadata", "listed", "paths", "expected"),
    [
        ({"deno2_entrypoint_path": "source/index.ts"}, "", ["source/index.ts", "source/a.ts"], ["a.ts", "index.ts"]),
        (
            {"deno2_entrypoint_path": "source/f/hello/index.ts"},
            "",
            ["source/f/hello/index.ts", "source/f/_shared/a.ts"],
            ["../_shared/a.ts", "index.ts"],
        ),
        ({"entrypoint_path": "file:///tmp/x/source/index.ts"}, "", ["source/index.ts"], ["index.ts"]),
        ({}, "file:///tmp/user_fn_1/source/f/hello/index.ts", ["f/hello/index.ts", "f/a.ts"], ["../a.ts", "index.ts"]),
        (None, "/tmp/x/index.ts", ["/tmp/x/index.ts", "/tmp/y.ts"], ["../y.ts", "index.ts"]),
        ({"deno2_entrypoint_path": ""}, "file:///a%20b/index.ts", ["a b/index.ts"], ["index.ts"]),
        ({"deno2_entrypoint_path": "source/none.ts"}, "", ["source/index.ts"], None),
        ({}, "", ["index.ts"], None),
    ],
)
def test_paths_start_at_the_entrypoint(
    metadata: object, listed: str, paths: list[str], expected: list[str] | None
) -> None:
    """The answer names the entrypoint, or else the list does; without one there is nothing to compare."""
    assert files(answer(metadata, *paths), listed) == expected


def test_the_path_header_wins_over_the_file_name() -> None:
    """Both may be there; the CLI reads them in this order."""
    metadata = {"deno2_entrypoint_path": "moved/index.ts"}
    body = answer(None, "index.ts", header=True)
    assert files(body, str(metadata["deno2_entrypoint_path"])) == ["index.ts"]


def test_an_eszip_is_no_source() -> None:
    """The platform has no sources for some functions and answers with a bundle."""
    response = Response(request="GET", status=200, headers={"content-type": "application/octet-stream"}, body=b"EZBR")
    assert files(response) is None


@pytest.mark.parametrize(
    "response",
    [
        Response(request="GET", status=200, headers={"content-type": "multipart/form-data; boundary=b"}, body=b"--b"),
        answer([], "index.ts"),
    ],
)
def test_a_broken_answer_names_the_document(response: Response) -> None:
    """Garbage makes the kind unreadable, not absent."""
    with pytest.raises(UnexpectedAnswer, match="functions/hello/body"):
        files(response)
