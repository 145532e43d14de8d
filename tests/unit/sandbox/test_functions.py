"""Edge functions and their secrets: stored as uploaded, activated together, given back byte for byte."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from baasctl.sandbox import multipart
from baasctl.sandbox.exchange import Answer
from baasctl.sandbox.server import SandboxServer
from tests.sandbox_fixtures import SupabaseProject, new_project

FILES = {
    "supabase/functions/hello/index.ts": b'import "../_shared/x.ts";\r\n\r\n--boundary\r\n',
    "supabase/functions/_shared/x.ts": bytes(range(256)),
}
METADATA = {"entrypoint_path": "supabase/functions/hello/index.ts", "name": "hello", "verify_jwt": False}


def form(files: dict[str, bytes], metadata: object) -> tuple[str, bytes]:
    """Content type and body of a deployment."""
    parts = [multipart.Part(name="file", filename=path, content=content) for path, content in files.items()]
    parts.append(multipart.Part(name="metadata", content=json.dumps(metadata).encode()))
    answer = multipart.answer(parts)
    return answer.headers["content-type"], answer.body


def deploy(
    project: SupabaseProject, slug: str = "hello", files: dict[str, bytes] | None = None, **metadata: Any
) -> Answer:
    content_type, body = form(files or FILES, {**METADATA, **metadata})
    return project.request("POST", f"/functions/deploy?slug={slug}", body, **{"content-type": content_type})


def bundle(project: SupabaseProject, slug: str) -> dict[str, Any]:
    content_type, body = form(FILES, METADATA)
    path = f"/functions/deploy?slug={slug}&bundleOnly=true"
    answer = project.request("POST", path, body, **{"content-type": content_type})
    assert answer.status == 201
    described: dict[str, Any] = json.loads(answer.body)
    return described


def sources(project: SupabaseProject, slug: str) -> dict[str, bytes]:
    answer = project.request("GET", f"/functions/{slug}/body", accept="multipart/form-data")
    parts = multipart.parse(answer.headers["content-type"], answer.body)
    return {part.filename: part.content for part in parts if part.name == "file"}


def test_sources_read_back_byte_for_byte(supabase: SupabaseProject) -> None:
    """Whatever bytes a source has, also those that look like a form's boundary."""
    assert deploy(supabase).status == 201

    assert sources(supabase, "hello") == {f"source/{path}": content for path, content in FILES.items()}


def test_a_redeployment_raises_the_version_and_keeps_the_identity(supabase: SupabaseProject) -> None:
    """The API path has no unchanged check; settings that an upload leaves out stay."""
    first = json.loads(deploy(supabase).body)
    content_type, body = form(FILES, {"entrypoint_path": METADATA["entrypoint_path"]})
    answer = supabase.request("POST", "/functions/deploy?slug=hello", body, **{"content-type": content_type})
    second = json.loads(answer.body)

    assert (first["version"], second["version"]) == (1, 2)
    assert (second["id"], second["verify_jwt"], second["name"]) == (first["id"], False, "hello")


def test_bundles_are_activated_together(supabase: SupabaseProject) -> None:
    """Nothing is listed before `PUT /functions`; afterwards all of it."""
    described = [bundle(supabase, slug) for slug in ("one", "two")]
    assert supabase.get("/functions") == []
    activated = supabase.change("PUT", "/functions", described)["functions"]

    assert [item["slug"] for item in activated] == ["one", "two"]
    assert {item["slug"] for item in supabase.get("/functions")} == {"one", "two"}
    assert sources(supabase, "two")


def test_an_activation_without_its_bundle_changes_nothing(supabase: SupabaseProject) -> None:
    """All or none: one unknown function refuses the whole list."""
    described = bundle(supabase, "one")
    unknown = {**described, "slug": "other", "ezbr_sha256": "0" * 64}

    assert supabase.request("PUT", "/functions", [described, unknown]).status == 400
    assert supabase.get("/functions") == []


@pytest.mark.parametrize(
    ("source", "complete"),
    [
        ('import "./a.ts"', False),
        ('import {\n  x,\n} from "../b.ts?v=1"', False),
        ("export * from './c.js'", False),
        ('const d = await import("./d.ts")', False),
        ('import x from "./there.ts"; import y from "./also.ts"', False),
        ('import x from "./there.ts"', True),
        ('// import "./a.ts"\n/* import "./a.ts" */ const text = `import "./a.ts"`', True),
        ('import type { T } from "./types.ts"; export type { U } from "./types.ts"', True),
        ('import x from "jsr:@std/path"; import y from "npm:zod"; import z from "lib/z.ts"', True),
        ('console.log("./a.ts", "from", "./a.ts")', True),
    ],
)
def test_every_imported_file_must_be_uploaded(supabase: SupabaseProject, source: str, complete: bool) -> None:
    """The bundler refuses a graph with holes; comments, texts, types and remote modules make none."""
    files = {"index.ts": source.encode(), "there.ts": b""}
    answer = deploy(supabase, files=files, entrypoint_path="index.ts")

    assert answer.status == (201 if complete else 400)
    assert complete or b"Module not found" in answer.body


