"""The part that reads and writes functions: what is fetched, what becomes of it, what is written together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from baasctl.model.change import Access, Action, Change
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.providers.amplify.clients.bucket_notifications import BucketNotifications
from baasctl.providers.amplify.clients.lambda_functions import LambdaFunctions
from baasctl.providers.amplify.clients.scheduler import Scheduler
from baasctl.providers.amplify.discovery import Found, facts_for, found
from baasctl.providers.amplify.functions import APP_TAG, KIND, decode, with_source, with_values
from baasctl.providers.amplify.lambda_functions import aside, callers, documents, event_sources, schedules, uploads
from baasctl.providers.amplify.lambda_functions.code import LiveCode
from baasctl.providers.amplify.lambda_functions.documents import of_function
from baasctl.providers.amplify.lambda_functions.normal_form import folder_of, normal_form, rules_of
from baasctl.providers.amplify.lambda_functions.request_text import request_of
from baasctl.providers.amplify.lambda_functions.writer import FunctionWriter
from baasctl.providers.amplify.project import Project
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.function_folders.folder import SourceFolder


def scope_of(project: Project, known: Found) -> str:
    """What baasctl tags a target's functions with, so that targets in one account are told apart."""
    return f"{known.app}/{known.branch}" if known.app else project.target.project


class FunctionsPart:
    """Functions of an app: those of its stacks, those that baasctl made for it, and those that a spec names."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project) -> None:
        self._project = project
        self._functions = LambdaFunctions(project.aws)
        self._scheduler = Scheduler(project.aws)
        self._code = LiveCode(project, self._functions)
        self._folders: dict[str, SourceFolder] = {}
        self._digests: dict[str, str] = {}
        self._scope = project.target.project

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """See `documents.names`."""
        known = found(answers)
        self._scope = scope_of(self._project, known)
        for name, resource in documents.declared_functions(wanted, known).items():
            root = wanted.desired.root if wanted.desired is not None else self._project.root
            folder = folder_of(resource.attributes, resource.facts, root)
            if folder is not None:
                self._folders[name] = folder
        return tuple(Source(name, self.kinds) for name in dict.fromkeys(documents.names(wanted, answers)))

    def fetch(self, name: str) -> Answer:
        """See `documents`."""
        match name.split("/", 2):
            case ["functions", _]:
                return self._functions.tagged({APP_TAG: self._scope})
            case ["schedules"]:
                return self._scheduler.places()
            case ["schedule", group, schedule]:
                return self._scheduler.schedule(group, schedule)
            case ["notifications", bucket]:
                return BucketNotifications(self._project.aws).read(bucket)
        _, function, *document = name.split("/")
        return self._fetch_function(function, *document)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `functions.decode`."""
        del kind, wanted
        known = found(answers)
        live = [
            self._decoded(name.partition("/")[2], wire, known, answers)
            for name, wire in answers.items()
            if name.startswith("function/") and name.count("/") == 1 and isinstance(wire, Mapping)
        ]
        return tuple(sorted(live, key=lambda each: each.address))

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """See `normal_form`."""
        del vault
        known = found(answers)
        return normal_form(state, known=known, scope=scope_of(self._project, known))

    def batch_key(self, change: Change) -> str:
        """Deletes, and functions that open to the Internet, are written by themselves."""
        if change.action is Action.DELETE:
            return "functions, delete"
        return "functions, open" if change.access is Access.WIDENS else "functions"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `FunctionWriter`."""
        del vault
        return FunctionWriter(self._project, self._code).execute(batch.changes)

    def describe(self, change: Change) -> str:
        """See `request_text`."""
        return request_of(change)

    def contents(self, resource: Resource, answers: Answers) -> Mapping[str, bytes]:
        """The files of a function, without those that no upload takes."""
        answer = answers.get(of_function(str(resource.facts.get("physical")), "code"))
        files = answer.get("files") if isinstance(answer, Mapping) else None
        return {path: files[path] for path in rules_of({}).kept(files)} if isinstance(files, Mapping) else {}

    def _fetch_function(self, name: str, document: str = "") -> Answer:
        functions = self._functions
        match document:
            case "code":
                return self._code.read(name, self._digests.get(name, ""), self._folders.get(name))
            case "policy":
                return functions.statements(name)
            case "sources":
                return functions.event_sources(name)
            case "url":
                return functions.find("get_function_url_config", name)
            case "":
                wire = functions.function(name)
                live = wire.get("Configuration") if wire else None
                self._digests[name] = str(live.get("CodeSha256") or "") if isinstance(live, Mapping) else ""
                return wire
        return functions.find(aside.READS[document], name)

    def _decoded(self, name: str, wire: Mapping[str, object], known: Found, answers: Answers) -> Resource:
        document, target = of_function(name), self._project.target
        owner = facts_for(known, KIND, name, target, tags=wire.get("Tags"))
        resource = decode(
            wire, document, target=target.name, name=documents.friendly_name(name, known), facts=dict(owner)
        )
        arn = str(resource.remote_id)
        statements = answers.get(of_function(name, "policy"))
        statements = statements if isinstance(statements, list) else []
        if of_function(name, "url") in answers:
            url = answers[of_function(name, "url")]
            resource = with_values(resource, *callers.decoded(url if isinstance(url, Mapping) else None, statements))
        if documents.SCHEDULES in answers:
            place = documents.schedule_of(name, wire, answers)
            key = f"schedule/{place['group']}/{place['name']}" if place else ""
            schedule = answers.get(key)
            if not place or key in answers:
                values = schedules.decoded(schedule if isinstance(schedule, Mapping) else None)
                resource = with_values(resource, *values)
        resource = self._with_uploads(resource, name, arn, answers)
        for part in aside.READS:
            if of_function(name, part) in answers:
                answer = answers[of_function(name, part)]
                resource = with_values(resource, *aside.decoded(part, answer if isinstance(answer, Mapping) else {}))
        sources = answers.get(of_function(name, "sources"))
        if isinstance(sources, list):
            resource = with_values(resource, event_sources.decoded(sources), frozenset())
        code = answers.get(of_function(name, "code"))
        return with_source(resource, code["digests"] if isinstance(code, Mapping) else None)

    def _with_uploads(self, resource: Resource, name: str, arn: str, answers: Answers) -> Resource:
        if of_function(name, "policy") not in answers:
            return resource
        prefix = "notifications/"
        buckets = [
            each.removeprefix(prefix)
            for each, answer in sorted(answers.items())
            if each.startswith(prefix) and isinstance(answer, Mapping) and uploads.calls(answer, arn)
        ]
        resource = replace(resource, facts={**resource.facts, "buckets": tuple(buckets)})
        if not buckets:
            return with_values(resource, {}, {uploads.OBJECT_CREATED, uploads.BUCKET})
        return with_values(resource, {uploads.BUCKET: buckets[0]}, frozenset())
