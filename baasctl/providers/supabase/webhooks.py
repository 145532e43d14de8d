"""`webhooks`: triggers that call `supabase_functions.http_request`, between `pg_trigger` and attributes.

The arguments of a trigger are readable text in the catalog, secrets among them. `without_secrets` replaces those right
where the answer comes in: nothing else of baasctl ever holds them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping

from baasctl.engines.postgres.names import quote_identifier, quote_literal
from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.value import Attributes, Value
from baasctl.providers.supabase.database_access.names import Scope, canonical_segments, table_of, table_text
from baasctl.providers.supabase.database_access.security_state import LiveWebhook
from baasctl.providers.supabase.database_access.state import DatabaseState

KIND = "webhooks"
PLAIN_HEADERS = frozenset({"accept", "accept-language", "cache-control", "content-type", "prefer", "user-agent"})
"""Headers whose text is shown; any other may hold a secret. In small letters."""

EVENTS = {"insert": 4, "delete": 8, "update": 16}
"""Bits of `pg_trigger.tgtype` (PostgreSQL src/include/catalog/pg_trigger.h)."""

SECRET_FIELDS = ("secret_headers", "params")
_FOR_EACH_ROW, _BEFORE, _TRUNCATE, _INSTEAD = 1, 2, 32, 64
_ARGUMENTS = 8
_ARGUMENTS_AT = 5
Reveal = Callable[[Secret], str]


def digest_of(text: str, key: bytes) -> str:
    """What two secrets are compared by; *key* lives as long as the process."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def without_secrets(rows: list[object], key: bytes) -> list[object]:
    """The answer with the arguments of webhooks as an object, secrets as digests; `None` where they are of none."""
    for row in rows:
        state = row.get("state") if isinstance(row, dict) else None
        hooks = state.get("webhooks") if isinstance(state, dict) else None
        for hook in hooks if isinstance(hooks, list) else ():
            if isinstance(hook, list) and len(hook) == _ARGUMENTS:
                hook[_ARGUMENTS_AT] = _read_arguments(hook[_ARGUMENTS_AT], key)
    return rows


def is_writable(webhook: LiveWebhook) -> bool:
    """Whether the kind's fields say all about it."""
    bits = webhook.kind & (_BEFORE | _TRUNCATE | _INSTEAD)
    return bool(webhook.kind & _FOR_EACH_ROW) and not bits and webhook.is_plain and webhook.arguments is not None


def decode(state: DatabaseState, target: str, scope: Scope) -> Iterator[Resource]:
    """Webhooks on the user's tables that the fields can say all about."""
    for webhook in state.security.webhooks:
        table = state.tables.get(webhook.table)
        if table is None or not scope.has_own(table) or not is_writable(webhook):
            continue
        arguments = webhook.arguments if isinstance(webhook.arguments, Mapping) else {}
        secrets = {
            name: {key: Secret(digest=digest) for key, digest in arguments[name].items()} for name in SECRET_FIELDS
        }
        plain: dict[str, Value] = {name: arguments[name] for name in ("url", "method", "headers", "timeout_ms")}
        yield Resource(
            address=Address(target, KIND, (table_text(webhook.table), webhook.name)),
            attributes={
                "events": tuple(sorted(name for name, bit in EVENTS.items() if webhook.kind & bit)),
                **plain,
                **secrets,
                "enabled": webhook.firing != "D",
            },
            version=webhook.version,
        )


def encode(change: Change, reveal: Reveal) -> Iterator[str]:
    """The statements that make the change, in order.

    Raises:
        NotLexical: A name or text cannot be stored.
    """
    table, name = table_text(table_of(change.address)), quote_identifier(change.address.segments[1])
    if change.action is Action.DELETE:
        yield f"drop trigger {name} on {table}"
        return
    if change.renamed_from is not None:
        yield f"alter trigger {quote_identifier(former_name(change))} on {table} rename to {name}"
    after = change.after or {}
    is_on = after.get("enabled") is not False
    rewritten = change.action is Action.CREATE or any(field.path != "/enabled" for field in change.fields)
    if rewritten:
        yield _create(after, name, table, reveal)
    if (rewritten and not is_on) or (not rewritten and change.field_at("/enabled")):
        yield f"alter table {table} {'enable' if is_on else 'disable'} trigger {name}"


def former_name(change: Change) -> str:
    """The name that the webhook has live."""
    segments = change.address.segments if change.renamed_from is None else canonical_segments(change.renamed_from)
    return segments[-1]


def _create(after: Attributes, name: str, table: str, reveal: Reveal) -> str:
    declared = after.get("events")
    events = [event for event in EVENTS if isinstance(declared, tuple) and event in declared]
    headers = {**_texts(after.get("headers"), reveal), **_texts(after.get("secret_headers"), reveal)}
    arguments = (
        str(after.get("url")),
        str(after.get("method")),
        json.dumps(headers, ensure_ascii=False),
        json.dumps(_texts(after.get("params"), reveal), ensure_ascii=False),
        str(after.get("timeout_ms")),
    )
    return (
        f"create or replace trigger {name} after {' or '.join(events)} on {table} for each row"
        f" execute function supabase_functions.http_request({', '.join(map(quote_literal, arguments))})"
    )


def _texts(values: Value, reveal: Reveal) -> dict[str, str]:
    members = values.items() if isinstance(values, Mapping) else ()
    return {name: reveal(text) if isinstance(text, Secret) else str(text) for name, text in members}


def _read_arguments(value: object, key: bytes) -> dict[str, object] | None:
    try:
        parts = bytes.fromhex(str(value)).decode().split("\0")
        url, method, headers, params, timeout, end = parts
        told, asked = _object(headers), _object(params)
        milliseconds = int(timeout)
    except ValueError:
        return None
    if end or not url or method not in ("GET", "POST") or told is None or asked is None:
        return None
    return {
        "url": url,
        "method": method,
        "headers": {name: text for name, text in told.items() if name.lower() in PLAIN_HEADERS},
        "secret_headers": {n: digest_of(text, key) for n, text in told.items() if n.lower() not in PLAIN_HEADERS},
        "params": {name: digest_of(text, key) for name, text in asked.items()},
        "timeout_ms": milliseconds,
    }


def _object(text: str) -> dict[str, str] | None:
    """A JSON object of texts."""
    found = json.loads(text)
    if not isinstance(found, dict) or not all(isinstance(member, str) for member in found.values()):
        return None
    return found
