"""A project that does not offer everything can be adopted all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl import pipeline
from baasctl.model.diagnostic import Severity
from baasctl.model.errors import Forbidden, Unavailable
from baasctl.model.secret import Vault
from baasctl.sandbox.faults import Fault
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import SupabaseProject


@pytest.fixture
def project(supabase: SupabaseProject, tmp_path: Path) -> SpecProject:
    found = SpecProject(supabase, tmp_path / "spec")
    found.write({})
    return found


def test_a_kind_that_may_not_be_read_is_a_warning(project: SpecProject) -> None:
    """The rest is adopted; the warning says which permission is missing."""
    project.remote.sandbox.add_fault(path=f"{project.remote.name}/secrets", status=403)
    adopted = project.adopt()
    assert "auth" in adopted.count
    assert "function_secrets" not in adopted.count
    (warning,) = [each for each in adopted.warnings if each.code == "READ113"]
    assert warning.severity is Severity.WARNING


def test_a_kind_that_was_asked_for_by_name_has_to_be_readable(project: SpecProject) -> None:
    """`--kinds function_secrets` is no success without them."""
    project.remote.sandbox.add_fault(path=f"{project.remote.name}/secrets", status=403)
    with pytest.raises(Forbidden):
        pipeline.adopt(project.run(), Vault(), kinds=frozenset({"auth", "function_secrets"}))


def test_a_server_that_failed_is_no_closed_door(project: SpecProject) -> None:
    """A spec that silently lacks what is there would be a trap."""
    project.remote.sandbox.faults.add(Fault(path=f"{project.remote.name}/secrets", status=500))
    with pytest.raises(Unavailable):
        project.adopt()
