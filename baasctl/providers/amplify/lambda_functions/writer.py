"""Writing functions: code, then configuration, each awaited; then what is around them, and last what calls them.

What is killed in between leaves a function without the rest, which the next plan tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid, PlanStale
from baasctl.model.result import Outcome, Status
from baasctl.model.value import ABSENT, Side, at, tokens_of
from baasctl.providers.amplify.clients.lambda_functions import LambdaFunctions
from baasctl.providers.amplify.functions import APP_TAG, KIND, OWNER_TAG, leaf_paths
from baasctl.providers.amplify.lambda_functions import aside, configuration, event_sources
from baasctl.providers.amplify.lambda_functions.code import LiveCode, code_digest
from baasctl.providers.amplify.lambda_functions.doors import Doors
from baasctl.providers.amplify.lambda_functions.native_fields import CODE, pointer_of
from baasctl.providers.amplify.lambda_functions.normal_form import LARGEST_UPLOAD, folder_of
from baasctl.providers.amplify.lambda_functions.waiting import until_ready
from baasctl.providers.amplify.project import Project
from baasctl.providers.amplify.tags import own_tags
from baasctl.providers.function_folders.folder import packed
from baasctl.providers.writing import dropped, write_together


class FunctionWriter:
    """Carries out the changes of one batch."""

    def __init__(self, project: Project, code: LiveCode) -> None:
        self._project = project
        self._functions = LambdaFunctions(project.aws)
        self._doors = Doors(project)
        self._code = code
        self._archives: dict[Address, bytes] = {}

    def execute(self, changes: Sequence[Change]) -> Sequence[Outcome]:
        """Begin one function after another, then wait for each; after one that fails no other is begun.

        Raises:
            PlanStale: A file, or a live function, is not what it was when the plan was made; nothing was sent.
        """
        for change in changes:
            self._pack(change)
        for change in changes:
            self._refuse_moved(change)
        begun: list[Outcome] = []
        for change in changes:
            if any(outcome.status is not Status.APPLIED for outcome in begun):
                begun += dropped([change])
            else:
                begun += write_together([change], partial(self._begin, change))
        return [self._finished(outcome) for outcome in begun]

    def _begin(self, change: Change) -> None:
        name = _name(change)
        match change.action:
            case Action.DELETE:
                self._delete(name, change.remote_id)
            case Action.UPDATE:
                self._update(change, name)
            case _:
                self._make(change, name)

    def _finished(self, outcome: Outcome) -> Outcome:
        """The outcome once Lambda is done with the function, and with what needs it to be ready."""
        change = outcome.change
        if outcome.status is not Status.APPLIED or change.action is Action.DELETE:
            return outcome
        (last,) = write_together([change], partial(self._finish, change))
        return replace(last, seconds=outcome.seconds + last.seconds)

    def _finish(self, change: Change) -> None:
        name, paths = _name(change), [each.path for each in change.fields]
        is_update = change.action is Action.UPDATE
        if is_update and not any(map(_is_of_function, paths)):
            return
        until_ready(self._project, self._functions, name)
        self._write_declared_sources(change, name)
        former = change.remote_id.rpartition(":")[2] if change.remote_id else name
        if change.action is Action.RENAME and former != name:
            self._delete(former, change.remote_id)

    def _make(self, change: Change, name: str) -> None:
        """A function that is new, or takes the place of another one."""
        former = change.remote_id.rpartition(":")[2] if change.remote_id else ""
        before = self._functions.function(former) if former else None
        archive = self._archives.get(change.address)
        if archive is None and before is not None:
            archive = self._code.archive(former)
        if change.action is Action.REPLACE and before is not None:
            self._delete(former, change.remote_id)
        if self._functions.function(name) is None:
            self._create(change, name, before or {}, archive or b"")
        self._remember(change, name)
        self._around(change, name, self._functions.configuration(name))

    def _create(self, change: Change, name: str, before: Mapping[str, Any], archive: bytes) -> None:
        former = before.get("Configuration") or {}
        after = change.after or {}
        labels = after.get("labels")
        own = labels if isinstance(labels, Mapping) else own_tags(before.get("Tags") or {})
        tags = {str(key): str(value) for key, value in own.items()}
        scope = str(change.facts.get("scope") or self._project.target.project)
        body = configuration.created(after, former)
        key = at(after, pointer_of("SourceKMSKeyArn"))
        code = {"ZipFile": archive, **({"SourceKMSKeyArn": key} if isinstance(key, str) else {})}
        tags |= {OWNER_TAG: f"{KIND}/{change.address.segments[0]}", APP_TAG: scope}
        self._project.progress(f"function `{name}`: being made")
        self._functions.ask("create_function", name, Code=code, Tags=tags, **body)

    def _update(self, change: Change, name: str) -> None:
        values: dict[str, Side] = {each.path: each.after for each in change.fields}
        functions = self._functions
        revision = change.version
        live: Mapping[str, Any] = functions.configuration(name)
        if any(map(configuration.is_of_code, values)):
            live = until_ready(self._project, functions, name)
            sent = self._code_body(change, name)
            functions.ask("update_function_code", name, RevisionId=live.get("RevisionId"), **sent)
            live = until_ready(self._project, functions, name)
            revision = str(live.get("RevisionId"))
            self._remember(change, name)
        body = configuration.encode(values, change.after or {}, live)
        if body:
            locked = {"RevisionId": revision} if revision else {}
            functions.ask("update_function_configuration", name, **locked, **body)
        self._around(change, name, live)

    def _code_body(self, change: Change, name: str) -> dict[str, object]:
        """Code, architecture and key, which are sent together: those that do not change as they are."""
        archive = self._archives.get(change.address)
        body: dict[str, object] = {"ZipFile": archive if archive is not None else self._code.archive(name)}
        for path, native in CODE.items():
            value = at(change.after or {}, pointer_of(path))
            if value is not ABSENT:
                sent = native.cleared if value is None else value
                body[path] = list(sent) if isinstance(sent, tuple) else sent
        return body

    def _around(self, change: Change, name: str, live: Mapping[str, Any]) -> None:
        """Labels, concurrency and the like, and what calls the function; none of it needs the function to be ready."""
        arn, after = str(live["FunctionArn"]), change.after or {}
        is_update = change.action is Action.UPDATE
        changed_fields: dict[str, Side] = {each.path: each.after for each in change.fields}
        values = changed_fields if is_update else {path: at(after, path) for path in leaf_paths(after)}
        if is_update and any(path.startswith("/labels") for path in values):
            self._write_labels(change, name, arn)
        reserved = pointer_of("ReservedConcurrentExecutions")
        if reserved in values:
            if isinstance(values[reserved], int):
                self._functions.ask("put_function_concurrency", name, ReservedConcurrentExecutions=values[reserved])
            else:
                self._functions.drop("delete_function_concurrency", name)
        for part in aside.parts_of(values):
            self._write_aside(part, change, name)
        self._doors.write(change, name, arn)

    def _write_labels(self, change: Change, name: str, arn: str) -> None:
        wanted = (change.after or {}).get("labels")
        own = {str(key): str(value) for key, value in wanted.items()} if isinstance(wanted, Mapping) else {}
        found = self._functions.function(name) or {}
        gone = sorted(own_tags(found.get("Tags") or {}).keys() - own.keys())
        ask = partial(self._project.aws.ask, "lambda", subject=f"function `{name}`", Resource=arn)
        if own:
            ask(operation="tag_resource", Tags=own)
        if gone:
            ask(operation="untag_resource", TagKeys=gone)

    def _write_aside(self, part: str, change: Change, name: str) -> None:
        functions = self._functions
        live = functions.find(aside.READS[part], name) or {}
        body = aside.body(part, change.after or {}, live)
        match part:
            case "calls" if body:
                functions.ask("put_function_event_invoke_config", name, **body)
            case "calls":
                functions.drop("delete_function_event_invoke_config", name)
            case "recursion":
                functions.ask("put_function_recursion_config", name, **{"RecursiveLoop": "Terminate", **body})
            case "runtime":
                if body.get("UpdateRuntimeOn") != "Manual":
                    body.pop("RuntimeVersionArn", None)
                functions.ask("put_runtime_management_config", name, **{"UpdateRuntimeOn": "Auto", **body})
            case "signing" if body:
                functions.ask("put_function_code_signing_config", name, **body)
            case _:
                functions.drop("delete_function_code_signing_config", name)

    def _write_declared_sources(self, change: Change, name: str) -> None:
        after = change.after or {}
        is_update = change.action is Action.UPDATE
        paths = [each.path for each in change.fields] if is_update else leaf_paths(after)
        changed = {tokens_of(path)[3] for path in paths if path.startswith(f"{event_sources.MAPPINGS}/")}
        wanted = event_sources.wanted(after)
        if changed:
            self._write_sources(name, {source: wanted[source] for source in sorted(changed) if source in wanted})

    def _write_sources(self, name: str, wanted: Mapping[str, object]) -> None:
        functions = self._functions
        known = {str(each.get("EventSourceArn")): str(each["UUID"]) for each in functions.event_sources(name)}
        for source, declared in wanted.items():
            uuid = known.get(source)
            if not isinstance(declared, Mapping):
                if uuid:
                    functions.write_event_source("delete_event_source_mapping", uuid)
            elif uuid:
                body = event_sources.body(declared, creates=False)
                functions.write_event_source("update_event_source_mapping", uuid, **body)
            else:
                body = {"EventSourceArn": source, **event_sources.body(declared, creates=True)}
                functions.ask("create_event_source_mapping", name, **body)

    def _delete(self, name: str, arn: str | None) -> None:
        """Delete a function and what would call it; what is gone already is fine."""
        if arn:
            self._doors.close(name, arn)
        for each in self._functions.event_sources(name):
            self._functions.write_event_source("delete_event_source_mapping", str(each["UUID"]))
        self._functions.drop("delete_function", name)

    def _pack(self, change: Change) -> None:
        """Make the zip that a change needs."""
        after = change.after or {}
        files = after.get("source")
        is_needed = change.action is not Action.UPDATE or change.field_at("/source") is not None
        folder = folder_of(after, change.facts, self._project.root)
        if folder is None or not isinstance(files, Mapping) or not is_needed or change.action is Action.DELETE:
            return
        archive = packed(folder, {path: str(digest) for path, digest in files.items()})
        if len(archive) > LARGEST_UPLOAD:
            raise Invalid(
                Diagnostic(
                    code="APPLY372",
                    summary="the code is too large for one request",
                    detail=f"`{change.address.local}`: {len(archive)} bytes as a zip; Lambda takes {LARGEST_UPLOAD}",
                    hint="leave out what the function does not need with `native: {amplify: {ignore: [...]}}`",
                )
            )
        self._archives[change.address] = archive

    def _remember(self, change: Change, name: str) -> None:
        archive, files = self._archives.get(change.address), (change.after or {}).get("source")
        if archive is not None and isinstance(files, Mapping):
            self._code.remember(name, code_digest(archive), {path: str(digest) for path, digest in files.items()})

    def _refuse_moved(self, change: Change) -> None:
        """Raise where somebody changed a function since the plan was made."""
        if change.action is not Action.UPDATE or not change.version:
            return
        live = self._functions.configuration(_name(change))
        if live.get("RevisionId") != change.version:
            raise PlanStale(
                Diagnostic(
                    code="APPLY373",
                    summary="a function changed since the plan was made",
                    detail=f"`{change.address.local}` has another revision now",
                    hint="make a new plan",
                    address=change.address,
                )
            )


def _is_of_function(path: str) -> bool:
    """Whether Lambda takes its time with a field."""
    is_awaited = configuration.is_of_code(path) or configuration.is_of_configuration(path)
    return is_awaited or path.startswith(event_sources.MAPPINGS)


def _name(change: Change) -> str:
    """What Lambda calls the function that a change is about."""
    if change.action in (Action.DELETE, Action.UPDATE) and change.remote_id:
        return change.remote_id.rpartition(":")[2]
    name = change.facts.get("physical")
    return name if isinstance(name, str) else change.address.segments[0]
