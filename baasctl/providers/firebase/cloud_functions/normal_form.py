"""Desired and live functions in one form: keyed by name and region, sources as digests, names as Google has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.state import DesiredState, Snapshot
from baasctl.model.value import ABSENT, Attributes, Value, at, freeze, put, same
from baasctl.providers.contract import Normalised
from baasctl.providers.firebase.cloud_functions import runtimes
from baasctl.providers.firebase.cloud_functions.address import place_of
from baasctl.providers.firebase.cloud_functions.event_triggers import (
    BUCKET,
    BUCKET_FACT,
    EVENT,
    normal_event,
    wants_event,
)
from baasctl.providers.firebase.cloud_functions.invokers import account
from baasctl.providers.firebase.cloud_functions.native_fields import pointer_of
from baasctl.providers.firebase.cloud_functions.quantities import default_cpu
from baasctl.providers.firebase.cloud_functions.schedules import SCHEDULE
from baasctl.providers.firebase.functions import CPU, DEFAULT_MEMORY, IGNORE, INVOKERS, KIND
from baasctl.providers.function_folders.archive import LARGEST_SOURCE
from baasctl.providers.function_folders.folder import SourceFolder, Upload, collect
from baasctl.providers.function_folders.ignore_rules import DEFAULT, IgnoreRules
from baasctl.providers.spec_place import problem

NEWEST = "latest"
LARGEST_UPLOAD = 100 * 2**20
"""Bytes of a zip that a signed address takes (firebase-tools 15.34.2, `x-goog-content-length-range`)."""
_UPLOAD = Upload(provider="firebase", largest_zip=LARGEST_UPLOAD, largest_source=LARGEST_SOURCE)
_NEEDED = {
    "source": ("/source", "declare `source: <folder>`"),
    "runtime": ("/runtime", "declare `runtime`, such as nodejs22"),
    "event": (f"{EVENT}/eventType", "declare `eventType` under `native: {firebase: {eventTrigger: …}}`"),
}


def folder_of(attributes: Attributes, facts: Attributes, root: Path) -> SourceFolder | None:
    """Where the spec has the code; `None` when it declares no source."""
    folder = facts.get("source", attributes.get("source"))
    if not isinstance(folder, str):
        return None
    return SourceFolder(root=root, folder=folder, upload=_UPLOAD, rules=rules_of(attributes))


def rules_of(attributes: Attributes) -> IgnoreRules:
    """What is left out of the folder."""
    globs = at(attributes, IGNORE)
    return IgnoreRules(tuple(str(glob) for glob in globs) if isinstance(globs, tuple) else DEFAULT)


def source_problems(desired: DesiredState) -> Iterator[Diagnostic]:
    """What stands in the way of uploading the declared functions; reads files, asks nobody."""
    told = set()
    for resource in desired.of(KIND):
        source = folder_of(resource.attributes, resource.facts, desired.root)
        if source is not None and (source.folder, source.rules) not in told:
            told.add((source.folder, source.rules))
            yield from collect(source, resource.span_of("/source")).problems


def normal_form(state: Normalised, *, project: str, region: str, newest: Mapping[str, str | None]) -> Normalised:
    """Both sides in normal form; the plan is bound to every file of every function.

    Args:
        state: Desired with `source` as a folder, live as decoded. Secrets have their digests.
        project: The project's id.
        region: Of the target.
        newest: Version by name of the secrets that functions of the spec name; `None`: it has none, or is not there.
    """
    work = _Work(state=state, project=project, region=region, newest=newest)
    live = {resource.address: resource for resource in state.live.resources}
    desired = tuple(
        work.both(resource, live) if resource.address.kind == KIND else resource for resource in state.desired.resources
    )
    snapshot: Snapshot = replace(
        state.live, resources=tuple(live[resource.address] for resource in state.live.resources)
    )
    return replace(
        state,
        desired=replace(state.desired, resources=desired, digests={**state.desired.digests, **work.digests}),
        live=snapshot,
        diagnostics=(*state.diagnostics, *work.problems),
    )


@dataclass(slots=True, kw_only=True)
class _Work:
    state: Normalised
    project: str
    region: str
    newest: Mapping[str, str | None]
    problems: list[Diagnostic] = field(default_factory=list)
    taken: dict[Address, Resource] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    folders: dict[SourceFolder, Value] = field(default_factory=dict)

    def both(self, resource: Resource, live: dict[Address, Resource]) -> Resource:
        """The desired function in normal form; its live twin in *live* is brought into the same form."""
        segment = place_of(resource, self.region).segment(self.region)
        address = replace(resource.address, segments=(segment,))
        if address in self.taken:
            detail = f"`{address.local}` is declared at {self.taken[address].declared_at} too"
            hint = "give one of them another `name`, or remove it"
            self.problems.append(
                problem(resource, "SPEC611", "two functions have one name", detail, hint=hint, path="/name")
            )
        self.taken[address] = resource
        former = replace(address, segments=resource.renamed_from or ())
        twin = live.get(address) or live.get(former)
        desired = replace(
            resource,
            address=address,
            attributes=self._desired(resource),
            facts={**resource.facts, **self._facts(resource)},
        )
        self._check(desired, live.get(address), twin)
        if twin is not None:
            live[twin.address] = comparable = self._comparable(twin, desired)
            if twin.address == address and _is_made_again(desired, comparable):
                self._check_new(desired, "its trigger cannot be changed in place, and it cannot be made again")
        return desired

    def _desired(self, resource: Resource) -> Attributes:
        attributes = resource.attributes
        if (source := folder_of(attributes, resource.facts, self.state.desired.root)) is not None:
            attributes = put(attributes, "/source", self._digested(source, resource))
        runtime, cpu = at(attributes, "/runtime"), at(attributes, CPU)
        if isinstance(runtime, str):
            attributes = put(attributes, "/runtime", runtimes.neutral(runtimes.wire_of(runtime)))
        if isinstance(cpu, int | float) and not isinstance(cpu, bool):
            attributes = put(attributes, CPU, f"{cpu:g}")
        for path, value in normal_event(attributes, self.project).items():
            attributes = put(attributes, path, value)
        return attributes

    def _digested(self, source: SourceFolder, resource: Resource) -> Value:
        already = resource.attributes.get("source")
        if isinstance(already, Mapping):
            return already
        if source not in self.folders:
            found = collect(source, resource.span_of("/source"))
            self.problems += found.problems
            self.digests |= {source.from_root(path): digest for path, digest in found.digests.items()}
            self.folders[source] = freeze(found.digests)
        return self.folders[source]

    def _facts(self, resource: Resource) -> dict[str, Value]:
        """The name at Google of the bucket whose uploads call the function; the spec names it by its key."""
        key = at(resource.attributes, BUCKET)
        if not isinstance(key, str) or BUCKET_FACT in resource.facts:
            return {}
        names = {bucket.address.segments: bucket.attributes.get("name") for bucket in self.state.desired.of("buckets")}
        name = names.get((key,))
        return {BUCKET_FACT: name if isinstance(name, str) else key}

    def _check(self, desired: Resource, same_name: Resource | None, twin: Resource | None) -> None:
        if same_name is not None and same_name.facts.get("generation") == 1:
            detail = f"the project has a function of the first generation named `{desired.address.segments[0]}`"
            hint = "delete it first (`firebase functions:delete`, or `prune`), or choose another `name`"
            summary = "a function cannot move to the second generation in place"
            self.problems.append(problem(desired, "SPEC612", summary, detail, hint=hint, path="/name"))
        if twin is None:
            self._check_new(desired, "the project has no such function, and none can be made of it")
        self._check_schedule(desired, twin)
        declared = {each.address.segments[0] for each in self.state.desired.of("function_secrets")}
        names = desired.attributes.get("secrets")
        for name in names if isinstance(names, tuple) else ():
            if name not in declared and self.newest.get(str(name)) is None:
                detail = f"`{desired.address.local}` reads `{name}`; neither `function_secrets` nor the project has it"
                hint = f"declare `function_secrets: {{{name}: …}}`, or take the name out"
                summary = "the function reads a secret that does not exist"
                self.problems.append(problem(desired, "SPEC614", summary, detail, hint=hint, path="/secrets"))

    def _check_schedule(self, desired: Resource, twin: Resource | None) -> None:
        """A schedule that is new has a time; one that is there keeps what the spec leaves out."""
        schedule = at(desired.attributes, SCHEDULE)
        is_new = twin is None or SCHEDULE in twin.unset
        if isinstance(schedule, Mapping) and is_new and not schedule.get("cron"):
            detail = f"`{desired.address.local}` has no schedule yet, and `trigger.schedule` says no `cron`"
            hint = "write minute, hour, day of the month, month and day of the week: 0 3 * * *"
            summary = "a new schedule needs its time"
            self.problems.append(problem(desired, "SPEC629", summary, detail, hint=hint, path=SCHEDULE))

    def _check_new(self, desired: Resource, why: str) -> None:
        for needed, (path, hint) in _NEEDED.items():
            is_needed = needed != "event" or _is_event_by_type(desired.attributes)
            if is_needed and at(desired.attributes, path) in (ABSENT, None):
                detail = f"`{desired.address.local}`: {why}"
                summary = f"a new function needs its {needed}"
                self.problems.append(problem(desired, "SPEC613", summary, detail, hint=hint))
        concurrency = at(desired.attributes, pointer_of("serviceConfig.maxInstanceRequestConcurrency"))
        memory, cpu = desired.attributes.get("memory"), at(desired.attributes, CPU)
        processors = cpu if isinstance(cpu, str) else default_cpu(memory if isinstance(memory, int) else DEFAULT_MEMORY)
        if isinstance(concurrency, int) and concurrency > 1 and float(processors) < 1:
            detail = f"`maxInstanceRequestConcurrency` is {concurrency}, and the instance has {processors} processors"
            hint = 'declare `native: {firebase: {serviceConfig: {availableCpu: "1"}}}`'
            summary = "an instance with less than one processor serves one request at a time"
            self.problems.append(problem(desired, "SPEC630", summary, detail, hint=hint))

    def _comparable(self, live: Resource, desired: Resource) -> Resource:
        attributes = live.attributes
        for path in ("/name", IGNORE):
            attributes = put(attributes, path, at(desired.attributes, path))
        if BUCKET_FACT in desired.facts and at(attributes, BUCKET) == desired.facts[BUCKET_FACT]:
            attributes = put(attributes, BUCKET, at(desired.attributes, BUCKET))
        source, rules = at(attributes, "/source"), rules_of(desired.attributes)
        if isinstance(source, Mapping):
            attributes = put(attributes, "/source", {path: source[path] for path in rules.kept(source)})
        if live.facts.get("state") == "FAILED":
            attributes = put(attributes, "/source", ABSENT)
            self._tell_failed(live, desired)
        attributes = _with_hidden(attributes, live.facts, desired.attributes)
        attributes = put(attributes, "/secrets", self._pinned(attributes, live.facts))
        return live.with_attributes(_with_own_account(attributes, live.facts, desired.attributes))

    def _pinned(self, attributes: Attributes, facts: Attributes) -> Value:
        """Names of secrets; one that is not pinned to the newest version says so, and thereby differs."""
        names, pinned = attributes.get("secrets"), facts.get("pinned")
        if not isinstance(names, tuple) or not isinstance(pinned, Mapping):
            return names if isinstance(names, tuple) else ()
        told = []
        for name in names:
            version, newest = pinned.get(str(name), NEWEST), self.newest.get(str(name))
            is_old = version != NEWEST and newest is not None and (version != newest or self._rotates(str(name)))
            told.append(f"{name} (version {version})" if is_old else str(name))
        return tuple(told)

    def _rotates(self, name: str) -> bool:
        """Whether this plan gives a secret a new value."""
        sides = (self.state.desired.of("function_secrets"), self.state.live.of("function_secrets"))
        values = [
            next((each.attributes.get("value") for each in side if each.address.segments == (name,)), None)
            for side in sides
        ]
        wanted, live = values
        if not isinstance(wanted, Secret) or not wanted.is_comparable:
            return False
        return not isinstance(live, Secret) or (live.is_comparable and wanted != live)

    def _tell_failed(self, live: Resource, desired: Resource) -> None:
        remedy = "it is deployed again" if "source" in desired.attributes else "declare its `source` to deploy it again"
        self.problems.append(
            Diagnostic(
                code="READ273",
                severity=Severity.WARNING,
                summary="the last deployment of a function failed",
                detail=f"`{live.address.local}`: {remedy}",
                hint="Cloud Build's log in the Google Cloud console says what was wrong",
                span=desired.declared_at,
                address=desired.address,
            )
        )


def _is_event_by_type(attributes: Attributes) -> bool:
    """Whether events call the function that only their type can tell."""
    return wants_event(attributes) and not isinstance(at(attributes, BUCKET), str)


def _is_made_again(desired: Resource, live: Resource) -> bool:
    """Whether a declared field differs that the API cannot change."""
    fixed = live.facts.get("immutable")
    for path in map(str, fixed if isinstance(fixed, tuple) else ()):
        wanted, found = at(desired.attributes, path), at(live.attributes, path)
        is_unset = wanted is None and (found is ABSENT or path in live.unset)
        if not isinstance(wanted, Mapping) and wanted is not ABSENT and not same(wanted, found) and not is_unset:
            return True
    return False


def _with_hidden(attributes: Attributes, facts: Attributes, desired: Attributes) -> Attributes:
    """What Google assigned and what a tool added is compared where the spec names it."""
    assigned = facts.get("assigned")
    for path, value in assigned.items() if isinstance(assigned, Mapping) else ():
        if isinstance(at(desired, path), str):
            attributes = put(attributes, path, value)
    hidden = facts.get("hidden")
    for path, members in hidden.items() if isinstance(hidden, Mapping) else ():
        wanted, live = at(desired, path), at(attributes, path)
        if isinstance(wanted, Mapping) and isinstance(members, Mapping):
            named = {name: value for name, value in members.items() if name in wanted}
            if named:
                attributes = put(attributes, path, {**(live if isinstance(live, Mapping) else {}), **named})
    return attributes


def _with_own_account(attributes: Attributes, facts: Attributes, desired: Attributes) -> Attributes:
    """A function's own account counts among its callers where the spec names it."""
    own, live, wanted = account(str(facts.get("account", ""))), facts.get("invokers"), at(desired, INVOKERS)
    if not isinstance(wanted, tuple) or own not in wanted or not isinstance(live, tuple) or own not in live:
        return attributes
    others = at(attributes, INVOKERS)
    members = [str(each) for each in (*(others if isinstance(others, tuple) else ()), own)]
    return put(attributes, INVOKERS, tuple(sorted(members)))
