"""Access tests inside a run: on the rules as they will be after apply."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from baasctl.access.testing.as_written import as_written
from baasctl.access.testing.engines import Bench, EngineChoice, SharedEmulator
from baasctl.access.testing.placing import placed
from baasctl.access.testing.trials import Outcome, Trial, Trials
from baasctl.engines.postgres.blueprint import Blueprint
from baasctl.model.access import AccessSection, Sort
from baasctl.model.access_judging import AccessJudging, RulesForm
from baasctl.model.access_test import AccessTest
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.errors import CredentialMissing, EngineError
from baasctl.model.plan import Plan
from baasctl.model.probe import Family
from baasctl.model.problems import Problems
from baasctl.model.resource import Resource
from baasctl.model.spec import Terms
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.providers.contract import Answers, Provider
from baasctl.render.access import SECTION, section_of
from baasctl.run import Rendered, Run, TriedTarget

MOST_SHOWN = 20
"""Failing tests that a plan tells one by one."""


@dataclass(frozen=True, slots=True)
class Exploring:
    """How requests are generated: the same seed makes the same ones, and no more than `most`."""

    seed: int = 0
    most: int = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """Which engine is asked, and what all targets of a run share.

    Attributes:
        exploring: Requests are generated from the `access` section; `None`: the tests of the spec are tried.
    """

    opened: ExitStack
    emulator: SharedEmulator
    choice: EngineChoice = EngineChoice.AUTO
    exploring: Exploring | None = None


@dataclass(frozen=True, slots=True)
class After:
    """A target as it will be after apply.

    Attributes:
        resources: As they will be.
        terms: On which differences become changes.
        desired: In normal form, where the target was read; as it is written, where tables are sketched.
        provider: The target, connected; `None`: it need not be asked.
        answers: What was read of it.
        drawn: In place of the live database.
        warnings: About what was judged on.
    """

    target: Target
    resources: Sequence[Resource]
    terms: Terms
    desired: DesiredState | None = None
    provider: Provider | None = None
    answers: Answers = field(default_factory=dict)
    drawn: Blueprint | None = None
    warnings: tuple[Diagnostic, ...] = ()

    def blueprint(self) -> Blueprint | None:
        """See `TriesRules.blueprint`."""
        if self.drawn is not None:
            return self.drawn
        return self.provider.blueprint(self.answers) if self.provider else None


def engines_for(opened: ExitStack, choice: str = "auto", exploring: Exploring | None = None) -> Engines:
    """Engines of one run; none is started before it is needed.

    Args:
        opened: Stops them.
        choice: A value of `EngineChoice`.
    """
    return Engines(opened=opened, emulator=SharedEmulator(opened), choice=EngineChoice(choice), exploring=exploring)


def tried_target(run: Run, one: Rendered, engines: Engines, read: Callable[[frozenset[str]], After]) -> TriedTarget:
    """What the tests of a target come to.

    Args:
        read: Kinds → what the spec declares of them laid over what is live; called where the spec does not say all.

    Raises:
        BaasctlError: The target could not be read, or an engine is not there or does not take the rules.
    """
    target, exploring = one.spec.target, engines.exploring
    section = section_for(one)
    tests = () if exploring else placed(one.spec.access_tests, section)
    explored_ones = section.resources if section and exploring else ()
    families = {Family.OBJECTS if each.sort is Sort.FILES else Family.ROWS for each in explored_ones}
    families |= {each.probe.family for each in tests}
    if not families:
        return TriedTarget(rendered=one, warnings=one.warnings)
    said = _said(one, engines, families)
    kinds = judging_of(one).kinds_for(families - said)
    after = After(target, one.desired.resources, one.spec.terms)
    if kinds:
        after = _read_or_sketched(run, one, section, engines.choice, lambda: _with_said(read(kinds), one, said))
    warnings = (*one.warnings, *after.warnings)
    if section is None or exploring is None:
        return TriedTarget(rendered=one, trials=trials_of(run, tests, one, after, engines), warnings=warnings)
    from baasctl.access.testing.exploring import explored

    run.progress(f"{target.name}: exploring")
    exploration = explored(section, _bench(run, one, after, engines), seed=exploring.seed, most=exploring.most)
    return TriedTarget(rendered=one, exploration=exploration, warnings=warnings)


def _said(one: Rendered, engines: Engines, families: Collection[Family]) -> frozenset[Family]:
    """Those of which the spec says all that judges have to know."""
    judging, is_exploring = judging_of(one), engines.exploring is not None
    if not judging.is_all_in_spec or engines.choice is EngineChoice.LIVE:
        return frozenset()
    decisive = {each: _decisive(judging.kinds_for({each}), one, is_exploring=is_exploring) for each in families}
    return frozenset(each for each, kinds in decisive.items() if kinds <= one.desired.kinds())


def _with_said(after: After, one: Rendered, said: Collection[Family]) -> After:
    """What was read, and beside it what need not be: rules as they are written, not as a provider shows them."""
    kinds = judging_of(one).kinds_for(said) - {each.address.kind for each in after.resources}
    written = (each for each in one.desired.resources if each.address.kind in kinds)
    return replace(after, resources=(*after.resources, *written))


def _read_or_sketched(
    run: Run, one: Rendered, section: AccessSection | None, choice: EngineChoice, read: Callable[[], After]
) -> After:
    """The target after apply; its tables are sketched where that is asked for, and where it has no credential.

    A credential that is refused, or a target that does not answer, is an error and no reason to judge on less.
    """
    if judging_of(one).form is not RulesForm.ROW_SECURITY or choice not in (EngineChoice.AUTO, EngineChoice.SKETCH):
        return read()
    if choice is EngineChoice.SKETCH:
        return _sketched(one, section, "`--engine sketch` asks for it")
    from baasctl.access.testing.sketched import unset_variables

    unset = unset_variables(one.spec.target.settings.get("credentials"), run.environment)
    if unset:
        return _sketched(one, section, f"the environment variable {unset[0]} of the target's credentials is not set")
    try:
        return read()
    except CredentialMissing as missing:
        return _sketched(one, section, missing.diagnostics[0].summary)


def _sketched(one: Rendered, section: AccessSection | None, why: str) -> After:
    from baasctl.access.testing.sketched import note, sketched

    target = one.spec.target
    drawn = sketched(section, target, one.spec.root)
    resources, terms, warnings = one.desired.resources, one.spec.terms, (note(target, why),)
    return After(target, resources, terms, one.desired, drawn=drawn, warnings=warnings)


def judging_of(one: Rendered) -> AccessJudging:
    """How requests to a target's rules are judged.

    Raises:
        EngineError: Nobody can.
    """
    if one.support.judging is None:
        detail, hint = f"of target `{one.spec.target.name}`", "say for which `targets:` the tests are"
        summary = f"nobody judges access tests at {one.support.title}"
        raise EngineError(Diagnostic(code="PLAN888", summary=summary, detail=detail, hint=hint))
    return one.support.judging


def _decisive(kinds: frozenset[str], one: Rendered, *, is_exploring: bool) -> frozenset[str]:
    """Kinds that decide: generated requests are about what the section was rendered into, and about nothing else."""
    rendering = one.support.access
    return kinds & rendering.objects.keys() if is_exploring and rendering is not None else kinds


def section_for(one: Rendered) -> AccessSection | None:
    """The `access` section for the target; `None` where it has none."""
    declared = next((each for each in one.spec.resources if each.address.kind == SECTION), None)
    return section_of(declared, one.support, one.spec.target, Problems()) if declared else None


def trials_of(run: Run, tests: Sequence[AccessTest], one: Rendered, after: After, engines: Engines) -> Trials:
    """Try tests on a target's rules.

    Raises:
        BaasctlError: An engine is not there, or does not take the rules.
    """
    from baasctl.access.testing.trying import tried

    run.progress(f"{after.target.name}: testing")
    return tried(tests, _bench(run, one, after, engines))


def _bench(run: Run, one: Rendered, after: After, engines: Engines) -> Bench:
    return Bench(
        provider=one.support.title,
        form=judging_of(one).form,
        choice=engines.choice,
        resources=tuple(after.resources),
        desired=after.desired,
        kept=frozenset((each.kind, each.name) for each in after.terms.keep),
        blueprint=after.blueprint,
        blueprint_name=", ".join(each.summary for each in after.warnings),
        clock=run.clock,
        opened=engines.opened,
        workers=run.workers,
        emulator=engines.emulator,
        live=after.provider.tested if after.provider else None,
    )


def tests_of_changes(tests: Sequence[AccessTest], plan: Plan, judging: AccessJudging) -> tuple[AccessTest, ...]:
    """Those about rules that a plan changes."""
    changed = {change.address.kind for change in plan.changes}
    return tuple(test for test in tests if changed & judging.kinds_for({test.probe.family}))


def with_trials(run: Run, plan: Plan, one: Rendered, after: After, engines: Engines) -> Plan:
    """The plan, refused where a test about rules that it changes does not pass; a note says what was tried."""
    judging = judging_of(one)
    about = tests_of_changes(placed(one.spec.access_tests, section_for(one)), plan, judging)
    if not about:
        return plan
    if run.untrusted and judging.runs_rules_as_code:
        return replace(plan, warnings=(*plan.warnings, _untried(about)))
    if judging.is_all_in_spec:
        after = replace(after, resources=as_written(after.resources, one.desired.resources))
    trials = trials_of(run, about, one, after, engines)
    if not trials.have_passed:
        return replace(plan, refusals=(*plan.refusals, *_refusals(trials)))
    note = Diagnostic(
        code="PLAN883",
        severity=Severity.NOTE,
        summary="access tests passed",
        detail=f"{len(about):,} on the rules as they will be: {', '.join(trials.engines)}",
    )
    return replace(plan, warnings=(*plan.warnings, note))


def _untried(about: Sequence[AccessTest]) -> Diagnostic:
    return Diagnostic(
        code="PLAN887",
        severity=Severity.WARNING,
        summary="access tests were not tried",
        detail=f"{len(about):,} tests run conditions of the spec as SQL, and the spec is untrusted",
        hint="`baasctl test` tries them on a PostgreSQL of its own; read the spec first",
        span=about[0].span,
    )


def _refusals(trials: Trials) -> Iterator[Diagnostic]:
    failed = trials.of(Outcome.FAILED, Outcome.UNDECIDED)
    yield from map(refusal, failed[:MOST_SHOWN])
    if len(failed) > MOST_SHOWN:
        yield Diagnostic(
            code="PLAN884",
            summary="more access tests do not pass",
            detail=f"{len(failed) - MOST_SHOWN:,} beside those above, of {len(trials.tried):,}",
            hint="`baasctl test` shows all of them",
        )


def refusal(trial: Trial) -> Diagnostic:
    """Why a plan cannot be applied, at the place of the test."""
    by = f" ({trial.engine})" if trial.engine else ""
    return Diagnostic(
        code="PLAN882",
        summary="an access test does not pass on the rules as they will be",
        detail=f"{trial.test.title}\nexpected {trial.wanted}, got {trial.got}{by}: {trial.why}",
        hint="correct the rules or the test; `baasctl test` shows all of them",
        span=trial.test.span,
    )
