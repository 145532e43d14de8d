"""The part that reads and writes functions: what is fetched, what becomes of it, what is written together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from baasctl.model.change import Access, Action, Change
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.errors import Forbidden, Invalid, NotFound, Unavailable
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.firebase.clients.cloud_functions import CloudFunctions
from baasctl.providers.firebase.clients.cloud_run import CloudRun
from baasctl.providers.firebase.clients.cloud_scheduler import CloudScheduler
from baasctl.providers.firebase.clients.secret_manager import SecretManager, version_of
from baasctl.providers.firebase.clients.uploads import SignedAddresses
from baasctl.providers.firebase.cloud_functions.address import Place, place_of, region_of
from baasctl.providers.firebase.cloud_functions.normal_form import normal_form
from baasctl.providers.firebase.cloud_functions.request_text import request_of
from baasctl.providers.firebase.cloud_functions.schedules import is_of_job, with_schedule
from baasctl.providers.firebase.cloud_functions.uploading import Uploading
from baasctl.providers.firebase.cloud_functions.writer import FunctionWriter
from baasctl.providers.firebase.functions import (
    KIND,
    decode,
    decode_first_generation,
    is_of_policy,
    leaf_paths,
    marker_of,
    with_callers,
    with_source,
)
from baasctl.providers.firebase.project import Project
from baasctl.providers.function_folders.archive import digests_of, unpack
from baasctl.providers.function_folders.ignore_rules import IgnoreRules
from baasctl.providers.function_folders.memory import Built, SourceMemory
from baasctl.providers.strict import expect, expect_objects

LIST: Final = "functions"
FIRST_GENERATION: Final = "functions/first generation"
_API_OFF: Final = "READ218"


class FunctionsPart:
    """Functions of a project, in all regions.

    The answer of `functions` is the list, the regions that did not answer, and, of what was built from an object
    that is known already, SHA-256 of each file: `{"functions": […], "unreachable": […], "known": {"region/name": {}}}`.
    The answer of `source/<region>/<name>` is a map from path to content, or null where Google has no sources;
    `callers/<service>` is an IAM policy, `jobs/<region>` a list, `secrets/<NAME>/newest` a version.
    """

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project
        self._region = region_of(project.target)
        self._functions = CloudFunctions(project.google, project.id)
        self._memory = SourceMemory.load(project.cache / project.id / "functions.json" if project.cache else None)
        self._addresses = SignedAddresses(project.google)
        self._uploading = Uploading(project, self._functions, self._addresses, self._memory)

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The lists; then, of declared functions, what their declared fields need."""
        return tuple(Source(name, self.kinds) for name in dict.fromkeys(self._names(wanted, answers)))

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        google, project = self._project.google, self._project.id
        match name.split("/", 1):
            case [_] if name == LIST:
                return self._fetch_list()
            case ["functions", _]:
                return self._functions.first_generation()
            case ["callers", service]:
                return self._fetch_callers(service)
            case ["jobs", region]:
                return self._fetch_jobs(region)
            case ["secrets", rest]:
                newest = SecretManager(google, project).newest(rest.partition("/")[0])
                return None if newest is None else {"version": version_of(newest)}
        _, region, function = name.split("/")
        return self._fetch_source(Place(region=region, name=function), name)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `decode`; functions of the first generation are told with nothing but their names."""
        del kind
        self._refuse_silent_regions(wanted, answers)
        found = [self._decoded(wire, answers) for wire in _listed(answers, LIST)]
        target = self._project.target.name
        found += [
            decode_first_generation(wire, FIRST_GENERATION, target=target, region=self._region)
            for wire in _listed(answers, FIRST_GENERATION)
        ]
        return tuple(sorted(found, key=lambda each: each.address))

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """See `normal_form`; what was downloaded is remembered. No spec has functions of the first generation."""
        del vault
        state = _without_first_generation(state)
        self._remember(answers)
        newest = {
            name.split("/")[1]: str(answer["version"]) if isinstance(answer, Mapping) else None
            for name, answer in answers.items()
            if name.startswith("secrets/") and name.endswith("/newest")
        }
        state = normal_form(state, project=self._project.id, region=self._region, newest=newest)
        first = [str(wire.get("name", "")).rpartition("/")[2] for wire in _listed(answers, FIRST_GENERATION)]
        if not first:
            return state
        return replace(state, diagnostics=(*state.diagnostics, _left_alone(first)))

    def batch_key(self, change: Change) -> str:
        """Functions are deployed side by side; deletes, and those that open to the Internet, by themselves."""
        if change.action is Action.DELETE:
            return "functions, delete"
        return "functions, open" if change.access is Access.WIDENS else "functions"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `FunctionWriter`."""
        del vault
        return FunctionWriter(self._project, self._uploading).execute(batch.changes)

    def describe(self, change: Change) -> str:
        """See `request_text`."""
        return request_of(change, self._project.id, self._region)

    def contents(self, resource: Resource, answers: Answers) -> Mapping[str, bytes]:
        """The deployed files of a function, without those that no upload takes."""
        place = Place.parse(resource.address.segments[0], self._region)
        files = answers.get(_source_of(place))
        return {path: files[path] for path in IgnoreRules().kept(files)} if isinstance(files, Mapping) else {}

    def _names(self, wanted: Wanted, answers: Answers) -> Iterator[str]:
        yield from (LIST, FIRST_GENERATION)
        declared = {} if wanted.desired is None else _declared(wanted, self._region)
        for resource in declared.values():
            names = resource.attributes.get("secrets")
            yield from (f"secrets/{name}/newest" for name in (names if isinstance(names, tuple) else ()))
        for place, resource in declared.items():
            if resource.renamed_from or any(map(is_of_job, leaf_paths(resource.attributes))):
                yield f"jobs/{place.region}"
        if answers.get(LIST) is None:
            return
        document = expect(answers[LIST], dict, LIST, "")
        for index, wire in enumerate(_listed(answers, LIST)):
            place = Place.of_wire(expect(wire.get("name"), str, LIST, f"/{index}/name"), LIST, f"/{index}/name")
            if wanted.desired is None or place in declared:
                yield from self._names_of(wire, place, declared.get(place), document["known"])

    def _names_of(
        self, wire: Mapping[str, object], place: Place, declared: Resource | None, known: Mapping[str, object]
    ) -> Iterator[str]:
        """What is to be fetched of one live function; *declared* is `None` where everything is wanted."""
        paths = None if declared is None else leaf_paths(declared.attributes)
        service = wire.get("serviceConfig")
        service = service.get("service") if isinstance(service, Mapping) else None
        is_http = "eventTrigger" not in wire and isinstance(service, str)
        if is_http and (paths is None or any(map(is_of_policy, paths))):
            yield f"callers/{service}"
        if is_http and paths is None:
            yield f"jobs/{place.region}"
        wants_source = declared is None or "source" in declared.attributes
        is_known = declared is not None and f"{place.region}/{place.name}" in known
        if wants_source and not is_known and wire.get("state") != "FAILED":
            yield _source_of(place)

    def _fetch_list(self) -> Answer:
        found = self._functions.functions()
        known: dict[str, object] = {}
        for wire in expect_objects(found["functions"], LIST):
            place = Place.of_wire(str(wire.get("name", "")), LIST, "/name")
            files = self._memory.at(f"{place.region}/{place.name}", marker_of(wire))
            if files is not None:
                known[f"{place.region}/{place.name}"] = dict(files)
        return {**found, "known": known}

    def _fetch_callers(self, service: str) -> Answer:
        """The policy of a service; `None` where the first deployment failed before there was one."""
        try:
            return CloudRun(self._project.google).policy(service)
        except NotFound:
            return None

    def _fetch_jobs(self, region: str) -> Answer:
        try:
            return CloudScheduler(self._project.google, self._project.id).jobs(region)
        except Forbidden as error:
            if any(each.code == _API_OFF for each in error.diagnostics):
                return []  # Nothing is scheduled where Cloud Scheduler is switched off.
            raise

    def _fetch_source(self, place: Place, document: str) -> Answer:
        """The deployed files; `None` where Google has them no more."""
        try:
            packed = self._addresses.get(self._functions.download_address(place.region, place.name))
        except (NotFound, Invalid):
            return None
        return unpack(packed, document)

    def _decoded(self, wire: Mapping[str, object], answers: Answers) -> Resource:
        project = self._project
        resource = decode(wire, LIST, target=project.target.name, project=project.id, region=self._region)
        place = Place.parse(resource.address.segments[0], self._region)
        policy = answers.get(callers := f"callers/{resource.facts.get('service')}")
        if isinstance(policy, Mapping):
            resource = with_callers(resource, policy, callers)
        jobs = answers.get(f"jobs/{place.region}")
        if isinstance(jobs, list) and not resource.facts.get("has_event"):
            job = next((each for each in jobs if str(each.get("name", "")).endswith(f"/{place.job}")), None)
            resource = with_schedule(resource, job)
        document = expect(answers[LIST], dict, LIST, "")
        files = answers.get(_source_of(place))
        known = document["known"].get(f"{place.region}/{place.name}")
        return with_source(resource, digests_of(files) if isinstance(files, Mapping) else known)

    def _remember(self, answers: Answers) -> None:
        read: dict[str, Built] = {}
        for wire in _listed(answers, LIST):
            place = Place.of_wire(str(wire.get("name", "")), LIST, "/name")
            files = answers.get(_source_of(place))
            if isinstance(files, Mapping):
                read[f"{place.region}/{place.name}"] = Built(marker_of(wire), digests_of(files))
        self._memory.remember(read)

    def _refuse_silent_regions(self, wanted: Wanted, answers: Answers) -> None:
        """Raise where functions that are wanted may be in a region that did not answer."""
        silent = {
            str(region)
            for name in (LIST, FIRST_GENERATION)
            for region in expect(expect(answers[name], dict, name, "").get("unreachable", []), list, name, "")
        }
        if not wanted.is_whole(KIND):
            silent &= {place.region for place in _declared(wanted, self._region)}
        if silent:
            raise Unavailable(
                Diagnostic(
                    code="READ274",
                    summary="functions of a region could not be read",
                    detail=f"project `{self._project.id}`: {', '.join(sorted(silent))} did not answer",
                    hint="run the command again later",
                )
            )


