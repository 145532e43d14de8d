"""Carries out a change of an API: settings, variables, keys, schema, tables, one after the other.

AppSync takes one change of an API at a time, and none while it compiles a schema
(`ConcurrentModificationException`: amplify-category-api #3135).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from baasctl.model.change import Change, FieldChange
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid, Unavailable
from baasctl.model.secret import Vault
from baasctl.model.value import Value, at, tokens_of
from baasctl.providers.amplify.appsync import keys, schema_text, tables
from baasctl.providers.amplify.clients import appsync, dynamodb
from baasctl.providers.amplify.clients.retrying import until_free
from baasctl.providers.amplify.graphql_api import WRITTEN, Surroundings, encode
from baasctl.providers.amplify.project import Project

_POLL_S: Final = 1.0
_MOST_POLLS: Final = 300
_DONE: Final = ("ACTIVE", "SUCCESS")
TABLES: Final = "tables"
"""The fact with the name that each declared table has in DynamoDB."""


def write(project: Project, change: Change, vault: Vault) -> None:
    """Send what differs.

    Raises:
        ProviderError: AWS refused a step; those before it stand.
    """
    api = _text(change, "api")
    paths = {field.path for field in change.fields}
    if any(path in WRITTEN or path.startswith("/auth/") for path in paths):
        _settings(project, change, api, paths)
    if "/env" in paths:
        wanted = (change.after or {}).get("env")
        variables = {name: str(value) for name, value in wanted.items()} if isinstance(wanted, Mapping) else {}
        _serial(project, lambda: appsync.put_variables(project.aws, api, variables))
    _keys(project, change, api, vault)
    if schema_text.PATH in paths:
        _schema(project, change, api)
    for table, members in _tables(change).items():
        _table(project, change, table, members)


def _settings(project: Project, change: Change, api: str, paths: set[str]) -> None:
    around = Surroundings(region=project.aws.region, user_pool=_text(change, "user_pool"))
    body = encode(appsync.api(project.aws, api), change.after or {}, paths, around)
    _serial(project, lambda: appsync.update_api(project.aws, api, body))


def _keys(project: Project, change: Change, api: str, vault: Vault) -> None:
    fields = [field for field in change.fields if field.path.startswith("/api_keys/")]
    if not fields:
        return
    listed = appsync.keys(project.aws, api)
    vault.also_redact(*(str(each["id"]) for each in listed))
    ids = {name: str(each["id"]) for name, each in keys.named(listed)}
    for field in fields:
        name = tokens_of(field.path)[1]
        _serial(project, _key_write(project, api, name, ids.get(name, ""), field.after))


def _key_write(project: Project, api: str, name: str, known: str, expires: object) -> Callable[[], None]:
    if expires is None:
        return lambda: appsync.delete_key(project.aws, api, known) if known else None
    stops = keys.seconds_of(str(expires))
    if known:
        return lambda: appsync.renew_key(project.aws, api, known, stops)
    description = "" if name == keys.UNDESCRIBED else name
    return lambda: appsync.create_key(project.aws, api, description, stops)


def _schema(project: Project, change: Change, api: str) -> None:
    """Start to compile, and wait for the end."""
    _serial(project, lambda: appsync.start_schema(project.aws, api, schema_text.text_to_send(change)))
    for _ in range(_MOST_POLLS):
        status, words = appsync.schema_status(project.aws, api)
        if status in _DONE:
            return
        if status == "FAILED":
            raise Invalid(schema_text.refused(change, words))
        project.progress(f"AppSync compiles the schema of {api}")
        project.pause(_POLL_S)
    raise Unavailable(
        Diagnostic(
            code="APPLY351",
            summary="AppSync did not finish compiling the schema",
            detail=f"API `{api}`: still {status} after {_MOST_POLLS * _POLL_S:.0f} s",
            hint="make a new plan later: it shows which schema is live",
            address=change.address,
        )
    )


def _tables(change: Change) -> dict[str, dict[str, FieldChange]]:
    found: dict[str, dict[str, FieldChange]] = {}
    for field in change.fields:
        if field.path.startswith("/tables/"):
            _, name, member = tokens_of(field.path)
            found.setdefault(name, {})[member] = field
    return found


def _table(project: Project, change: Change, name: str, members: Mapping[str, FieldChange]) -> None:
    physical = change.facts.get(TABLES)
    table = str(physical.get(name, name)) if isinstance(physical, Mapping) else name
    aws = project.aws
    if protection := members.get("delete_protection"):
        _serial(project, lambda: dynamodb.protect(aws, table, protected=protection.after is True))
        _until_active(project, table)
    if "point_in_time_recovery" in members or "recovery_window" in members:
        declared = at(change.after or {}, f"/tables/{name.replace('~', '~0').replace('/', '~1')}")
        wanted: Mapping[str, Value] = declared if isinstance(declared, Mapping) else {}
        window = wanted.get("recovery_window")
        days = window // tables.DAY if isinstance(window, int) else None
        enabled = wanted.get("point_in_time_recovery", True) is True
        _serial(project, lambda: dynamodb.set_recovery(aws, table, enabled=enabled, days=days))
    if expiry := members.get("ttl"):
        if isinstance(expiry.before, str):
            attribute = expiry.before
            _serial(project, lambda: dynamodb.set_time_to_live(aws, table, attribute, enabled=False))
        if isinstance(expiry.after, str):
            attribute = expiry.after
            _serial(project, lambda: dynamodb.set_time_to_live(aws, table, attribute, enabled=True))


def _until_active(project: Project, table: str) -> None:
    for _ in range(_MOST_POLLS):
        if dynamodb.table(project.aws, table).get("TableStatus", "ACTIVE") == "ACTIVE":
            return
        project.progress(f"DynamoDB changes table {table}")
        project.pause(_POLL_S)


def _serial(project: Project, send: Callable[[], object]) -> None:
    until_free(send, project.pause)


def _text(change: Change, name: str) -> str:
    found = change.facts.get(name)
    return found if isinstance(found, str) else ""
