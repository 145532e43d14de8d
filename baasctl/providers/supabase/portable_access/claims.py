"""Claims and groups as Supabase's tokens have them.

Own claims are below `app_metadata`, which only servers write; some of the token's top are Supabase Auth's own
(supabase.com/docs/guides/auth/jwt-fields). `user_metadata` is the user's to write, so nothing may rest on it.
"""

from __future__ import annotations

import json
import re
from typing import Final

from baasctl.engines.postgres.names import quote_literal
from baasctl.model.access import ClaimValue, Group, Literal
from baasctl.providers.supabase.portable_access.conditions import Sql

_TOP: Final = frozenset({"email", "phone", "aal", "session_id", "is_anonymous", "iss", "aud", "sub"})
_METADATA: Final = "app_metadata"
_USERS_OWN: Final = frozenset({"user_metadata", "email_verified", "phone_verified"})
_PLAIN_TEXT: Final = re.compile(r"(?!(?:true|false|null)$)[A-Za-z_][^\"\\\x00-\x1f]*")
"""What only a JSON string reads as: the text of no number, list or other value."""


def claim_problem(claim: ClaimValue) -> str:
    """Why nothing can rest on a claim; empty when it can."""
    if claim.path[0] not in _USERS_OWN:
        return ""
    return f"`{'.'.join(claim.path)}` is in `user_metadata` of Supabase's tokens, which users write themselves"


def claim_sql(claim: ClaimValue) -> Sql:
    """One claim with one of its values; the token is read once for the statement, not once for each row."""
    keys = list(claim.path)
    if keys[0] not in (*_TOP, _METADATA):
        keys.insert(0, _METADATA)
    *folders, last = (quote_literal(each).strip() for each in keys)
    where = " -> ".join(["auth.jwt()", *folders])
    if all(isinstance(each, str) and _PLAIN_TEXT.fullmatch(each) for each in claim.values):
        return _compared(f"(select {where} ->> {last})", [quote_literal(str(each)).strip() for each in claim.values])
    return _compared(f"(select {where} -> {last})", [_json(each) for each in claim.values])


def group_sql(group: Group) -> Sql:
    """A group that the token lists."""
    return Sql(f"(select auth.jwt() -> '{_METADATA}' -> 'groups') ? {quote_literal(group.name).strip()}")


def _compared(left: str, values: list[str]) -> Sql:
    return Sql(f"{left} = {values[0]}" if len(values) == 1 else f"{left} in ({', '.join(values)})")


def _json(value: Literal) -> str:
    return f"{quote_literal(json.dumps(value)).strip()}::jsonb"
