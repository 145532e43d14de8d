"""Functions on the sandbox: what is sent, what reads back, and that it converges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.address import Address
from baasctl.model.errors import PlanStale
from baasctl.providers.contract import Wanted
from baasctl.read.live import live
from baasctl.workers import SerialWorkers
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.function_steps import NOW, Workshop, details

HELLO = {
    "functions/hello/index.ts": 'import { greet } from "../_shared/greet.ts";\nDeno.serve(() => greet());\n',
    "functions/_shared/greet.ts": "export const greet = () => new Response('hi');\n",
}
PLAIN = {"functions/plain/index.ts": "Deno.serve(() => new Response('plain'));\n"}


@pytest.fixture
def workshop(supabase: SupabaseProject, tmp_path: Path) -> Workshop:
    root = tmp_path / "spec"
    root.mkdir()
    return Workshop(project=supabase, root=root, cache=tmp_path / "cache")


def hello(**more: Any) -> dict[str, Any]:
    return {"functions": {"hello": {"source": "functions/hello", **more}}}


def test_a_deployed_function_is_what_the_spec_asks_for(workshop: Workshop) -> None:
    """Law 1 for functions: apply, then plan: empty."""
    workshop.write(HELLO)
    assert workshop.plan(hello()).lines() == ["+ functions/hello"]
    workshop.converge(hello(trigger={"http": {"auth": "none"}}))
    [entry] = workshop.project.get("/functions")
    assert entry["verify_jwt"] is False
    assert entry["entrypoint_path"].endswith("/functions/hello/index.ts")


def test_one_function_is_deployed_by_one_request(workshop: Workshop) -> None:
    """A single function is uploaded and live at once, as the CLI does it."""
    workshop.write(HELLO)
    workshop.converge(hello())
    writes = [call for call in workshop.calls() if not call.startswith("GET")]
    assert writes == ["POST /functions/deploy"]


def test_several_functions_are_activated_together(workshop: Workshop) -> None:
    """Several uploads are bundles first; one PUT makes all of them live."""
    workshop.write(HELLO | PLAIN)
    spec = {"functions": {"hello": {"source": "functions/hello"}, "plain": {"source": "functions/plain"}}}
    workshop.converge(spec)
    writes = [call for call in workshop.calls() if not call.startswith("GET")]
    assert writes == ["POST /functions/deploy", "POST /functions/deploy", "PUT /functions"]


def test_a_second_plan_reads_the_list_only(workshop: Workshop) -> None:
    """Bodies are read only where the version moved since they were read."""
    workshop.write(HELLO)
    workshop.converge(hello())
    before = len(workshop.calls())
    workshop.plan(hello())
    assert workshop.calls()[before:] == ["GET /functions"]


def test_a_lost_cache_costs_a_request_and_changes_nothing(workshop: Workshop) -> None:
    """The cache may be lost or broken at any time."""
    workshop.write(HELLO)
    workshop.converge(hello())
    assert workshop.cache is not None
    cache = workshop.cache / workshop.project.ref / "functions.json"
    for content in (None, "", "{", '{"format": 1, "functions": {"hello": 5}}', "[" * 100000):
        if content is None:
            cache.unlink()
        else:
            cache.write_text(content)
        before = len(workshop.calls())
        assert workshop.plan(hello()).lines() == []
        assert workshop.calls()[before:] == ["GET /functions", "GET /functions/hello/body"]


def test_the_cache_is_for_the_user_alone(workshop: Workshop) -> None:
    """What was read from a project is not for other users of the machine."""
    workshop.write(HELLO)
    workshop.converge(hello())
    assert workshop.cache is not None
    assert (workshop.cache / workshop.project.ref / "functions.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("functions/hello/index.ts", 'import { greet } from "../_shared/greet.ts";\nDeno.serve(greet);\n'),
        ("functions/_shared/greet.ts", "export const greet = () => new Response('bye');\n"),
        ("functions/hello/deno.json", '{"imports": {}}'),
    ],
)
def test_a_changed_file_is_a_change_of_the_source(workshop: Workshop, path: str, content: str) -> None:
    """Whatever is uploaded is compared: shared files and the import map too."""
    workshop.write(HELLO)
    workshop.converge(hello())
    workshop.write({path: content})
    assert workshop.plan(hello()).lines() == ["~ functions/hello /source"]
    workshop.converge(hello())


def test_code_that_someone_else_deployed_is_drift(workshop: Workshop) -> None:
    """A version that moved is read again, and compared."""
    workshop.write(HELLO)
    workshop.converge(hello())
    other = Workshop(project=workshop.project, root=workshop.root.parent / "other")
    other.write(PLAIN)
    other.apply({"functions": {"hello": {"source": "functions/plain"}}})
    assert workshop.plan(hello()).lines() == ["~ functions/hello /source"]
    workshop.converge(hello())


def test_who_may_call_changes_without_a_new_upload(workshop: Workshop) -> None:
    """A settings change is a PATCH, and the code is known as before."""
    workshop.write(HELLO)
    workshop.converge(hello(trigger={"http": {"auth": "none"}}))
    before = len(workshop.calls())
    workshop.converge(hello(trigger={"http": {"auth": "jwt"}}))
    assert workshop.calls()[before:] == ["GET /functions", "PATCH /functions/hello", "GET /functions"]


def test_what_the_spec_leaves_out_stays_as_it_is(workshop: Workshop) -> None:
    """An upload writes all settings, so that the undeclared ones are sent as they are live."""
    workshop.write(HELLO)
    workshop.converge(hello(trigger={"http": {"auth": "none"}}, native={"supabase": {"name": "Hello world"}}))
    workshop.write({"functions/hello/index.ts": "Deno.serve(() => new Response('new'));\n"})
    workshop.converge(hello())
    [entry] = workshop.project.get("/functions")
    assert (entry["verify_jwt"], entry["name"]) == (False, "Hello world")


def test_a_name_is_the_slug(workshop: Workshop) -> None:
    """The key is the spec's name; `name` is Supabase's."""
    workshop.write(HELLO)
    spec = {"functions": {"greeting": {"source": "functions/hello", "name": "hello"}}}
    workshop.converge(spec)
    assert [entry["slug"] for entry in workshop.project.get("/functions")] == ["hello"]


def test_a_rename_deploys_the_new_and_deletes_the_old(workshop: Workshop) -> None:
    """The provider cannot rename: create, then delete; done, it is inert."""
    workshop.write(HELLO)
    workshop.converge(hello(trigger={"http": {"auth": "none"}}))
    spec = {"functions": {"welcome": {"source": "functions/hello", "renamed_from": "hello"}}}
    workshop.converge(spec)
    assert [(each["slug"], each["verify_jwt"]) for each in workshop.project.get("/functions")] == [("welcome", False)]


def test_a_pruned_function_is_deleted(workshop: Workshop) -> None:
    """Deleting is one request, and one that is gone already is no failure."""
    workshop.write(HELLO | PLAIN)
    workshop.converge(hello())
    workshop.prune = True
    spec = {"functions": {"plain": {"source": "functions/plain"}}}
    assert workshop.plan(spec).lines() == ["- functions/hello", "+ functions/plain"]
    workshop.converge(spec)


def test_an_own_entrypoint_and_import_map_read_back(workshop: Workshop) -> None:
    """Paths are compared as the spec writes them, whatever folders the platform puts before."""
    workshop.write(
        {
            "functions/hello/src/main.ts": 'import "greet";\nconst page = await import("./page.html");\n',
            "functions/hello/src/page.html": "<p>",
            "functions/hello/maps/imports.json": '{"imports": {"greet": "../../_shared/greet.ts"}}',
            "functions/hello/templates/a.html": "a",
            "functions/hello/templates/.secret": "no",
        }
        | {"functions/_shared/greet.ts": HELLO["functions/_shared/greet.ts"]}
    )
    native = {"supabase": {"import_map": "maps/imports.json", "static_files": ["templates/*"]}}
    spec = hello(entrypoint="src/main.ts", native=native)
    workshop.converge(spec)
    [resource] = workshop.plan(spec).live.of("functions")
    source = resource.attributes["source"]
    assert isinstance(source, dict | type(resource.attributes))
    assert sorted(source) == [
        "../../_shared/greet.ts",
        "../maps/imports.json",
        "../templates/a.html",
        "main.ts",
        "page.html",
    ]


def test_a_function_reads_secrets_that_exist(workshop: Workshop) -> None:
    """Names of secrets are in the spec or in the project; there is nothing to send."""
    workshop.write(HELLO)
    found = workshop.plan(hello(secrets=["API_KEY"]))
    assert [each.split(" ")[0] for each in details(found.diagnostics)] == ["SPEC323"]
    workshop.project.change("POST", "/secrets", [{"name": "API_KEY", "value": "x"}])
    workshop.converge(hello(secrets=["API_KEY"]))
    workshop.secrets["OTHER"] = "text"
    declared = {"function_secrets": {"OTHER": {"value": "${secret:env:OTHER}"}}}
    workshop.converge(hello(secrets=["API_KEY", "OTHER"]) | declared)


def test_a_source_file_that_changes_after_the_plan_makes_it_stale(workshop: Workshop) -> None:
    """Exactly the bytes that were planned are sent, or nothing."""
    workshop.write(HELLO)
    provider = workshop.connect()
    planned = workshop.plan(hello(), provider)
    workshop.write({"functions/_shared/greet.ts": "export const greet = 1;\n"})
    [batch] = provider.batches(planned.changes)
    with pytest.raises(PlanStale, match=r"_shared/greet\.ts"):
        provider.execute(batch, workshop.vault())
    provider.close()
    assert workshop.project.get("/functions") == []


def test_adopted_sources_plan_as_nothing(workshop: Workshop) -> None:
    """Law 2 for functions: written out, the live sources are the same function, shared files included."""
    workshop.write(HELLO)
    workshop.converge(hello())
    provider = workshop.connect()
    wanted = Wanted(kinds=frozenset({"functions"}), whole=frozenset({"functions"}))
    reading = live(provider, wanted, SerialWorkers(), lambda: NOW)
    [resource] = reading.snapshot.resources
    contents = provider.contents(resource, reading.answers)
    provider.close()
    assert resource.address == Address("prod", "functions", ("hello",))
    assert sorted(contents) == ["_shared/greet.ts", "hello/index.ts"]
    adopted = Workshop(project=workshop.project, root=workshop.root.parent / "adopted")
    adopted.write({f"functions/hello/{path}": content for path, content in contents.items()})
    entrypoint = resource.attributes["entrypoint"]
    assert adopted.plan({"functions": {"hello": {"source": "functions/hello", "entrypoint": entrypoint}}}).lines() == []
