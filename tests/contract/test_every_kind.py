"""One project in which every kind of a provider is live: converged, adopted, and carried to an empty project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.adopt.write_spec import Adopted
from baasctl.adopt.yaml_text import lines as yaml_lines
from baasctl.kinds.registry import NAMES
from baasctl.providers import registry
from tests.contract.cases import PROVIDERS, prepared
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import SandboxProject, SupabaseProject

FOLDER = Path("tests/contract/every_kind")
of_each_provider = pytest.mark.parametrize("provider", sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def data_of(provider: str) -> dict[str, Any]:
    """The case of a provider; `stays` names the resources that no other project can have, with the reason."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{provider}.yaml").read_text("utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Full:
    """A project to which the spec of every kind has been applied."""

    project: SpecProject
    data: dict[str, Any]

    def files(self, adopted: Adopted, of: SpecProject) -> dict[str, str]:
        """What was adopted, without what stays and without the project's own name."""
        texts = {name: content.decode() for name, content in adopted.files.items()}
        return {name: self.without_what_stays(text.replace(of.remote.name, "PROJECT")) for name, text in texts.items()}

    def without_what_stays(self, text: str) -> str:
        names = "|".join(self.data.get("stays", ())) or r"(?!)"
        return re.sub(rf"^  ({names}): .*\n", "", text, flags=re.MULTILINE)

    def with_adopted(self, remote: SandboxProject, adopted: Adopted, folder: str) -> SpecProject:
        """The files adopted from a project as the spec of another one (or itself), with the secrets filled in."""
        texts = self.project.secret_texts(self.data["spec"])
        other = SpecProject(remote, self.project.folder.parent / folder)
        other.environment.update({name: texts[where] for name, where in adopted.secrets.items()})
        other.write_adopted(adopted)
        for path in other.folder.rglob("*.yaml"):
            path.write_text(path.read_text("utf-8").replace(self.project.remote.name, remote.name), encoding="utf-8")
        return other


def changes(project: SpecProject) -> list[str]:
    return [line(change) for change in project.plan().changes]


def missing(found: Mapping[str, object], provider: str) -> list[str]:
    """The kinds of which nothing is there."""
    managed = registry.package(provider).support().managed_kinds
    return [name for name in NAMES if name in managed and not found.get(name)]


def filled(provider: str, request: pytest.FixtureRequest, folder: Path) -> Full:
    data = data_of(provider)
    project = prepared(data, request.getfixturevalue(provider), folder)
    result = project.apply()
    assert result.is_converged, [str(each) for each in result.diagnostics]
    return Full(project, data)


def test_every_provider_has_its_spec() -> None:
    """A provider that is added has to be tried as a whole too."""
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(PROVIDERS)


@of_each_provider
def test_the_spec_names_every_kind_there_is(provider: str) -> None:
    """A kind that a provider learns has to be added to its spec."""
    assert missing(data_of(provider)["spec"], provider) == []


@of_each_provider
def test_a_kind_without_a_place_in_the_spec_is_told_by_name(provider: str) -> None:
    """The test above fails for each kind that is taken out, and for no other."""
    spec = data_of(provider)["spec"]
    for name in registry.package(provider).support().managed_kinds:
        assert missing({kind: content for kind, content in spec.items() if kind != name}, provider) == [name]


@of_each_provider
def test_every_kind_at_once_converges_and_is_adopted_whole(
    provider: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """The second plan is empty, adopt finds every kind, and the plan of what it wrote is empty."""
    full = filled(provider, request, tmp_path / "full")
    assert changes(full.project) == []
    adopted = full.project.adopt()
    assert missing(adopted.count, provider) == []
    assert changes(full.with_adopted(full.project.remote, adopted, "adopted")) == []


@of_each_provider
def test_a_project_made_from_adopted_files_is_adopted_as_the_same_files(
    provider: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """What is no configuration first (tables), then apply: afterwards both projects read the same."""
    full = filled(provider, request, tmp_path / "full")
    adopted = full.project.adopt()
    remote = full.project.remote.another()
    PROVIDERS[provider].put({"setup": full.data.get("setup")}, remote)
    copy = full.with_adopted(remote, adopted, "copy")
    main = copy.folder / "baas.yaml"
    consent = "\n".join(yaml_lines({"prune": full.data["spec"].get("prune", {})}))
    main.write_text(f"{full.without_what_stays(main.read_text('utf-8'))}{consent}\n", encoding="utf-8")
    result = copy.apply()
    assert result.is_converged, [str(each) for each in result.diagnostics]
    assert changes(copy) == []
    assert full.files(copy.adopt(), copy) == full.files(adopted, full.project)


def test_a_role_without_privileges_is_adopted_but_never_pruned(supabase: SupabaseProject, tmp_path: Path) -> None:
    """Nothing is there to be deleted where a role was granted nothing, although adopt says so."""
    supabase.sql("create table public.locked (); revoke all on public.locked from anon, authenticated, service_role")
    project = SpecProject(supabase, tmp_path / "spec")
    project.write({"prune": {"grants": {"mode": "all", "in": ["public.locked"]}}})
    assert changes(project) == []
    assert "  public.locked:" in project.adopt().files["database/public.yaml"].decode().partition("grants:")[2]
