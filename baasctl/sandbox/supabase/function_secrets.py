"""`/v1/projects/{ref}/secrets`: environment of edge functions. Only the SHA-256 that the API answers is kept."""

from __future__ import annotations

import hashlib
from typing import cast

from baasctl.sandbox.exchange import Answer, JsonObject, json_answer
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.project import timestamp
from baasctl.sandbox.supabase.validation import Field, checked_list

DOCUMENT = "function_secrets"

_PER_CALL = 100
_SECRET = Field(
    kind="object",
    members={
        "name": Field(kind="string", required=True, maximum=256, pattern=r"^(?!SUPABASE_).*"),
        "value": Field(kind="string", required=True, maximum=24576),
    },
)
_PLATFORM = ("SUPABASE_ANON_KEY", "SUPABASE_DB_URL", "SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_URL")


def list_all(call: Call) -> Answer:
    """Digests, sorted by name; the platform's own entries appear as soon as there is one of the user's."""
    project = call.project
    stored = project.settings(DOCUMENT)
    if not stored:
        return json_answer(200, [])
    own: JsonObject = {
        name: {"value": _digest(f"{name} of {project.ref}"), "updated_at": project.created_at} for name in _PLATFORM
    }
    entries = cast("dict[str, JsonObject]", {**own, **stored})
    return json_answer(200, [{"name": name, **entry} for name, entry in sorted(entries.items())])


def upsert(call: Call) -> Answer:
    """Create or replace; all or none."""
    wanted = cast("list[JsonObject]", checked_list(_SECRET, call.request.json(), maximum=_PER_CALL))
    project = call.project
    with project.lock:
        stored = project.settings(DOCUMENT)
        for item in wanted:
            stored[str(item["name"])] = {"value": _digest(str(item["value"])), "updated_at": timestamp()}
        project.store(DOCUMENT, stored)
    return Answer(status=201)


def delete(call: Call) -> Answer:
    """Remove by name; names that do not exist are ignored."""
    names = checked_list(Field(kind="string"), call.request.json())
    project = call.project
    with project.lock:
        stored = project.settings(DOCUMENT)
        project.store(DOCUMENT, {name: entry for name, entry in stored.items() if name not in names})
    return Answer(status=200)


def _digest(plaintext: str) -> str:
    return hashlib.sha256(plaintext.encode()).hexdigest()
