"""The `access` section on Amplify: the text that it becomes, and what is refused with place, reason and a way out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.access.graphql_auth.schema import schema_of
from baasctl.access.graphql_auth.validity import invalid_rules
from baasctl.load import load
from baasctl.model.access import Sort
from baasctl.model.errors import SpecError
from baasctl.model.state import DesiredState
from baasctl.model.value import at, thaw
from baasctl.providers.amplify.access import place
from baasctl.providers.amplify.support import SUPPORT
from baasctl.render import render
from baasctl.resolve import resolve

FOLDER = Path(__file__).resolve().parents[3] / "cases" / "access" / "amplify_rules"
HEAD = "baasctl: 1\ntargets: {web: {provider: amplify, app: d2abc123, region: eu-west-1}}\n"


def cases(name: str) -> list[Any]:
    found = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return [pytest.param(each, id=each["why"].replace(" ", "_")) for each in found]


def rendered(resources: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = "") -> DesiredState:
    """What the section becomes; its text has one line for each field and each entry."""
    lines = [f"{HEAD}{more}access:", " resources:"]
    for name, resource in resources.items():
        lines.append(f"   {yaml.safe_dump(name, default_flow_style=True).splitlines()[0]}:")
        for member, value in resource.items():
            if member in ("fields", "allow"):
                lines.append(f"     {member}:")
                each = [f"{key}: {flow(one)}" for key, one in value.items()] if member == "fields" else []
                lines += [f"        {one}" for one in each or [f"- {flow(one)}" for one in value]]
            else:
                lines.append(f"     {member}: {flow(value)}")
    (folder / "baas.yaml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(folder)
    return render(resolve(load("baas.yaml"), "web", environment={}), SUPPORT)[0]


def flow(value: Any) -> str:
    return str(yaml.safe_dump(value, default_flow_style=True, width=10_000)).removesuffix("...\n").strip()


@pytest.mark.parametrize("case", cases("expressed"))
def test_a_section_becomes_what_a_person_would_have_written(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules with the places that they come from; paths with whole operations; nothing that the compiler refuses."""
    state = rendered(case["resources"], tmp_path, monkeypatch)

    for resource in state.resources:
        if resource.address.kind == "graphql_api":
            rules = str(at(resource.attributes, f"/models/{case['model']}/rules"))
            assert list(invalid_rules(schema_of(rules))) == []
            assert rules == case["rules"]
            callers: Any = at(resource.attributes, f"/models/{case['model']}/callers")
            assert thaw(callers) == case.get("callers", thaw(callers))
    files = {"/".join(each.address.segments): thaw(each.attributes) for each in state.of("storage_access")}
    assert files == case.get("files", {})


@pytest.mark.parametrize("case", cases("refused"))
def test_what_cannot_be_expressed_is_refused_with_place_reason_and_a_way_out(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is widened or narrowed silently."""
    with pytest.raises(SpecError) as refused:
        rendered({case.get("name", "posts"): case["resource"]}, tmp_path, monkeypatch)

    found = [each for each in refused.value.diagnostics if each.code == case["code"]]
    assert found, refused.value
    assert case["says"] in found[0].detail
    assert case["hint"] in found[0].hint
    assert found[0].span is not None
    assert found[0].span.file == "baas.yaml"


def test_models_stand_beside_what_is_written_of_the_api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The section becomes members of the one API, and collides only with the same ones."""
    posts = {"posts": {"fields": {"a": {"type": "string"}}, "allow": [{"to": "authenticated", "do": "read"}]}}
    state = rendered(posts, tmp_path, monkeypatch, "graphql_api: {introspection: false}\n")
    (api,) = state.of("graphql_api")

    assert api.attributes["introspection"] is False
    assert at(api.attributes, "/models/Post/callers/get") == ("user_pool",)
    with pytest.raises(SpecError, match="RENDER851"):
        rendered(posts, tmp_path, monkeypatch, "graphql_api: {models: {Post: {callers: {get: [api_key]}}}}\n")


@pytest.mark.parametrize(
    ("name", "model"),
    [("posts", "Post"), ("categories", "Category"), ("boxes", "Box"), ("blog_posts", "BlogPost"), ("class", "Class"),
     ("Note", "Note"), ("a/b", ""), ("{x}", "")],
)  # fmt: skip
def test_a_resource_has_the_name_of_a_model(name: str, model: str) -> None:
    """Singular, each word with a capital; what is no such name has to say `at`."""
    assert place(name, Sort.ROWS) == model
