"""Who asks, as Supabase's own tokens say it, and how short names stand for the ids that its databases have."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from baasctl.model.probe import Datum, Reference, Special, Who, WhoKind

_OWN: Final = ("email", "phone", "aal", "amr", "session_id", "is_anonymous", "iat", "exp", "iss")
"""Claims that Supabase Auth writes at the top of its tokens (supabase.com/docs/guides/auth/jwt-fields)."""
_RECORDS: Final = ("app_metadata", "user_metadata")
_ROLE: Final = {WhoKind.ANONYMOUS: "anon", WhoKind.USER: "authenticated", WhoKind.SERVICE: "service_role"}


def as_uuid(text: str) -> str:
    """The id that a text stands for: itself where it is one, else always the same one made from it."""
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, f"baasctl:{text}"))


def role_of(who: Who) -> str:
    """The role of the database that the request runs as."""
    return _ROLE[who.kind]


def settings_of(who: Who) -> dict[str, str]:
    """What PostgREST sets before it runs a request: the role, and the token's claims."""
    role = role_of(who)
    claims: dict[str, object] = {"role": role}
    if who.kind is WhoKind.USER:
        claims |= {"sub": as_uuid(who.uid), "aud": role, "is_anonymous": False, "aal": "aal1", **_claims(who)}
    return {
        "search_path": "public, extensions",
        "request.jwt.claims": json.dumps(claims),
        "storage.allow_delete_query": "true",
        "role": role,
    }


def _claims(who: Who) -> dict[str, object]:
    """Own claims go where only servers can write them, `email_verified` where Supabase Auth says it."""
    written = {name: json_of(value, who) for name, value in who.claims.items()}
    top = {name: value for name, value in written.items() if name in _OWN}
    records: dict[str, dict[str, object]] = {"app_metadata": {}, "user_metadata": {}}
    for name in _RECORDS:
        given = written.get(name)
        if isinstance(given, dict):
            records[name] |= given
    if "email_verified" in written:
        records["user_metadata"]["email_verified"] = written["email_verified"]
    others = {name: value for name, value in written.items() if name not in (*_OWN, *_RECORDS, "email_verified", "sub")}
    records["app_metadata"] |= others
    if who.groups:
        records["app_metadata"]["groups"] = list(who.groups)
    return {**top, **records}


def json_of(value: Datum, who: Who, column_type: str = "") -> object:
    """A value as JSON for a column.

    A text that goes to a column of ids, and the asking user's id anywhere, become the id that they stand for.

    Args:
        column_type: As PostgreSQL writes it; empty: not for a column.
    """
    if isinstance(value, str):
        is_id = column_type.removesuffix("[]") == "uuid" or (who.kind is WhoKind.USER and value == who.uid)
        return as_uuid(value) if is_id else value
    if isinstance(value, Reference):
        return json_of(value.path.rpartition("/")[2], who, column_type)
    if isinstance(value, tuple):
        return [json_of(each, who, column_type) for each in value]
    if isinstance(value, Mapping):
        return {name: json_of(each, who) for name, each in value.items()}
    return _scalar(value)


def _scalar(value: float | bytes | datetime | Special | None) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, datetime):
        return value.isoformat()
    return None if isinstance(value, Special) else value
