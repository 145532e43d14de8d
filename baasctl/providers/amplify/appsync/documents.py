"""Which documents tell what is wanted of an API; each is one request, or one list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from baasctl.model.errors import NotFound, ProviderError
from baasctl.model.value import Attributes, Value
from baasctl.providers.amplify.appsync import keys, tables
from baasctl.providers.amplify.appsync.compiled import table_names
from baasctl.providers.amplify.clients import appsync, dynamodb
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.clients.refusal import code_of
from baasctl.providers.amplify.graphql_api import KIND
from baasctl.providers.contract import Answer, Answers, Wanted

PREFIX: Final = "appsync/"
"""Before an API's id, a slash, and one of the words below."""
API: Final = "api"
RESOLVERS: Final = "resolvers/"
"""Before a type's name."""
_ONE: Final[Mapping[str, tuple[str, ...]]] = {
    "schema": ("schema", "models"),
    "variables": ("env",),
    "keys": ("api_keys",),
    "data_sources": ("data_sources", "tables"),
    "functions": ("functions", "resolvers", "conflict_detection"),
    "cache": ("cache",),
    "types": ("conflict_detection",),
}
"""Document to the fields that need it."""


def declared(wanted: Wanted) -> Attributes:
    """What the spec says of the API; nothing where it says nothing."""
    found = next(wanted.desired.of(KIND), None) if wanted.desired is not None else None
    return found.attributes if found is not None else {}


def names(wanted: Wanted, answers: Answers, api: str) -> Iterator[str]:
    """The documents of one API that are needed, as far as the answers lead. Pure."""
    said, whole, of_api = declared(wanted), wanted.is_whole(KIND), f"{PREFIX}{api}/"
    yield f"{of_api}{API}"
    for document, fields in _ONE.items():
        if whole or any(field in said for field in fields):
            yield f"{of_api}{document}"
    types = answers.get(f"{of_api}types")
    listed = [str(each) for each in types] if isinstance(types, list) else []
    for name in dict.fromkeys([*listed, *(each.partition(".")[0] for each in members(said.get("resolvers")))]):
        yield f"{of_api}{RESOLVERS}{name}"
    sources = answers.get(f"{of_api}data_sources")
    if sources is not None and (whole or "tables" in said):
        yield from tables.sources_of(members(said.get("tables")), table_names(sources), api, whole=whole)


def fetch(aws: AwsApis, name: str) -> Answer:
    """One of the documents; `None` for what there is not.

    Raises:
        ProviderError: It could not be read.
    """
    if name.startswith(tables.PREFIX):
        document, _, table = name.removeprefix(tables.PREFIX).partition("/")
        ask = {"protection": dynamodb.table, "recovery": dynamodb.recovery, "ttl": dynamodb.time_to_live}[document]
        try:
            return ask(aws, table)
        except ProviderError as error:
            if isinstance(error, NotFound) or code_of(error) in ("TableNotFoundException", "ResourceNotFoundException"):
                return None
            raise
    api, _, document = name.removeprefix(PREFIX).partition("/")
    if document.startswith(RESOLVERS):
        return _or(lambda: appsync.resolvers(aws, api, document.removeprefix(RESOLVERS)), [])
    return _document(aws, api, document)


def members(value: Value) -> Mapping[str, Value]:
    """A map's entries; nothing for what is no map."""
    return value if isinstance(value, Mapping) else {}


def _document(aws: AwsApis, api: str, document: str) -> Answer:
    match document:
        case "schema":
            return _schema(aws, api)
        case "variables":
            return appsync.variables(aws, api)
        case "keys":
            return keys.told(appsync.keys(aws, api))
        case "data_sources":
            return appsync.data_sources(aws, api)
        case "functions":
            return appsync.functions(aws, api)
        case "types":
            return appsync.type_names(aws, api)
        case "cache":
            return _or(lambda: appsync.cache(aws, api), None)
    return appsync.api(aws, api)


def _schema(aws: AwsApis, api: str) -> str:
    """Empty for an API that has none yet."""
    try:
        return appsync.schema(aws, api)
    except ProviderError as error:
        if code_of(error) == "GraphQLSchemaException":
            return ""
        raise


def _or(ask: Any, otherwise: Answer) -> Answer:
    try:
        found: Answer = ask()
    except NotFound:
        return otherwise
    return found
