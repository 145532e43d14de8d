"""`auth`, `email_templates` and `auth_hooks` at run time: documents of a user pool, read as they are needed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.errors import Cancelled, ProviderError
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome, Status
from baasctl.model.secret import Vault
from baasctl.providers.amplify import auth, auth_hooks
from baasctl.providers.amplify.auth_hooks import Functions
from baasctl.providers.amplify.clients import user_pool as client
from baasctl.providers.amplify.discovery import Found, facts_for, found
from baasctl.providers.amplify.functions import KIND as FUNCTIONS
from baasctl.providers.amplify.lambda_functions.documents import physical_name
from baasctl.providers.amplify.project import Project
from baasctl.providers.amplify.user_pool import resources, writing
from baasctl.providers.amplify.user_pool.beside_live import problems
from baasctl.providers.amplify.user_pool.documents import (
    ALL,
    BRANDING,
    CLIENT,
    CLIENTS,
    CUSTOM_DOMAIN,
    DOMAIN,
    LOGS,
    MFA,
    POOL,
    RISK,
    UI,
    Documents,
    Message,
)
from baasctl.providers.amplify.user_pool.place import OF_CLIENT, Place, no_pool, place_of
from baasctl.providers.amplify.user_pool.requests import requests
from baasctl.providers.amplify.user_pool.schema import SCHEMA, additions
from baasctl.providers.attribute_paths import overlap
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.strict import expect
from baasctl.providers.writing import write_together

_FETCHERS: Final = {
    POOL: client.pool,
    MFA: client.mfa,
    CLIENT: client.client,
    CLIENTS: client.clients,
    RISK: client.risk,
    LOGS: client.logs,
    UI: client.classic_pages,
    BRANDING: client.managed_pages,
    DOMAIN: client.domain,
    CUSTOM_DOMAIN: client.domain,
}
_MOMENTS: Final = "sign-in settings of the user pool"


class UserPoolPart:
    """The kinds that are in one user pool."""

    kinds = resources.KINDS

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known = Found()
        self._place = Place()

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The pool; the documents that declared fields need; domains once the pool has told their names."""
        self._known = found(answers)
        self._place = place = place_of(self._known, answers)
        needed = resources.documents_wanted(wanted)
        if not place.client and (of_client := [kinds for each, kinds in needed.items() if each in OF_CLIENT]):
            needed[CLIENTS] = frozenset().union(*of_client)
        pool = answers.get(f"{POOL}/{place.pool}")
        known = pool if isinstance(pool, dict) else None
        return tuple(
            Source(name, kinds)
            for document in (*ALL, CLIENTS)
            if (kinds := needed.get(document)) and (name := place.source(document, known)) is not None
        )

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        document, pool, *more = name.split("/")
        if not pool:
            raise no_pool(self._project.target, self._known)
        return _FETCHERS[document](self._project.aws, pool, *more)  # type: ignore[operator]

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `resources.decode`."""
        known = found(answers)
        needed = frozenset(document for document, kinds in resources.documents_wanted(wanted).items() if kind in kinds)
        place = place_of(known, answers)
        documents = place.documents(needed, answers)
        declared = wanted.desired.resources if wanted.desired is not None else ()
        specs = {one.address: one.attributes for one in declared}
        pool = expect(documents[POOL], dict, POOL, "")
        facts = self._owner(known, kind, place.pool, pool)
        return [
            replace(each, remote_id=place.pool if kind == auth.KIND else None, facts=facts)
            for each in resources.decode(kind, documents, self._project.target.name, _functions(known, pool), specs)
        ]

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Sort sets as they read back; refuse what a live pool can never become, or does not include."""
        del vault
        known = found(answers)
        place = place_of(known, answers)
        documents = place.documents(frozenset(ALL), answers)
        if POOL not in documents:
            return state
        pool = documents[POOL]
        declared = {one.address.segments[0]: physical_name(one, known) for one in state.desired.of(FUNCTIONS)}
        functions = replace(_functions(known, pool), declared=declared)
        desired = tuple(
            self._in_the_pool(known, place.pool, resources.normal_form(each, functions, pool), pool)
            for each in state.desired.resources
        )
        normal = replace(state, desired=replace(state.desired, resources=desired))
        found_problems = tuple(problems(normal.desired, state.live.by_address(), documents, place))
        return replace(normal, diagnostics=(*normal.diagnostics, *found_problems))

    def _in_the_pool(self, known: Found, pool_id: str, desired: Resource, pool: Message) -> Resource:
        """A hook or a text that is not there yet belongs to whoever owns the pool that it is to be in."""
        if desired.address.kind not in self.kinds:
            return desired
        return replace(desired, facts={**desired.facts, **self._owner(known, desired.address.kind, pool_id, pool)})

    def _owner(self, known: Found, kind: str, pool_id: str, pool: Message) -> Mapping[str, str]:
        return facts_for(known, kind, pool_id, self._project.target, tags=pool.get("UserPoolTags"))

    def batch_key(self, change: Change) -> str:
        """What is written first of a change; `pieces` divides it."""
        del change
        return _MOMENTS

    def pieces(self, change: Change) -> Sequence[tuple[str, Change]]:
        """The change by the document that it is written to: `UpdateUserPool` carries three kinds, the rest is alone."""
        if change.address.kind != auth.KIND or change.action is not Action.UPDATE:
            documents = resources.documents_of([change]) - {POOL}
            return ((MFA if documents == {MFA} else _MOMENTS, change),)
        grouped: dict[str, set[str]] = {}
        for field in change.fields:
            grouped.setdefault(_document_of(field.path), set()).add(field.path)
        order = [each for each in (POOL, *ALL) if each in grouped]
        if _loosens(change) and MFA in grouped:
            order.sort(key=lambda document: document != MFA)
        return tuple(
            (_MOMENTS if document == POOL else document, change.only(frozenset(grouped[document])))
            for document in dict.fromkeys(order)
        )

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """Read, compare, write, read again; what did not stick has failed.

        Raises:
            PlanStale: Something moved since the plan was made; nothing was written.
        """
        del vault
        outcomes = write_together(batch.changes, lambda: self._write(batch.changes))
        if any(outcome.status is not Status.APPLIED for outcome in outcomes):
            return outcomes
        try:
            lost = self._not_kept(batch.changes)
        except ProviderError as error:
            return tuple(
                replace(each, status=Status.UNKNOWN, diagnostic=error.diagnostics[0], exit_code=error.exit_code)
                for each in outcomes
            )
        return tuple(
            replace(
                outcome,
                status=Status.FAILED,
                diagnostic=writing.not_kept_problem(outcome.change, lost[outcome.change.address]),
            )
            if outcome.change.address in lost
            else outcome
            for outcome in outcomes
        )

    def describe(self, change: Change) -> str:
        """The requests that carry a change; what was read and goes out again with it is left out."""
        drafts: dict[str, dict[str, object]] = {document: {} for document in ALL}
        functions = _functions(self._known, {"Arn": f"arn:aws:cognito-idp:{self._project.aws.region}:ACCOUNT:"})
        resources.apply([change], drafts, functions)
        empty: Documents = {document: {} for document in ALL}
        lines = [
            f"cognito-idp {operation} {json.dumps(parameters, ensure_ascii=False, default=_picture)}"
            for _, (operation, parameters) in requests(empty, drafts)
        ]
        added = additions({}, change.after or {}) if change.address.kind == auth.KIND else []
        if added:
            lines.insert(0, f"cognito-idp AddCustomAttributes {json.dumps(added, ensure_ascii=False)}")
        return "\n".join(lines) or "cognito-idp UpdateUserPool {}"

    def _write(self, changes: Sequence[Change]) -> None:
        place = self._place_for(changes)
        live = self._fetched(place, changes)
        functions = _functions(self._known, live[POOL])
        read = self._reader(live, changes, functions)
        moved = writing.stale(changes, read)
        if moved is not None:
            raise moved
        given, taken = writing.callers(changes, self._reader(live, (), functions), functions)
        aws = self._project.aws

        def send(operation: str, parameters: Mapping[str, object]) -> None:
            of_client = {"ClientId": place.client} if operation in writing.OF_CLIENT else {}
            client.send(aws, operation, place.pool, {**parameters, **of_client})

        for each in given:
            client.allow_call(aws, each.arn, each.statement, functions.pool_arn)
        writing.write(
            changes,
            live,
            functions,
            send,
        )
        for each in taken:
            client.forbid_call(aws, each.arn, each.statement)

    def _not_kept(self, changes: Sequence[Change]) -> dict[Address, tuple[str, ...]]:
        """Wire paths that do not read as written, by resource, after as many reads as AWS may need."""
        lost: dict[Address, tuple[str, ...]] = {}
        place = self._place_for(changes)
        for attempt in range(writing.TRIES):
            if attempt and not self._may_wait(writing.PAUSE_S * attempt):
                break
            live = self._fetched(place, changes)
            read = self._reader(live, changes, _functions(self._known, live[POOL]))
            lost = {one.address: wires for one in changes if (wires := writing.not_kept(one, read))}
            if not lost:
                break
        return lost

    def _may_wait(self, seconds: float) -> bool:
        self._project.progress("waiting for the user pool to read back")
        try:
            self._project.pause(seconds)
        except Cancelled:
            return False
        return True

    def _place_for(self, changes: Sequence[Change]) -> Place:
        place = self._place
        known = next((change.remote_id for change in changes if change.remote_id), "")
        if not (place.pool or known):
            raise no_pool(self._project.target, self._known)
        return place if place.pool else replace(place, pool=known or "")

    def _fetched(self, place: Place, changes: Sequence[Change]) -> Documents:
        """The documents that changes are written to, as they are now."""
        pool = client.pool(self._project.aws, place.pool)
        answers: dict[str, Answer] = {f"{POOL}/{place.pool}": pool}
        wanted = resources.documents_of(changes)
        for document in wanted - {POOL}:
            name = place.source(document, pool)
            if name is not None:
                answers[name] = self.fetch(name)
        return place.documents(wanted, answers)

    def _reader(self, live: Documents, changes: Sequence[Change], functions: Functions) -> writing.Read:
        """Live resources as the changes ask for them; without changes all hooks."""
        specs = {one.address: one.after for one in changes if one.after is not None}
        kinds = sorted({one.address.kind for one in changes}) or [auth_hooks.KIND]
        target = self._project.target.name
        listed = {
            each.address: each for kind in kinds for each in resources.decode(kind, live, target, functions, specs)
        }
        return listed.get


def _functions(known: Found, pool: Message) -> Functions:
    arn = pool.get("Arn")
    return Functions(pool_arn=arn if isinstance(arn, str) else "", physical=known.functions)


def _document_of(path: str) -> str:
    if overlap(path, SCHEMA):
        return POOL
    return next((each.documents[0] for each in auth.SETTINGS if overlap(each.pointer, path)), POOL)


def _loosens(change: Change) -> bool:
    """Second factors are no longer required: a code as first factor is taken only after that."""
    mode = change.field_at("/mfa/mode")
    return mode is not None and mode.before == "required" and mode.after != "required"


def _picture(value: object) -> str:
    """What stands for bytes where requests are shown."""
    return f"({len(value)} bytes)" if isinstance(value, bytes) else str(value)
