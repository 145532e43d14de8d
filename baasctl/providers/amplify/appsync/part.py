"""The part that reads and writes the app's GraphQL API."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import ProviderError
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome
from baasctl.model.secret import Vault
from baasctl.model.value import Value, at, freeze, put
from baasctl.providers.amplify.appsync import (
    beside_live,
    compiled,
    documents,
    keys,
    model_rules,
    schema_text,
    tables,
    writing,
)
from baasctl.providers.amplify.discovery import Found, facts_for, found
from baasctl.providers.amplify.discovery.dead_ends import nothing_leads
from baasctl.providers.amplify.graphql_api import DEFAULTS, KIND, Surroundings, decode, normal_modes
from baasctl.providers.amplify.project import Project
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect
from baasctl.providers.writing import write_together

_MODES = "/auth/additional"


class GraphqlApiPart:
    """The AppSync API of an app and its tables; satisfies `Part`."""

    kinds = frozenset({KIND})

    def __init__(self, project: Project, now: Callable[[], float] = time.time) -> None:
        self._project = project
        self._now = now
        self._denied: Sequence[str] = ()

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The API, then what is wanted of it; nothing where there is no API and none is declared."""
        known = found(answers)
        api, self._denied = known.api, known.denied
        if not api and not (wanted.desired is not None and any(wanted.desired.of(KIND))):
            return ()
        return tuple(Source(name, self.kinds) for name in documents.names(wanted, answers, api))

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        if name == f"{documents.PREFIX}/{documents.API}":
            raise _no_api(self._project, self._denied)
        return documents.fetch(self._project.aws, name)

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """The API, as far as it was asked for.

        Raises:
            UnexpectedAnswer: A document is not what AppSync promises.
        """
        del kind, wanted
        known = found(answers)
        of_api = f"{documents.PREFIX}{known.api}/"
        if f"{of_api}{documents.API}" not in answers:
            return ()
        wire = expect(answers[f"{of_api}{documents.API}"], dict, "GetGraphqlApi", "")
        attributes, unset = decode(wire)
        attributes = {**attributes, **_parts(answers, of_api)}
        physical = compiled.table_names(answers.get(f"{of_api}data_sources") or [])
        told, off = tables.decode(answers, physical, known.api)
        if told:
            attributes["tables"] = freeze(told)
        nothing = {f"/{name}" for name in ("env", "cache") if attributes.get(name) in ({}, None)}
        live = Resource(
            address=Address(self._project.target.name, KIND),
            attributes=put(attributes, _MODES, normal_modes(at(attributes, _MODES), self._around(known))),  # type: ignore[arg-type]
            unset=unset | off | nothing,
            remote_id=known.api,
            facts={
                **facts_for(known, KIND, known.api, self._project.target, tags=wire.get("tags")),
                "api": known.api,
                "user_pool": known.user_pool,
            },
        )
        return (live,)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """Schemas in one spelling, auth modes complete, keys with a time, tables by one name."""
        del vault
        live = next(state.live.of(KIND), None)
        desired = next(state.desired.of(KIND), None)
        if desired is None or KIND in state.live.unreadable:
            return state
        known = found(answers)
        wanted, beside = schema_text.normalised(desired, model_rules.beside(desired, live))
        wanted = keys.with_expiry(self._with_names(wanted, answers, known), beside, self._now())
        modes = at(wanted.attributes, _MODES)
        if isinstance(modes, tuple):
            attributes = put(wanted.attributes, _MODES, normal_modes(modes, self._around(known)))
            wanted = wanted.with_attributes(attributes)
        problems = list(beside_live.problems(wanted, beside, self._now())) if beside is not None else []
        problems += model_rules.problems(wanted, beside) if beside is not None else []
        problems += _missing_tables(wanted, answers, known)
        return replace(
            state,
            desired=replace(state.desired, resources=_with(state.desired.resources, wanted)),
            live=replace(state.live, resources=_with(state.live.resources, beside)) if beside else state.live,
            diagnostics=(*state.diagnostics, *problems),
        )

    def batch_key(self, change: Change) -> str:
        """One API, one writer."""
        del change
        return "graphql api"

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """Send what differs, step by step; what a step before a refused one wrote stays, and the next plan knows."""
        return write_together(batch.changes, partial(self._write, batch.changes, vault))

    def describe(self, change: Change) -> str:
        """See `Part.describe`; the schema is not repeated."""
        told = {field.path: field.after for field in change.fields if field.path != schema_text.PATH}
        settings = f"UpdateGraphqlApi {json.dumps(told, default=str, ensure_ascii=False)}" if told else ""
        schema = "StartSchemaCreation" if len(told) < len(change.fields) else ""
        return "; ".join(each for each in (settings, schema) if each)

    def _write(self, changes: Sequence[Change], vault: Vault) -> None:
        for change in changes:
            writing.write(self._project, change, vault)

    def _around(self, known: Found) -> Surroundings:
        return Surroundings(region=self._project.aws.region, user_pool=known.user_pool)

    def _with_names(self, desired: Resource, answers: Answers, known: Found) -> Resource:
        """Tables by the names of their models, with the facts that lead back to the tables."""
        wanted = desired.attributes.get("tables")
        if not isinstance(wanted, Mapping):
            return desired
        physical = compiled.table_names(answers.get(f"{documents.PREFIX}{known.api}/data_sources") or [])
        friendly = tables.friendly_names(physical, known.api)
        renamed = freeze({friendly.get(name, name): table for name, table in wanted.items()})
        named = {name: tables.physical_name(name, physical, known.api) for name in wanted}
        facts = {**desired.facts, writing.TABLES: freeze({friendly.get(name, name): at for name, at in named.items()})}
        return replace(desired, attributes={**desired.attributes, "tables": renamed}, facts=facts)