@pytest.mark.parametrize(
    ("slug", "files", "metadata"),
    [
        ("1st", FILES, METADATA),
        ("hello", {"../../etc/passwd": b""}, {**METADATA, "entrypoint_path": "../../etc/passwd"}),
        ("hello", {"/etc/passwd": b""}, {**METADATA, "entrypoint_path": "/etc/passwd"}),
        ("hello", FILES, {**METADATA, "entrypoint_path": "missing.ts"}),
        ("hello", FILES, {"name": "no entrypoint"}),
        ("hello", FILES, ["no object"]),
    ],
)
def test_a_bad_upload_is_refused(
    supabase: SupabaseProject, slug: str, files: dict[str, bytes], metadata: object
) -> None:
    """400, and no function afterwards."""
    content_type, body = form(files, metadata)
    answer = supabase.request("POST", f"/functions/deploy?slug={slug}", body, **{"content-type": content_type})

    assert answer.status == 400
    assert supabase.get("/functions") == []


def test_a_broken_form_is_refused(supabase: SupabaseProject) -> None:
    """Truncated uploads are not deployed."""
    content_type, body = form(FILES, METADATA)
    answer = supabase.request("POST", "/functions/deploy?slug=hello", body[:-30], **{"content-type": content_type})

    assert answer.status == 400


def test_settings_change_without_a_deployment(supabase: SupabaseProject) -> None:
    """`PATCH` by query, as the CLI sends it, or by body."""
    deploy(supabase)
    supabase.change("PATCH", "/functions/hello?verify_jwt=true", None)
    supabase.change("PATCH", "/functions/hello", {"name": "Hello"})

    found = supabase.get("/functions/hello")
    assert (found["verify_jwt"], found["name"], found["version"]) == (True, "Hello", 3)


def test_a_deleted_function_is_gone(supabase: SupabaseProject) -> None:
    """404 for whatever is asked of it."""
    deploy(supabase)
    supabase.change("DELETE", "/functions/hello", None)

    assert supabase.request("GET", "/functions/hello").status == 404
    assert supabase.request("GET", "/functions/hello/body", accept="multipart/form-data").status == 404
    assert supabase.request("DELETE", "/functions/hello").status == 404


def test_what_is_not_simulated_says_so(supabase: SupabaseProject) -> None:
    """An eszip is neither taken nor given; the answer names what is."""
    deploy(supabase)
    asked = supabase.request("GET", "/functions/hello/body")
    sent = supabase.request("POST", "/functions?slug=x", b"EZBR", **{"content-type": "application/vnd.denoland.eszip"})

    assert (asked.status, sent.status) == (406, 415)
    assert asked.note == sent.note == "not simulated: eszip"


def test_a_plan_limits_the_number_of_functions(sandbox: SandboxServer) -> None:
    """402, as the contract declares."""
    project = new_project(sandbox, plan="free")
    described = [bundle(project, f"f{number}") for number in range(101)]

    assert project.request("PUT", "/functions", described).status == 402
    assert project.request("PUT", "/functions", described[:100]).status == 200


def test_secrets_read_back_as_digests(supabase: SupabaseProject) -> None:
    """SHA-256 of the plaintext, next to the platform's own entries."""
    assert supabase.get("/secrets") == []
    supabase.change("POST", "/secrets", [{"name": "A", "value": "b"}, {"name": "C", "value": "d"}])
    supabase.change("DELETE", "/secrets", ["C", "MISSING"])

    own = [item for item in supabase.get("/secrets") if not item["name"].startswith("SUPABASE_")]
    assert [(item["name"], item["value"]) for item in own] == [("A", hashlib.sha256(b"b").hexdigest())]
    assert len(supabase.get("/secrets")) == 5


@pytest.mark.parametrize(
    "body",
    [
        [{"name": f"N{number}", "value": ""} for number in range(101)],
        [{"name": "SUPABASE_X", "value": "1"}],
        [{"name": "N" * 257, "value": "1"}],
        [{"name": "N", "value": "v" * 24577}],
        [{"name": "N"}],
        {"name": "N", "value": "1"},
    ],
    ids=["too many", "reserved", "long name", "long value", "no value", "no list"],
)
def test_bad_secrets_are_refused(supabase: SupabaseProject, body: object) -> None:
    """One bad entry refuses all of them."""
    good = [{"name": "GOOD", "value": "1"}]
    mixed = [*good, *body][:101] if isinstance(body, list) else body

    assert supabase.request("POST", "/secrets", mixed).status == 400
    assert supabase.get("/secrets") == []