def _declared(wanted: Wanted, region: str) -> dict[Place, Resource]:
    """Declared functions by place, and by the place that they are renamed from."""
    found: dict[Place, Resource] = {}
    for resource in () if wanted.desired is None else wanted.desired.of(KIND):
        found[place_of(resource, region)] = resource
        if resource.renamed_from:
            found.setdefault(Place.parse(resource.renamed_from[-1], region), resource)
    return found


def _listed(answers: Answers, name: str) -> list[dict[str, object]]:
    document = expect(answers[name], dict, name, "")
    return expect_objects(document.get("functions", []), name, "/functions")


def _without_first_generation(state: Normalised) -> Normalised:
    """Without functions that were taken over from live as if a spec had them, in `adopt` and comparisons of targets."""
    first = {each.address for each in state.desired.of(KIND) if each.facts.get("generation") == 1}
    if not first:
        return state
    desired, live = state.desired, state.live
    return replace(
        state,
        desired=replace(desired, resources=tuple(each for each in desired.resources if each.address not in first)),
        live=replace(live, resources=tuple(each for each in live.resources if each.address not in first)),
    )


def _source_of(place: Place) -> str:
    return f"source/{place.region}/{place.name}"


def _left_alone(names: Sequence[str]) -> Diagnostic:
    listed = ", ".join(f"`{name}`" for name in sorted(names))
    return Diagnostic(
        code="READ272",
        severity=Severity.NOTE,
        summary="functions of the first generation are left alone",
        detail=f"{listed}: baasctl does not write them, and deletes them only under `prune`",
        hint="https://firebase.google.com/docs/functions/2nd-gen-upgrade tells how to move them",
    )