def _parts(answers: Answers, of_api: str) -> dict[str, Value]:
    """What has documents of its own, as far as they were fetched."""

    def has(document: str) -> bool:
        return f"{of_api}{document}" in answers

    def told(document: str) -> Any:
        return answers[f"{of_api}{document}"]

    attributes: dict[str, Value] = {}
    if has("schema") and told("schema"):
        attributes["schema"] = expect(told("schema"), str, "GetIntrospectionSchema", "")
    if has("variables"):
        attributes["env"] = freeze(told("variables"))
    if has("keys"):
        attributes["api_keys"] = freeze(keys.decode(told("keys")))
    if has("data_sources"):
        attributes["data_sources"] = freeze(compiled.data_sources(told("data_sources")))
    if has("functions"):
        attributes["functions"] = freeze(compiled.functions(told("functions")))
    lists = [answer for name, answer in answers.items() if name.startswith(f"{of_api}{documents.RESOLVERS}")]
    if lists:
        functions = answers.get(f"{of_api}functions")
        attributes["resolvers"] = freeze(compiled.resolvers(lists, functions))
        attributes["conflict_detection"] = freeze(compiled.conflict_detection(lists, functions))
    if has("cache"):
        attributes["cache"] = freeze(compiled.cache(told("cache")))
    return {name: value for name, value in attributes.items() if value or f"/{name}" in DEFAULTS or name == "env"}


def _missing_tables(desired: Resource, answers: Answers, known: Found) -> Iterator[Diagnostic]:
    physical = compiled.table_names(answers.get(f"{documents.PREFIX}{known.api}/data_sources") or [])
    wanted = documents.members(desired.attributes.get("tables"))
    for name in tables.missing(wanted, answers, physical, known.api):
        models = ", ".join(sorted(tables.friendly_names(physical, known.api).values())) or "none"
        detail = f"`{name}` is no model of the API and no table; models: {models}"
        yield problem(desired, "SPEC766", "there is no such table", detail, path=f"/tables/{name}")


def _with(resources: Sequence[Resource], one: Resource) -> tuple[Resource, ...]:
    return tuple(one if each.address == one.address else each for each in resources)


def _no_api(project: Project, denied: Sequence[str]) -> ProviderError:
    return nothing_leads(
        denied,
        Diagnostic(
            code="READ351",
            summary="the app has no GraphQL API",
            detail=f"{project.aws.place.subject}: nothing leads to an AppSync API; baasctl changes APIs and makes none",
            hint="deploy the backend that has `data`, or write `api: <id>` in the target",
            span=project.target.span,
        ),
    )
