"""The `appsync` service: one GraphQL API and what belongs to it (botocore appsync 2017-07-25).

Lists come 25 a page. The id of an API key is the key itself: it leaves this module only to be sent back.
"""

from __future__ import annotations

from typing import Any, Final

from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.clients.members import record_in, text_in
from baasctl.providers.strict import expect

SERVICE: Final = "appsync"


def api(aws: AwsApis, api_id: str) -> dict[str, Any]:
    """One API.

    Raises:
        ProviderError: `NotFound` where there is no such API.
    """
    answer = aws.ask(SERVICE, "get_graphql_api", subject=f"API `{api_id}`", apiId=api_id)
    return record_in(answer, "graphqlApi", "appsync GetGraphqlApi")


def update_api(aws: AwsApis, api_id: str, settings: dict[str, object]) -> None:
    """Write settings; `name` and `authenticationType` are always among them."""
    aws.ask(SERVICE, "update_graphql_api", subject=f"API `{api_id}`", apiId=api_id, **settings)


def schema(aws: AwsApis, api_id: str) -> str:
    """The schema as AppSync prints it; raises `ProviderError`, with `GraphQLSchemaException` when there is none yet."""
    answer = aws.ask(
        SERVICE,
        "get_introspection_schema",
        subject=f"schema of API `{api_id}`",
        apiId=api_id,
        format="SDL",
        includeDirectives=True,
    )
    found = answer.get("schema", b"")
    raw = found if isinstance(found, bytes) else found.read()
    return bytes(raw).decode("utf-8", "replace")


def start_schema(aws: AwsApis, api_id: str, text: str) -> None:
    """Begin to compile a schema; it takes the place of the one there is when it compiles."""
    aws.ask(SERVICE, "start_schema_creation", subject=f"API `{api_id}`", apiId=api_id, definition=text.encode())


def schema_status(aws: AwsApis, api_id: str) -> tuple[str, str]:
    """`PROCESSING`, `ACTIVE`, `SUCCESS`, `FAILED`, `DELETING` or `NOT_APPLICABLE`, and AppSync's words."""
    answer = aws.ask(SERVICE, "get_schema_creation_status", subject=f"API `{api_id}`", apiId=api_id)
    return str(answer.get("status", "")), str(answer.get("details") or "")


def variables(aws: AwsApis, api_id: str) -> dict[str, Any]:
    """The environment variables; empty when there are none."""
    answer = aws.ask(SERVICE, "get_graphql_api_environment_variables", subject=f"API `{api_id}`", apiId=api_id)
    return expect(answer.get("environmentVariables") or {}, dict, "appsync environmentVariables", "")


def put_variables(aws: AwsApis, api_id: str, wanted: dict[str, str]) -> None:
    """Replace all environment variables."""
    aws.ask(
        SERVICE,
        "put_graphql_api_environment_variables",
        subject=f"API `{api_id}`",
        apiId=api_id,
        environmentVariables=wanted,
    )


def keys(aws: AwsApis, api_id: str) -> list[dict[str, Any]]:
    """The API keys, with the ids that callers send."""
    return list(aws.pages(SERVICE, "list_api_keys", "apiKeys", subject=f"API `{api_id}`", apiId=api_id))


def create_key(aws: AwsApis, api_id: str, description: str, expires: int) -> None:
    """Make a key.

    Args:
        expires: Seconds since 1970.
    """
    described = {"description": description} if description else {}
    aws.ask(SERVICE, "create_api_key", subject=f"API `{api_id}`", apiId=api_id, expires=expires, **described)


def renew_key(aws: AwsApis, api_id: str, key: str, expires: int) -> None:
    """Let a key stop at another time."""
    aws.ask(SERVICE, "update_api_key", subject=f"API `{api_id}`", apiId=api_id, id=key, expires=expires)


def delete_key(aws: AwsApis, api_id: str, key: str) -> None:
    """Delete a key."""
    aws.ask(SERVICE, "delete_api_key", subject=f"API `{api_id}`", apiId=api_id, id=key)


def data_sources(aws: AwsApis, api_id: str) -> list[dict[str, Any]]:
    """The data sources."""
    return list(aws.pages(SERVICE, "list_data_sources", "dataSources", subject=f"API `{api_id}`", apiId=api_id))


def functions(aws: AwsApis, api_id: str) -> list[dict[str, Any]]:
    """The functions of pipelines."""
    return list(aws.pages(SERVICE, "list_functions", "functions", subject=f"API `{api_id}`", apiId=api_id))


def type_names(aws: AwsApis, api_id: str) -> list[str]:
    """The types whose fields can have a resolver."""
    found = aws.pages(SERVICE, "list_types", "types", subject=f"API `{api_id}`", apiId=api_id, format="SDL")
    with_fields = (each for each in found if _may_have_resolvers(str(each.get("definition") or "")))
    return [text_in(each, "name", "appsync ListTypes") for each in with_fields]


def resolvers(aws: AwsApis, api_id: str, type_name: str) -> list[dict[str, Any]]:
    """The resolvers of one type's fields."""
    subject = f"resolvers of `{type_name}`"
    return list(aws.pages(SERVICE, "list_resolvers", "resolvers", subject=subject, apiId=api_id, typeName=type_name))


def cache(aws: AwsApis, api_id: str) -> dict[str, Any]:
    """How answers are cached.

    Raises:
        ProviderError: `NotFound` where they are not.
    """
    answer = aws.ask(SERVICE, "get_api_cache", subject=f"API `{api_id}`", apiId=api_id)
    return expect(answer.get("apiCache") or {}, dict, "appsync apiCache", "")


def _may_have_resolvers(definition: str) -> bool:
    words = [line for line in definition.splitlines() if not line.lstrip().startswith(("#", '"'))]
    first = next((word for line in words for word in line.split()), "type")
    return first not in ("input", "enum", "scalar", "union", "directive")
