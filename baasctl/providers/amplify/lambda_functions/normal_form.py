"""Declared functions and live ones in one form: names as Lambda has them, sources as digests, times as they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, Attributes, Value, at, freeze, put
from baasctl.providers.amplify.discovery import Found
from baasctl.providers.amplify.functions import APP_TAG, IGNORE, KIND
from baasctl.providers.amplify.lambda_functions import handlers, runtimes
from baasctl.providers.amplify.lambda_functions.cron import same_times
from baasctl.providers.amplify.lambda_functions.documents import friendly_name, physical_name
from baasctl.providers.amplify.lambda_functions.schedules import SCHEDULE
from baasctl.providers.amplify.lambda_functions.uploads import BUCKET
from baasctl.providers.contract import Normalised
from baasctl.providers.function_folders.folder import SourceFolder, Upload, collect
from baasctl.providers.function_folders.ignore_rules import IgnoreRules
from baasctl.providers.spec_place import problem

LARGEST_UPLOAD: Final = 50 * 2**20
"""Bytes of a zip in a request (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)."""
_UPLOAD: Final = Upload(provider="amplify", largest_zip=LARGEST_UPLOAD, largest_source=250 * 2**20)
_LEFT_OUT: Final = (".git", "venv", "__pycache__", "*.local")
BUCKET_FACT: Final = "bucket"
_NEEDED: Final = {
    "source": ("/source", "declare `source: <folder>`"),
    "runtime": ("/runtime", "declare `runtime`, such as nodejs22"),
    "role": (
        "/run_as",
        "declare `run_as: arn:aws:iam::<account>:role/<name>`, which lambda.amazonaws.com may assume",
    ),
}


def folder_of(attributes: Attributes, facts: Attributes, root: Path) -> SourceFolder | None:
    """Where the spec has the code; `None` when it declares no source."""
    folder = facts.get("source", attributes.get("source"))
    if not isinstance(folder, str):
        return None
    return SourceFolder(root=root, folder=folder, upload=_UPLOAD, rules=rules_of(attributes))


def rules_of(attributes: Attributes) -> IgnoreRules:
    """What is left out of the folder; node_modules is not, since nobody installs packages at Lambda."""
    globs = at(attributes, IGNORE)
    return IgnoreRules(tuple(str(glob) for glob in globs) if isinstance(globs, tuple) else _LEFT_OUT)


def source_problems(desired: DesiredState) -> Iterator[Diagnostic]:
    """What stands in the way of uploading the declared functions; reads files, asks nobody."""
    told = set()
    for resource in desired.of(KIND):
        source = folder_of(resource.attributes, resource.facts, desired.root)
        if source is not None and (source.folder, source.rules) not in told:
            told.add((source.folder, source.rules))
            yield from collect(source, resource.span_of("/source")).problems


def normal_form(state: Normalised, *, known: Found, scope: str) -> Normalised:
    """Both sides in normal form; the plan is bound to every file of every function.

    Args:
        state: Desired with `source` as a folder, live as decoded.
        scope: What baasctl tags functions of this target with.
    """
    work = _Work(state=state, known=known, scope=scope)
    live = {resource.address: resource for resource in state.live.resources}
    desired = tuple(
        work.both(resource, live) if resource.address.kind == KIND else resource for resource in state.desired.resources
    )
    snapshot = replace(state.live, resources=tuple(live[resource.address] for resource in state.live.resources))
    return replace(
        state,
        desired=replace(state.desired, resources=desired, digests={**state.desired.digests, **work.digests}),
        live=snapshot,
        diagnostics=(*state.diagnostics, *work.problems),
    )


@dataclass(slots=True, kw_only=True)
class _Work:
    state: Normalised
    known: Found
    scope: str
    problems: list[Diagnostic] = field(default_factory=list)
    taken: dict[Address, Resource] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    folders: dict[SourceFolder, Value] = field(default_factory=dict)

    def both(self, resource: Resource, live: dict[Address, Resource]) -> Resource:
        """The desired function in normal form; its live twin in *live* is brought into the same form."""
        physical = physical_name(resource, self.known)
        address = replace(resource.address, segments=(friendly_name(physical, self.known),))
        if address in self.taken:
            detail = f"`{address.local}` is declared at {self.taken[address].declared_at} too"
            hint = "give one of them another `name`, or remove it"
            self.problems.append(
                problem(resource, "SPEC800", "two functions have one name", detail, hint=hint, path="/name")
            )
        self.taken[address] = resource
        former = replace(address, segments=resource.renamed_from or ())
        twin = live.get(address) or live.get(former)
        facts = {**resource.facts, **self._bucket(resource), "physical": physical, "scope": self.scope}
        desired = replace(resource, address=address, attributes=self._desired(resource), facts=facts)
        self._check(desired, live.get(address), twin)
        if twin is not None:
            live[twin.address] = self._comparable(twin, desired)
        return desired

    def _desired(self, resource: Resource) -> Attributes:
        attributes = resource.attributes
        if (source := folder_of(attributes, resource.facts, self.state.desired.root)) is not None:
            attributes = put(attributes, "/source", self._digested(source, resource))
        runtime, entrypoint = attributes.get("runtime"), attributes.get("entrypoint")
        if isinstance(runtime, str):
            attributes = put(attributes, "/runtime", runtimes.neutral(runtime))
        if isinstance(entrypoint, str):
            attributes = put(attributes, "/entrypoint", handlers.without_ending(entrypoint))
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

    def _bucket(self, resource: Resource) -> dict[str, Value]:
        """The name at S3 of the bucket whose uploads call the function; the spec names it by its key."""
        key = at(resource.attributes, BUCKET)
        if not isinstance(key, str) or BUCKET_FACT in resource.facts:
            return {}
        names = {bucket.address.segments: bucket.attributes.get("name") for bucket in self.state.desired.of("buckets")}
        name = names.get((key,))
        return {BUCKET_FACT: name if isinstance(name, str) else self.known.buckets.get(key, key)}

    def _check(self, desired: Resource, same_name: Resource | None, twin: Resource | None) -> None:
        if same_name is not None:
            self._check_ours(desired, same_name)
        if twin is None:
            self._check_new(desired)
        schedule = at(desired.attributes, SCHEDULE)
        is_new = twin is None or SCHEDULE in twin.unset
        if isinstance(schedule, Mapping) and is_new and not schedule.get("cron"):
            detail = f"`{desired.address.local}` has no schedule yet, and `trigger.schedule` says no `cron`"
            hint = "write minute, hour, day of the month, month and day of the week: 0 3 * * *"
            self.problems.append(
                problem(desired, "SPEC802", "a new schedule needs its time", detail, hint=hint, path=SCHEDULE)
            )

    def _check_ours(self, desired: Resource, live: Resource) -> None:
        other = live.facts.get("app")
        if other and other != self.scope:
            detail = f"the function `{live.facts.get('physical')}` carries the tag `{APP_TAG}={other}`"
            hint = "names of functions are taken once in an account and region: give this one another `name`"
            summary = "the function belongs to another target"
            self.problems.append(problem(desired, "SPEC803", summary, detail, hint=hint, path="/name"))
        if live.facts.get("package") == "Image" and "source" in desired.attributes:
            detail = f"`{desired.address.local}` runs from a container image, and baasctl uploads zips"
            hint = "take `source` out, or delete the function first"
            summary = "a function from an image cannot get a folder"
            self.problems.append(problem(desired, "SPEC804", summary, detail, hint=hint, path="/source"))

    def _check_new(self, desired: Resource) -> None:
        for needed, (path, hint) in _NEEDED.items():
            if at(desired.attributes, path) in (ABSENT, None):
                detail = f"`{desired.address.local}`: the account has no such function, and none can be made of it"
                summary = f"a new function needs its {needed}"
                self.problems.append(problem(desired, "SPEC801", summary, detail, hint=hint))

    def _comparable(self, live: Resource, desired: Resource) -> Resource:
        attributes = live.attributes
        for path in ("/name", IGNORE):
            attributes = put(attributes, path, at(desired.attributes, path))
        if BUCKET_FACT in desired.facts and at(attributes, BUCKET) == desired.facts[BUCKET_FACT]:
            attributes = put(attributes, BUCKET, at(desired.attributes, BUCKET))
        source, rules = at(attributes, "/source"), rules_of(desired.attributes)
        if isinstance(source, Mapping):
            attributes = put(attributes, "/source", {path: source[path] for path in rules.kept(source)})
        if live.facts.get("failed"):
            attributes = put(attributes, "/source", ABSENT)
            self._tell_failed(live, desired)
        cron, wanted = at(attributes, f"{SCHEDULE}/cron"), at(desired.attributes, f"{SCHEDULE}/cron")
        if isinstance(cron, str) and isinstance(wanted, str) and same_times(cron, wanted):
            attributes = put(attributes, f"{SCHEDULE}/cron", wanted)
        return live.with_attributes(attributes)

    def _tell_failed(self, live: Resource, desired: Resource) -> None:
        remedy = "it is written again" if "source" in desired.attributes else "declare its `source` to write it again"
        self.problems.append(
            Diagnostic(
                code="READ370",
                severity=Severity.WARNING,
                summary="the last change of a function failed at Lambda",
                detail=f"`{live.address.local}`: {remedy}",
                hint="its page in the Lambda console says what was wrong",
                span=desired.declared_at,
                address=desired.address,
            )
        )
