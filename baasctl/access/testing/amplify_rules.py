"""Judges of tests for Amplify: our evaluators of `@auth` and of IAM policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baasctl.access.graphql_auth.gates import Ways
from baasctl.access.graphql_auth.judge import GraphqlAuthJudge
from baasctl.access.graphql_auth.model import Mode
from baasctl.access.graphql_auth.reading import rules_of
from baasctl.access.iam.judge import IamJudge
from baasctl.access.probe import Judge
from baasctl.access.testing.engines import Bench, EngineChoice, Panel
from baasctl.access.testing.known_differences import AMPLIFY
from baasctl.model.probe import Family
from baasctl.model.resource import Resource
from baasctl.model.value import Value, at


def amplify_panel(bench: Bench, family: Family, container: str) -> Panel:
    """Who judges tests about models, or about files.

    Raises:
        EngineError: The chosen engine is another one, or the rules cannot be read.
        MissingExtra: graphql-core is not installed.
    """
    bench.choose(EngineChoice.EVALUATOR)
    del container
    if family.value not in bench.made:
        if family is Family.OBJECTS:
            if not bench.of("storage_access"):
                return Panel(absent="there is no `storage_access`")
            judge: Judge = IamJudge(bench.resources)
        else:
            api = next(iter(bench.of("graphql_api")), None)
            schema = (rules_of(api) or api.attributes.get("schema")) if api else None
            if api is None or not isinstance(schema, str):
                return Panel(absent="there are no `models` and no `schema` of a `graphql_api`")
            judge = GraphqlAuthJudge(schema, ways_of(api), source=_file(api))
        bench.made[family.value] = judge
    chosen = bench.made[family.value]
    return Panel(judges=(chosen,), explainer=chosen, differences=AMPLIFY)


def ways_of(api: Resource) -> Ways | None:
    """The ways into an API, as far as its resource tells; `None`: it does not."""
    default = _mode(at(api.attributes, "/auth/default"))
    if default is None:
        return None
    additional = at(api.attributes, "/auth/additional")
    others = additional if isinstance(additional, tuple) else ()
    denies = at(api.attributes, "/auth/default/default_action") == "deny"
    return Ways(default=default, additional=frozenset(_modes(others)), denies=denies)


def _modes(members: tuple[Value, ...]) -> Iterator[Mode]:
    yield from (found for each in members if (found := _mode(each)) is not None)


def _mode(member: object) -> Mode | None:
    written = member.get("type") if isinstance(member, Mapping) else None
    return Mode(written) if isinstance(written, str) and written in set(Mode) else None


def _file(api: Resource) -> str:
    """What the schema is called: its file, or the field that holds it."""
    if rules_of(api):
        return "graphql_api/models"
    origin = api.origins.get("/schema")
    files = [step.what for step in origin.steps if step.how == "file"] if origin else []
    return files[-1] if files else "graphql_api/schema"
