"""One project in which every kind is live: converged, adopted, and carried to a project that has its tables only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.adopt.write_spec import Adopted
from baasctl.adopt.yaml_text import lines as yaml_lines
from baasctl.kinds.registry import NAMES
from tests.contract.cases import prepared
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import SupabaseProject, new_project

EVERY_KIND: dict[str, Any] = yaml.safe_load(Path("tests/contract/every_kind.yaml").read_text("utf-8"))
SPEC: dict[str, Any] = EVERY_KIND["spec"]


def without_what_stays(text: str) -> str:
    """A file without the resources that no other project can have: names and reasons stand in the data."""
    return re.sub(rf"^  ({'|'.join(EVERY_KIND['stays'])}): .*\n", "", text, flags=re.MULTILINE)


def of_files(adopted: Adopted, project: SpecProject) -> dict[str, str]:
    texts = {name: content.decode() for name, content in adopted.files.items()}
    return {name: without_what_stays(text.replace(project.remote.ref, "REF")) for name, text in texts.items()}


def changes(project: SpecProject) -> list[str]:
    return [line(change) for change in project.plan().changes]


def missing(found: Mapping[str, object]) -> list[str]:
    """The kinds of which nothing is there."""
    return [name for name in NAMES if not found.get(name)]


@pytest.fixture
def full(supabase: SupabaseProject, tmp_path: Path) -> SpecProject:
    """A project to which the spec of every kind has been applied."""
    project = prepared(EVERY_KIND, supabase, tmp_path / "full")
    result = project.apply()
    assert result.is_converged, [str(each) for each in result.diagnostics]
    return project


def with_adopted(project: SpecProject, supabase: SupabaseProject, adopted: Adopted, folder: str) -> SpecProject:
    """The files adopted from a project as the spec of another one (or itself), with the secrets filled in."""
    texts = project.secret_texts(SPEC)
    other = SpecProject(supabase, project.folder.parent / folder)
    other.environment.update({name: texts[where] for name, where in adopted.secrets.items()})
    other.write_adopted(adopted)
    main = other.folder / "baas.yaml"
    main.write_text(main.read_text("utf-8").replace(project.remote.ref, supabase.ref), encoding="utf-8")
    return other


def test_the_spec_names_every_kind_there_is() -> None:
    """A kind that is added to the registry has to be added to this spec."""
    assert missing(SPEC) == []


def test_a_kind_without_a_place_in_the_spec_is_told_by_name() -> None:
    """The test above fails for each kind that is taken out, and for no other."""
    for name in NAMES:
        assert missing({kind: content for kind, content in SPEC.items() if kind != name}) == [name]


def test_every_kind_at_once_converges_and_is_adopted_whole(full: SpecProject) -> None:
    """The second plan is empty, adopt finds every kind, and the plan of what it wrote is empty."""
    assert changes(full) == []
    adopted = full.adopt()
    assert missing(adopted.count) == []
    assert changes(with_adopted(full, full.remote, adopted, "adopted")) == []


def test_a_project_made_from_adopted_files_is_adopted_as_the_same_files(full: SpecProject) -> None:
    """Migrations first, then apply: afterwards both projects read the same, but for what the data says."""
    adopted = full.adopt()
    supabase = new_project(full.remote.sandbox)
    supabase.sql(EVERY_KIND["setup"])
    copy = with_adopted(full, supabase, adopted, "copy")
    main = copy.folder / "baas.yaml"
    consent = "\n".join(yaml_lines({"prune": SPEC["prune"]}))
    main.write_text(f"{without_what_stays(main.read_text('utf-8'))}{consent}\n", encoding="utf-8")
    result = copy.apply()
    assert result.is_converged, [str(each) for each in result.diagnostics]
    assert changes(copy) == []
    assert of_files(copy.adopt(), copy) == of_files(adopted, full)


def test_a_role_without_privileges_is_adopted_but_never_pruned(supabase: SupabaseProject, tmp_path: Path) -> None:
    """Nothing is there to be deleted where a role was granted nothing, although adopt says so."""
    supabase.sql("create table public.locked (); revoke all on public.locked from anon, authenticated, service_role")
    project = SpecProject(supabase, tmp_path / "spec")
    project.write({"prune": {"grants": {"mode": "all", "in": ["public.locked"]}}})
    assert changes(project) == []
    assert "  public.locked:" in project.adopt().files["database/public.yaml"].decode().partition("grants:")[2]
