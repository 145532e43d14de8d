"""`/v1/projects/{ref}/config/auth`: auth settings as stored, with the server's rewriting and masking.

Secrets are kept as `hex(HMAC-SHA256(key=ref, message=plaintext))`, which is also what the API answers (supabase/cli
apps/cli-go/pkg/config/secret.go): the plaintext never reaches the disk.
"""

from __future__ import annotations

import hashlib
import hmac

from baasctl.sandbox.exchange import Answer, Json, JsonObject, Refusal, json_answer
from baasctl.sandbox.supabase.auth_contract import NEVER_NULL, READ_ONLY, SECRETS, WRITABLE
from baasctl.sandbox.supabase.auth_defaults import MAIL_TEXTS, defaults
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.plan_gates import refuse_beyond_plan
from baasctl.sandbox.supabase.project import Project
from baasctl.sandbox.supabase.validation import checked, unknown_keys

DOCUMENT = "auth"

_SPACED_CSV = ("uri_allow_list", "sessions_tags", "webauthn_rp_origins")
_NEED_SMTP = ("rate_limit_email_sent", "smtp_sender_name")


def read(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/config/auth`."""
    project = call.project
    return json_answer(200, _as_read(project, project.settings(DOCUMENT)))


def update(call: Call) -> Answer:
    """Merge the body into what is stored; null unsets."""
    project = call.project
    body = call.request.json_object()
    changes = checked(WRITABLE, body)
    refuse_beyond_plan(project, changes)
    with project.lock:
        stored = project.settings(DOCUMENT)
        if project.options.smtp_required:
            _refuse_without_smtp(stored, changes)
        stored.update({name: _as_stored(project, name, value) for name, value in changes.items()})
        _merge_apple_client_ids(stored)
        project.store(DOCUMENT, {name: value for name, value in stored.items() if value is not None})
    return json_answer(200, _as_read(project, stored), note=unknown_keys(WRITABLE, body))


def effective(project: Project) -> JsonObject:
    """Every setting at its effective value, as `GET /v2/projects/{ref}/config` reports it."""
    return {**READ_ONLY, **defaults(), **project.settings(DOCUMENT)}


def masked(project: Project, plaintext: str) -> str:
    """What the API shows in place of a secret."""
    return hmac.new(project.ref.encode(), plaintext.encode(), hashlib.sha256).hexdigest()


def _as_read(project: Project, stored: JsonObject) -> JsonObject:
    shown = {"rendered": MAIL_TEXTS, "null": frozenset[str](), "default": frozenset(WRITABLE)}
    kept = shown[project.options.unset_reads] | NEVER_NULL
    unset: JsonObject = {name: defaults()[name] if name in kept else None for name in WRITABLE}
    return {**READ_ONLY, **unset, **{name: value for name, value in stored.items() if value is not None}}


def _as_stored(project: Project, name: str, value: Json) -> Json:
    if not isinstance(value, str):
        return value
    if name in SECRETS:
        return masked(project, value) if value else None
    if project.options.spaced_csv and name in _SPACED_CSV:
        return ", ".join(part.strip() for part in value.split(",")) if value else value
    return value


def _merge_apple_client_ids(stored: JsonObject) -> None:
    """The server folds the additional ids into the first field (supabase/terraform-provider-supabase issue 336)."""
    additional = stored.pop("external_apple_additional_client_ids", None)
    if isinstance(additional, str) and additional:
        first = stored.get("external_apple_client_id")
        ids = [*(str(first).split(",") if first else []), *additional.split(",")]
        stored["external_apple_client_id"] = ",".join(dict.fromkeys(part.strip() for part in ids))


def _refuse_without_smtp(stored: JsonObject, changes: JsonObject) -> None:
    """As observed: 401 though the token may write (jikig-ai/soleur pull request 5447, 2026-06-16)."""
    named = [name for name in _NEED_SMTP if changes.get(name) is not None]
    if named and not {**stored, **changes}.get("smtp_host"):
        names = ", ".join(name.upper() for name in named)
        raise Refusal(401, f"Custom SMTP required to configure the following: {names}")
