"""Requests about functions and secrets are those of the contract, and of the CLI where the contract is silent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from baasctl.sandbox import multipart
from baasctl.sandbox.exchange import Answer, Request
from tests.contract.openapi import Contract
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.function_steps import Workshop

FILES = {
    "functions/hello/index.ts": 'import "@lib/greet.ts";\nimport "npm:zod";\n',
    "functions/hello/deno.jsonc": '{\n  // where shared code is\n  "imports": {"@lib/": "../_shared/"},\n}\n',
    "functions/hello/page.html": "<p>",
    "functions/hello/.env": "KEY=never",
    "functions/hello/unused.ts": "never",
    "functions/_shared/greet.ts": "export {};\n",
    "functions/plain/index.ts": "Deno.serve(() => new Response());\n",
}
SPEC = {
    "function_secrets": {"API_KEY": {"value": "${secret:env:API_KEY}"}, "OTHER": {"value": "${secret:env:OTHER}"}},
    "functions": {
        "hello": {
            "source": "functions/hello",
            "trigger": {"http": {"auth": "none"}},
            "native": {"supabase": {"static_files": ["*.html"]}},
        },
        "plain": {"source": "functions/plain"},
    },
}


@pytest.fixture
def workshop(supabase: SupabaseProject, tmp_path: Path) -> Workshop:
    found = Workshop(project=supabase, root=tmp_path, secrets={"API_KEY": "one", "OTHER": "two"})
    found.write(FILES)
    return found


def test_every_request_is_one_of_the_contract(workshop: Workshop, shared: Path) -> None:
    """Paths, methods, bodies and answers of a whole life: create, change, settings, delete."""
    with Contract.load(shared).watching(workshop.project.sandbox):
        workshop.converge(SPEC)
        workshop.secrets["OTHER"] = "three"
        workshop.write({"functions/plain/index.ts": "export {};\n"})
        workshop.converge(SPEC)
        workshop.prune = True
        settings = {"source": "functions/plain", "trigger": {"http": {"auth": "none"}}}
        workshop.converge({"functions": {"plain": settings}})
    assert [entry["slug"] for entry in workshop.project.get("/functions")] == ["plain"]
    assert workshop.project.get("/secrets") == []


def test_an_upload_is_the_import_graph_in_the_order_of_the_cli(workshop: Workshop, shared: Path) -> None:
    """Import map, entrypoint, other files, metadata; nothing that is not needed, no dot-files."""
    uploads: dict[str, tuple[multipart.Part, ...]] = {}

    def listener(request: Request, answer: Answer) -> None:
        if request.path.endswith(f"{workshop.project.ref}/functions/deploy"):
            uploads[request.query["slug"]] = multipart.parse(request.headers["content-type"], request.body)

    workshop.project.sandbox.listen(listener)
    workshop.converge(SPEC)
    parts = uploads["hello"]
    assert [part.filename for part in parts] == [
        "functions/hello/deno.jsonc",
        "functions/hello/index.ts",
        "functions/_shared/greet.ts",
        "functions/hello/page.html",
        "",
    ]
    assert [part.content.decode() for part in parts[:-1]] == [FILES[part.filename] for part in parts[:-1]]
    metadata = json.loads(parts[-1].content)
    assert metadata == {
        "entrypoint_path": "functions/hello/index.ts",
        "import_map_path": "functions/hello/deno.jsonc",
        "static_patterns": ["functions/hello/*.html"],
        "verify_jwt": False,
        "name": "hello",
    }
    Draft202012Validator(_metadata_schema(shared)).validate(metadata)
    assert json.loads(uploads["plain"][-1].content) == {
        "entrypoint_path": "functions/plain/index.ts",
        "static_patterns": [],
        "name": "plain",
    }


def _metadata_schema(shared: Path) -> dict[str, Any]:
    document = json.loads((shared / "contracts/supabase-management-openapi.json").read_text())
    deploy = document["paths"]["/v1/projects/{ref}/functions/deploy"]["post"]
    form = deploy["requestBody"]["content"]["multipart/form-data"]["schema"]
    schema = form["properties"]["metadata"]
    assert isinstance(schema, dict)
    return {**schema, "additionalProperties": False}
