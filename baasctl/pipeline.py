"""The whole flow on one screen; the only module that chains stages.

load → resolve → render ─┬─ normalise → diff → plan → apply
read ────────────────────┘
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from baasctl.access_trials import After, Engines, Exploring, engines_for, tried_target, with_trials
from baasctl.apply.execute import execute
from baasctl.apply.journal import Journal, unfinished
from baasctl.apply.lock import only_one
from baasctl.apply.staleness import changed_sources, found_again, stale
from baasctl.diff.resources import Comparison, compare
from baasctl.diff.two_lives import compare_lives
from baasctl.linting import kinds_to_lint, linted_target
from baasctl.load import load
from baasctl.model.address import Address
from baasctl.model.change import Action
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.document import Document
from baasctl.model.errors import BaasctlError, Cancelled, PlanStale, RenderError, SpecError
from baasctl.model.explanation import Explanation
from baasctl.model.plan import Plan
from baasctl.model.problems import Problems, in_order
from baasctl.model.resource import Resource
from baasctl.model.result import ApplyResult
from baasctl.model.secret import Vault
from baasctl.model.spec import Terms
from baasctl.model.state import DesiredState
from baasctl.model.value import secrets_in
from baasctl.normalise.both_sides import both_sides, without_errors
from baasctl.opening import connected, document_at, readable_environment, unlock
from baasctl.plan.after import after_apply
from baasctl.plan.desired import desired_of
from baasctl.plan.explain import explanation
from baasctl.plan.guards import check_consent, owned
from baasctl.plan.make import Differences, blank, make
from baasctl.providers import registry
from baasctl.providers.contract import Normalised, Provider, Reading, Wanted
from baasctl.read.live import live
from baasctl.render.desired import render as render_spec
from baasctl.resolve import chosen_targets, resolve, target_names
from baasctl.run import (
    Applied,
    Exported,
    Linted,
    LintedTarget,
    Planned,
    Rendered,
    Run,
    Surveyed,
    Tried,
    TriedTarget,
    guarded,
)
from baasctl.stores.digests import digests_of
from baasctl.whole_targets import everything, surveyed

if TYPE_CHECKING:
    from baasctl.adopt.write_spec import Adopted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Both:
    """One target, read and in normal form."""

    rendered: Rendered
    provider: Provider
    reading: Reading
    normal: Normalised
    base: DesiredState | None = None

    def after(self, resources: Sequence[Resource]) -> After:
        spec, answers = self.rendered.spec, self.reading.answers
        return After(spec.target, resources, spec.terms, self.normal.desired, self.provider, answers)


def render(run: Run) -> tuple[Rendered, ...]:
    """What the spec asks of each target; resolves no secret, sends nothing.

    Raises:
        SpecError, RenderError: With every problem found.
    """
    document = load(str(run.file), run.files, untrusted=run.untrusted)
    rendered: list[Rendered] = []
    wrong: list[Diagnostic] = []
    for name in chosen_targets(document, run.targets):
        try:
            rendered.append(_rendered(run, document, name))
        except (SpecError, RenderError) as error:
            wrong.extend(error.diagnostics)
    if wrong:
        raise SpecError(*in_order(wrong))
    return tuple(rendered)


def plan(run: Run, vault: Vault, *, is_tested: bool = True) -> Planned:
    """What apply would do; reads, never writes.

    All targets are normalised before any is compared; a target that fails does not stop the others.

    Args:
        vault: Filled with what was resolved, so that the caller can keep it out of every output.
        is_tested: Whether access tests about rules that change are tried; a failing one refuses the plan.

    Raises:
        SpecError, RenderError: Nothing could be planned at all.
    """
    failures: dict[str, BaasctlError] = {}
    with ExitStack() as providers:
        found = [guarded(failures, one.spec.target, _read_both, run, one, vault, providers) for one in render(run)]
        both = [each for each in found if each is not None]
        engines = engines_for(providers) if is_tested else None
        plans = [guarded(failures, each.rendered.spec.target, _planned, run, each, engines) for each in both]
    return Planned(
        plans=tuple(each for each in plans if each is not None),
        failures=failures,
        unreadable={each.rendered.spec.target.name: each.reading.failures for each in both},
        inventories={each.rendered.spec.target.name: each.provider.inventory(each.reading.answers) for each in both},
    )


def apply(run: Run, plans: Sequence[Plan], vault: Vault) -> Applied:
    """Carry out plans, target after target; each is read again before the first write and after the last.

    A target that fails does not stop the others; a stop does.
    """
    failures: dict[str, BaasctlError] = {}
    results = [guarded(failures, each.target, _applied, run, each, vault) for each in plans]
    return Applied(results=tuple(each for each in results if each is not None), failures=failures)


def export(run: Run, vault: Vault) -> Exported:
    """What differs on resources that another tool owns, as changes of that tool's own code; reads, never writes.

    Where the target says `export` of a kind, only such kinds; else everything that it does not manage.
    """
    failures: dict[str, BaasctlError] = {}
    with ExitStack() as providers:
        found = [guarded(failures, one.spec.target, _exported, run, one, vault, providers) for one in render(run)]
    return Exported(texts=dict(each for each in found if each is not None), failures=failures)


def lint(run: Run, vault: Vault) -> Linted:
    """What lints say about each target as it will be after apply; reads only what they need, and no secret."""
    failures: dict[str, BaasctlError] = {}
    with ExitStack() as providers:
        found = [guarded(failures, one.spec.target, _linted, run, one, vault, providers) for one in render(run)]
    return Linted(targets=tuple(each for each in found if each is not None), failures=failures)


def try_access(run: Run, vault: Vault, engine: str = "auto", exploring: Exploring | None = None) -> Tried:
    """What access tests come to on each target as it will be after apply; reads only what the spec does not say."""
    failures: dict[str, BaasctlError] = {}
    with ExitStack() as opened:
        engines = engines_for(opened, engine, exploring)
        found = [guarded(failures, one.spec.target, _tried, run, one, vault, engines) for one in render(run)]
    return Tried(targets=tuple(each for each in found if each is not None), failures=failures)


def compare_targets(run: Run, left: str, right: str, vault: Vault) -> Planned:
    """What would make the live state of *right* like that of *left*; secrets of two projects are not compared.

    Raises:
        BaasctlError: One of the two could not be read at all.
    """
    with ExitStack() as providers:
        first, second = (_read_everything(run, name, vault, providers) for name in (left, right))
        skip, support = first.rendered.spec.target.skip, second.rendered.support
        both = compare_lives(first.normal.live, second.normal.live, second.rendered.desired, support, skip=skip)
        start = blank(both.desired, both.live, allowed=frozenset(), warnings=(), made_at=run.clock())
        start = replace(start, kinds=both.kinds, unreadable=both.live.unreadable, not_compared=both.found.not_compared)
        plan = make(start, _differences(both.found), Terms(), lambda _: ())
        return Planned(plans=(plan,), unreadable={right: {**first.reading.failures, **second.reading.failures}})


def compare_revision(run: Run, target: str, revision: str, vault: Vault) -> Plan:
    """What would make the live state of a target what the spec asked for at a git revision."""
    document = document_at(run, revision)
    (name,) = chosen_targets(document, (target,))
    with ExitStack() as providers:
        return _planned(run, _read_both(run, _rendered(run, document, name), vault, providers))


def survey(run: Run, target: str, vault: Vault) -> Surveyed:
    """What of a target could be read, whatever its spec declares; reads, and compares nothing."""
    return surveyed(run, next(iter(render(replace(run, targets=(target,))))), vault)


def adopt(
    run: Run, vault: Vault, *, kinds: frozenset[str], matching: Sequence[str] = (), full: bool = False
) -> Adopted:
    """The spec of what is live at one target, as files that nobody has written yet.

    Args:
        kinds: Only these; empty means every kind that the provider has, and then one that this project has switched
            off, or that may not be read, is a warning.
    """
    from baasctl.adopt.closed_kinds import closed_kinds
    from baasctl.adopt.write_spec import write_spec

    (target,) = chosen_targets(load(str(run.file), run.files, untrusted=run.untrusted), run.targets, one=True)
    with ExitStack() as providers:
        both = _read_everything(run, target, vault, providers, kinds)
        closed = closed_kinds(both.reading, kinds)

        def contents(resource: Resource) -> Mapping[str, bytes]:
            return both.provider.contents(resource, both.reading.answers)

        resources = both.normal.live.resources
        adopted = write_spec(
            both.rendered.spec.target,
            resources,
            both.rendered.support,
            contents,
            matching=matching,
            full=full,
            references=both.provider.references(both.reading.answers),
        )
        return replace(adopted, warnings=(*both.normal.diagnostics, *closed))


def explain(run: Run, address: Address, path: str, vault: Vault) -> Explanation:
    """Everything known about one field: where it was written, what is live, what would be sent."""
    with ExitStack() as providers:
        one = next(each for each in render(replace(run, targets=(address.target,))))
        both = _read_both(run, one, vault, providers)
        change = next((each for each in _planned(run, both).changes if each.address == address), None)
        return explanation(address, path, both.normal, one.support, change=change, describe=both.provider.describe)


def _rendered(run: Run, document: Document, name: str) -> Rendered:
    allowed = readable_environment(run)
    problems = Problems()
    spec = resolve(
        document, name, environment=run.environment, untrusted=run.untrusted, allow_env=allowed, problems=problems
    )
    support = registry.support_of(spec.target)
    desired, warnings = render_spec(spec, support, problems)
    return Rendered(spec=spec, support=support, desired=desired, warnings=tuple(warnings))


def _exported(run: Run, one: Rendered, vault: Vault, providers: ExitStack) -> tuple[str, str]:
    both = _read_both(replace(run, secrets="skip"), one, vault, providers)
    both.reading.check()
    changes = owned(_planned(run, both).changes)
    return one.spec.target.name, both.provider.exported(changes, both.reading.answers)


def _linted(run: Run, one: Rendered, vault: Vault, providers: ExitStack) -> LintedTarget:
    both, after = _read_after(run, one, vault, providers, kinds_to_lint(one))
    return linted_target(run, one, both.reading, both.normal, after, provider=both.provider)


def _read_after(
    run: Run, one: Rendered, vault: Vault, providers: ExitStack, kinds: frozenset[str]
) -> tuple[_Both, tuple[Resource, ...]]:
    """What the target will have of some kinds after apply; no secret is read."""
    chosen = kinds.difference(one.spec.target.skip)
    judged = replace(one, desired=one.desired.only(chosen))
    both = _read_both(replace(run, secrets="skip", base=None), judged, vault, providers, chosen)
    normal = without_errors(both.normal)
    found = compare(normal.desired, normal.live, one.spec.terms, one.support)
    return both, after_apply(normal.desired, normal.live, found.changes)


def _tried(run: Run, one: Rendered, vault: Vault, engines: Engines) -> TriedTarget:
    def after(kinds: frozenset[str]) -> After:
        both, resources = _read_after(run, one, vault, engines.opened, kinds)
        both.reading.check()
        return both.after(resources)

    return tried_target(run, one, engines, after)


def _read_both(
    run: Run, one: Rendered, vault: Vault, providers: ExitStack, everything_of: frozenset[str] = frozenset()
) -> _Both:
    """Resolve secrets, read live, and bring both sides into normal form.

    Args:
        everything_of: Kinds to read whole, and no others; empty means what the spec declares.
    """
    target = one.spec.target
    unlock(run, one.desired, vault)
    provider = connected(run, target, one.spec.root, vault, providers)
    pruned = frozenset(one.spec.terms.prune) & one.support.managed_kinds
    kinds = one.desired.kinds() | (pruned - frozenset(target.skip))
    run.progress(f"{target.name}: reading")
    whole = everything_of or pruned
    wanted = Wanted(kinds=everything_of or kinds, desired=one.desired, whole=whole)
    reading = live(provider, wanted, run.workers, run.clock)
    run.progress(f"{target.name}: comparing")
    normal = both_sides(provider, one.desired, reading, vault)
    base = None
    if run.base is not None:
        at_base = _rendered_at(run, run.base, target.name)
        base = both_sides(provider, at_base, reading, vault).desired if at_base else None
    return _Both(rendered=one, provider=provider, reading=reading, normal=normal, base=base)


def _planned(run: Run, both: _Both, engines: Engines | None = None) -> Plan:
    """Compare, judge and order; with *engines* also try the access tests about rules that change.

    Raises:
        NormaliseError: A desired value is wrong at this provider; with every problem found.
    """
    spec, normal = both.rendered.spec, without_errors(both.normal)
    warnings = (*both.rendered.warnings, *normal.diagnostics, *unfinished(run.folder("journal", spec.target.name)))
    found = compare(normal.desired, normal.live, spec.terms, both.rendered.support, both.base)
    start = blank(normal.desired, normal.live, allowed=run.allow, warnings=warnings, made_at=run.clock())
    start = replace(
        start,
        left_alone=found.left_alone,
        not_compared=found.not_compared,
        secrets_skipped=run.secrets == "skip"
        and any(True for one in both.rendered.desired.resources for _ in secrets_in(one.attributes)),
    )
    made = make(start, _differences(found), spec.terms, both.provider.batches, take_over=run.take_over)
    if engines is None or not spec.access_tests:
        return made
    after = both.after(after_apply(normal.desired, normal.live, made.changes))
    return with_trials(run, made, both.rendered, after, engines)


def _applied(run: Run, planned: Plan, vault: Vault) -> ApplyResult:
    """Check consent, read again, write, read again.

    Raises:
        PlanRefused, PlanStale, LockHeld, ProviderError: Nothing was written.
    """
    check_consent(planned)
    target, root = planned.target, run.file.parent
    unlock(run, desired_of(planned, root), vault)
    with ExitStack() as providers, only_one(run.folder("lock", target.name), target.name):
        provider = connected(run, target, root, vault, providers)
        run.progress(f"{target.name}: reading again")
        moved = [*changed_sources(planned.sources, digests_of(root, planned.sources))]
        moved += stale(planned, _replanned(run, planned, provider, vault))
        if moved:
            raise PlanStale(*moved)
        with Journal(run.folder("journal", target.name), run.clock) as journal, run.workers.stop.on_interrupt():
            result = execute(planned, provider, vault, journal=journal, stop=run.workers.stop, progress=run.progress)
        run.progress(f"{target.name}: reading back")
        return _read_back(result, run, provider, vault)


def _replanned(run: Run, planned: Plan, provider: Provider, vault: Vault) -> Plan:
    """The plan made again from the desired values of a plan and what is live now; deletes if still live."""
    desired = desired_of(planned, run.file.parent)
    deletes = [change for change in planned.changes if change.action is Action.DELETE]
    whole = frozenset(change.address.kind for change in deletes)
    kinds = frozenset(change.address.kind for change in planned.changes)
    reading = live(provider, Wanted(kinds=kinds, desired=desired, whole=whole), run.workers, run.clock)
    reading.check()
    normal = without_errors(both_sides(provider, desired, reading, vault))
    support = registry.support_of(planned.target)
    found = compare(normal.desired, normal.live, Terms(), support)
    again = ((one, found_again(one, normal.live)) for one in deletes)
    gone = (replace(one, before=live_one.attributes) for one, live_one in again if live_one is not None)
    differences = Differences(changes=(*found.changes, *gone), unlisted=(), live_counts={})
    start = blank(desired, normal.live, allowed=planned.allowed, warnings=(), made_at=run.clock())
    return make(start, differences, Terms(), lambda _: ())


def _read_back(result: ApplyResult, run: Run, provider: Provider, vault: Vault) -> ApplyResult:
    """The result with what is left to do after apply, or with the reason why nobody knows; a stop needs none."""
    try:
        return replace(result, remaining=_replanned(run, result.plan, provider, vault))
    except BaasctlError as error:
        told = () if isinstance(error, Cancelled) else error.diagnostics
        return replace(result, diagnostics=(*result.diagnostics, *told))


def _read_everything(
    run: Run, name: str, vault: Vault, providers: ExitStack, kinds: frozenset[str] = frozenset()
) -> _Both:
    """A target's whole live state in normal form, whatever the spec declares."""
    one = next(iter(render(replace(run, targets=(name,)))))
    provider, reading = everything(run, one, vault, providers, kinds)
    same = DesiredState(target=one.spec.target, resources=reading.snapshot.resources, root=one.spec.root)
    return _Both(rendered=one, provider=provider, reading=reading, normal=both_sides(provider, same, reading, vault))


def _differences(found: Comparison) -> Differences:
    return Differences(changes=found.changes, unlisted=found.unlisted, live_counts=found.live_counts)


def _rendered_at(run: Run, revision: str, target: str) -> DesiredState | None:
    """What the spec asked for at a git revision; `None` when it did not have the target."""
    document = document_at(run, revision)
    return _rendered(run, document, target).desired if target in target_names(document) else None
