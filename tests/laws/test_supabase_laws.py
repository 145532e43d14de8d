"""The laws of the design (§8) for Supabase: random specs on random live states of a sandbox."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from baasctl.model.change import Action, Hazard
from baasctl.model.plan_document import plan_digest
from baasctl.sandbox.faults import Fault
from baasctl.sandbox.server import SandboxServer
from tests.contract.project import SpecProject, line
from tests.laws.supabase_specs import ENVIRONMENT, FILES, PRUNE, SETUP, Spec, specs
from tests.sandbox_fixtures import new_project

NewProject = Callable[[], SpecProject]
few = settings(
    max_examples=4 if os.environ.get("CI") else 2,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
SERVED_BY = {
    "auth": "/config",
    "functions": "/functions",
    "function_secrets": "/secrets",
    "policies": "/database/query",
}

LEAST: Spec = {
    "auth": {"site_url": "https://a.example.com"},
    "functions": {"one": {"source": "functions/one", "entrypoint": "index.ts"}},
    "function_secrets": {"API_KEY": {"value": "${secret:env:ONE}"}},
    "policies": {"public.notes": {"Read": {"using": "true"}}},
}


@pytest.fixture(scope="module")
def new(shared_sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> NewProject:
    """A project with the tables that the specs speak of, and an empty folder."""
    folders = (tmp_path_factory.mktemp("laws") / str(number) for number in itertools.count())

    def project() -> SpecProject:
        supabase = new_project(shared_sandbox)
        supabase.sql(SETUP)
        return SpecProject(supabase, next(folders), dict(ENVIRONMENT))

    return project


def applied(project: SpecProject, spec: Spec) -> SpecProject:
    project.write({**PRUNE, **spec}, FILES)
    result = project.apply()
    assert result.is_converged, [str(each) for each in result.diagnostics]
    return project


@few
@given(before=specs, after=specs)
def test_after_apply_the_plan_is_empty(new: NewProject, before: Spec, after: Spec) -> None:
    """Laws 1 and 3: whatever was live before."""
    project = applied(applied(new(), before), after)
    assert [line(change) for change in project.plan().changes] == []


@few
@given(before=specs, after=specs)
def test_a_plan_writes_nothing_and_is_repeatable(new: NewProject, before: Spec, after: Spec) -> None:
    """Laws 10 and 11: two plans have one digest, and between them nothing was asked for but reading."""
    project = applied(new(), before)
    project.write({**PRUNE, **after}, FILES)
    seen = len(project.remote.calls())
    digests = {plan_digest(project.plan()) for _ in range(2)}
    assert len(digests) == 1
    calls = project.remote.calls()[seen:]
    assert [
        call for call in calls if not call.startswith("GET ") and not call.endswith("/database/query/read-only")
    ] == []


@few
@given(before=specs, after=specs)
def test_nothing_is_deleted_outside_prune(new: NewProject, before: Spec, after: Spec) -> None:
    """Law 5; what is live and not listed makes the plan refuse instead."""
    project = applied(new(), before)
    project.write(after, FILES)
    plan = project.plan()
    assert [line(change) for change in plan.changes if change.action is Action.DELETE] == []
    assert not plan.is_empty or not plan.refusals


@few
@given(live=specs)
def test_an_adopted_spec_describes_what_is_live(new: NewProject, live: Spec) -> None:
    """Law 2: its plan is empty; applied to an empty project, that one is adopted as the same files."""
    project = applied(new(), live)
    adopted = project.adopt()
    texts = project.secret_texts(live)
    beside = project.beside(f"{project.folder.name}-adopted")
    beside.environment.update({name: texts[where] for name, where in adopted.secrets.items()})
    beside.write_adopted(adopted)
    assert [line(change) for change in beside.plan().changes] == []

    empty = new()
    copy = SpecProject(empty.remote, empty.folder, beside.environment)
    copy.write_adopted(adopted)
    main = copy.folder / "baas.yaml"
    main.write_text(main.read_text().replace(project.remote.ref, copy.remote.ref))
    assert copy.apply().is_converged
    again = copy.adopt()
    own, others = (
        {name: content.decode().replace(ref, "REF") for name, content in found.files.items()}
        for found, ref in ((adopted, project.remote.ref), (again, copy.remote.ref))
    )
    assert own == others


@settings(few, max_examples=2)
@given(spec=specs)
@pytest.mark.parametrize(
    ("kind", "status"), [("auth", 403), ("functions", 500), ("function_secrets", 403), ("policies", 500)]
)
def test_what_cannot_be_read_is_never_called_unchanged(new: NewProject, kind: str, status: int, spec: Spec) -> None:
    """Law 6: the plan is incomplete and holds no change of that kind."""
    project = new()
    project.write({**PRUNE, **LEAST, **spec}, FILES)
    faults = project.remote.sandbox.faults
    faults.add(Fault(path=f"{project.remote.ref}{SERVED_BY[kind]}", status=status))
    try:
        plan = project.plan()
    finally:
        faults.clear()
    assert kind in plan.unreadable
    assert not plan.is_complete
    assert not plan.is_empty
    assert [line(change) for change in plan.changes if change.address.kind == kind] == []


@pytest.mark.parametrize("requests", [3, 9, 13])
def test_a_killed_apply_is_finished_by_the_next_one(new: NewProject, requests: int) -> None:
    """Law 9 with a real process and kill -9 after some requests; the journal tells that one did not finish."""
    project = new()
    project.write({**PRUNE, **LEAST}, FILES)
    faults = project.remote.sandbox.faults
    faults.add(Fault(path=project.remote.ref, latency_ms=100))
    run = project.run()
    allowed = [argument for hazard in Hazard for argument in ("--allow", hazard.name)]
    command = [sys.executable, "-m", "baasctl", "apply", "--yes", *allowed, "--workers", "1"]
    process = subprocess.Popen(
        command, cwd=project.folder, env={**os.environ, **run.environment}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while process.poll() is None and len(project.remote.calls()) < requests:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    faults.clear()
    assert project.apply().is_converged
    assert project.plan().is_empty
