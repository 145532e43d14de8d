"""The laws of the design (§8) for every provider: random specs on random live states of a sandbox."""

from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from baasctl.model.change import Action, Hazard
from baasctl.model.errors import PlanStale
from baasctl.model.plan_document import plan_digest
from baasctl.model.result import ApplyResult
from baasctl.sandbox.faults import Fault
from baasctl.sandbox.server import SandboxServer
from tests.contract.project import SpecProject, line
from tests.laws import amplify_specs, firebase_specs, supabase_specs
from tests.laws.subject import Spec
from tests.sandbox_fixtures import NEW

NewProject = Callable[[str], SpecProject]
few = settings(
    max_examples=4 if os.environ.get("CI") else 2,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
_ALL = (supabase_specs.SUBJECT, firebase_specs.SUBJECT, amplify_specs.SUBJECT)
SUBJECTS = {subject.provider: subject for subject in _ALL}
of_each_provider = pytest.mark.parametrize("provider", SUBJECTS)


@pytest.fixture(scope="module")
def new(shared_sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> NewProject:
    """A project with the tables that the specs speak of, and an empty folder."""
    folders = (tmp_path_factory.mktemp("laws") / str(number) for number in itertools.count())

    def project(provider: str) -> SpecProject:
        remote = NEW[provider](shared_sandbox)
        SUBJECTS[provider].prepare(remote)
        subject = SUBJECTS[provider]
        made = SpecProject(remote, next(folders))
        made.environment.update({**facts_of(made), **subject.environment})
        return made

    return project


def drawn(data: st.DataObject, provider: str, label: str) -> Spec:
    spec: Spec = data.draw(SUBJECTS[provider].specs, label=label)
    return spec


def applied(project: SpecProject, spec: Spec) -> SpecProject:
    subject = SUBJECTS[project.remote.provider]
    project.write({**subject.prune, **spec}, subject.files)
    result = project.apply()
    assert result.is_converged, why_not(result)
    return project


def facts_of(project: SpecProject) -> dict[str, str]:
    """What belongs to one project alone, by the variable that has it."""
    return {"PROJECT": project.remote.name, **SUBJECTS[project.remote.provider].facts(project.remote)}


def without_facts(text: str, project: SpecProject) -> str:
    """A text without what belongs to a project alone."""
    for variable, own in facts_of(project).items():
        text = text.replace(f'"{own}"', own).replace(own, variable)
    return text


def with_facts_of(other: SpecProject, text: str, project: SpecProject) -> str:
    """A text with what belongs to another project in its place; an id may look like a number."""
    facts = facts_of(other)
    for variable, own in facts_of(project).items():
        alone = re.compile(rf"(?<=: ){own}(?=[,}}\n])")
        text = alone.sub(f'"{facts[variable]}"', text).replace(own, facts[variable])
    return text


def why_not(result: ApplyResult) -> list[str]:
    """What was said of an apply that did not converge, and what is left to do."""
    said = (*result.diagnostics, *(each.diagnostic for each in result.outcomes if each.diagnostic is not None))
    left = result.remaining.changes if result.remaining is not None else ()
    return [*map(str, said), *map(line, left)]


@of_each_provider
@few
@given(data=st.data())
def test_after_apply_the_plan_is_empty(new: NewProject, provider: str, data: st.DataObject) -> None:
    """Laws 1 and 3: whatever was live before."""
    before, after = drawn(data, provider, "before"), drawn(data, provider, "after")
    project = applied(applied(new(provider), before), after)
    assert [line(change) for change in project.plan().changes] == []


@of_each_provider
@few
@given(data=st.data())
def test_a_plan_writes_nothing_and_is_repeatable(new: NewProject, provider: str, data: st.DataObject) -> None:
    """Laws 10 and 11: two plans have one digest, and between them nothing was asked for but reading."""
    before, after = drawn(data, provider, "before"), drawn(data, provider, "after")
    project, subject = applied(new(provider), before), SUBJECTS[provider]
    project.write({**subject.prune, **after}, subject.files)
    seen = len(project.remote.calls())
    digests = {plan_digest(project.plan()) for _ in range(2)}
    assert len(digests) == 1
    calls = project.remote.calls()[seen:]
    assert [call for call in calls if not re.fullmatch(subject.reads, call)] == []


@of_each_provider
@few
@given(data=st.data())
def test_nothing_is_deleted_outside_prune(new: NewProject, provider: str, data: st.DataObject) -> None:
    """Law 5; what is live and not listed makes the plan refuse instead."""
    before, after = drawn(data, provider, "before"), drawn(data, provider, "after")
    project = applied(new(provider), before)
    project.write(after, SUBJECTS[provider].files)
    plan = project.plan()
    assert [line(change) for change in plan.changes if change.action is Action.DELETE] == []
    assert not plan.is_empty or not plan.refusals


@of_each_provider
@few
@given(data=st.data())
def test_an_adopted_spec_describes_what_is_live(new: NewProject, provider: str, data: st.DataObject) -> None:
    """Law 2: its plan is empty; applied to an empty project, that one is adopted as the same files."""
    live = drawn(data, provider, "live")
    project = applied(new(provider), live)
    adopted = project.adopt()
    texts = project.secret_texts(live)
    beside = project.beside(f"{project.folder.name}-adopted")
    beside.environment.update({name: texts[where] for name, where in adopted.secrets.items()})
    beside.write_adopted(adopted)
    assert [line(change) for change in beside.plan().changes] == []

    empty = new(provider)
    copy = SpecProject(empty.remote, empty.folder, beside.environment)
    copy.write_adopted(adopted)
    main = copy.folder / "baas.yaml"
    main.write_text(with_facts_of(copy, main.read_text(), project))
    result = copy.apply()
    assert result.is_converged, why_not(result)
    again = copy.adopt()
    own, others = (
        {path: without_facts(content.decode(), of) for path, content in found.files.items()}
        for found, of in ((adopted, project), (again, copy))
    )
    assert own == others


@settings(few, max_examples=2)
@given(data=st.data())
@pytest.mark.parametrize(
    ("provider", "kind"), [(name, kind) for name, subject in SUBJECTS.items() for kind in subject.served_by]
)
def test_what_cannot_be_read_is_never_called_unchanged(
    new: NewProject, provider: str, kind: str, data: st.DataObject
) -> None:
    """Law 6: the plan is incomplete and holds no change of that kind."""
    project, subject = new(provider), SUBJECTS[provider]
    project.write({**subject.prune, **subject.least, **drawn(data, provider, "spec")}, subject.files)
    path, status = subject.served_by[kind]
    faults = project.remote.sandbox.faults
    faults.add(Fault(path=path.replace("{name}", project.remote.name), status=status))
    try:
        plan = project.plan()
    finally:
        faults.clear()
    assert kind in plan.unreadable
    assert not plan.is_complete
    assert not plan.is_empty
    assert [line(change) for change in plan.changes if change.address.kind == kind] == []


def finished(project: SpecProject) -> ApplyResult:
    """Plan and apply; once more where the dead process's last request arrived in between.

    Then the plan is stale, or a call finds done what it was to do and the apply says that it did not converge.
    """
    try:
        result = project.apply()
    except PlanStale:
        return project.apply()
    return result if result.is_converged else project.apply()


@pytest.mark.parametrize(
    ("provider", "requests"), [(name, number) for name, subject in SUBJECTS.items() for number in subject.kills]
)
def test_a_killed_apply_is_finished_by_the_next_one(new: NewProject, provider: str, requests: int) -> None:
    """Law 9 with a real process and kill -9 after some requests; the journal tells that one did not finish."""
    project, subject = new(provider), SUBJECTS[provider]
    project.write({**subject.prune, **subject.least}, subject.files)
    faults = project.remote.sandbox.faults
    faults.add(Fault(latency_ms=100))
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
    result = finished(project)
    assert result.is_converged, [result.diagnostics, *(o for o in result.outcomes if o.status.name != "APPLIED")]
    assert project.plan().is_empty
