"""A Supabase on machines of one's own: a target with `credentials.db_url`, where SQL reaches some of the kinds.

Rules, buckets and the publication are rows and catalogs of PostgreSQL. Everything else is written by the Management
API, which only the platform has; a self-hosted stack reads it from environment variables of its containers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.secret import Secret
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.providers.contract import Answered, No, Support

DB_URL: Final = "db_url"
MANAGED: Final = frozenset({"tables", "policies", "grants", "database_functions", "views", "buckets", "realtime"})
"""Kinds that SQL reaches, in whole or in part."""

_REALTIME_FIELDS: Final = frozenset({"publication"})
_VERIFIED: Final = date(2026, 11, 22)
_SOURCE: Final = "supabase/supabase docker/docker-compose.yml and .env.example; the Management API's base address"
_ELSEWHERE: Final[Mapping[str, str]] = {
    "auth": "set the GOTRUE_… variables of the auth container",
    "identity_providers": "set GOTRUE_EXTERNAL_<PROVIDER>_… of the auth container",
    "email_templates": "set GOTRUE_MAILER_SUBJECTS_… and GOTRUE_MAILER_TEMPLATES_… of the auth container",
    "auth_hooks": "set GOTRUE_HOOK_<HOOK>_… of the auth container",
    "functions": "put the sources into volumes/functions",
    "function_secrets": "set them in the environment of the functions container",
    "data_api": "set the PGRST_… variables of the rest container",
    "storage_settings": "set FILE_SIZE_LIMIT and its siblings of the storage container",
    "network": "restrict the addresses in front of the database",
    "ssl": "set `ssl` in the configuration of PostgreSQL",
    "postgres_settings": "set them in the configuration of PostgreSQL",
    "pooler": "set the POOLER_… variables of the supavisor container",
    "signing_keys": "set GOTRUE_JWT_KEYS of the auth container",
    "api_keys": "make them with the project's JWT secret",
    "webhooks": "make the triggers in a migration",
}


def is_self_hosted(target: Target) -> bool:
    """Whether the target is reached through its database."""
    credentials = target.settings.get("credentials")
    return isinstance(credentials, Mapping) and DB_URL in credentials


def db_url_of(target: Target) -> Secret | None:
    """The reference to the address."""
    credentials = target.settings.get("credentials")
    found = credentials.get(DB_URL) if isinstance(credentials, Mapping) else None
    return found if isinstance(found, Secret) else None


def self_hosted(support: Support) -> Support:
    """What remains of the platform's table where there is SQL only; each other field says where to set it."""
    kinds = {
        kind: answer if kind in MANAGED or isinstance(answer, No) else _no(kind)
        for kind, answer in support.kinds.items()
    }
    fields = {kind: _fields(kind, answers) for kind, answers in support.fields.items()}
    return replace(
        support,
        title="self-hosted Supabase",
        kinds=kinds,
        fields=fields,
        exceptions={each: answer for each, answer in support.exceptions.items() if each[0] in MANAGED},
        checks=(*(check for check in support.checks), _credentials),
    )


def _fields(kind: str, answers: Mapping[str, Answered]) -> Mapping[str, Answered]:
    if kind == "realtime":
        return {field: answer if field in _REALTIME_FIELDS else _no(kind) for field, answer in answers.items()}
    return answers if kind in MANAGED else dict.fromkeys(answers, _no(kind))


def _no(kind: str) -> No:
    where = _ELSEWHERE.get(kind, "set REALTIME_… variables of the realtime container" if kind == "realtime" else "")
    return No(
        reason="it is written through the Management API, which only the platform has",
        hint=f"{where}, and {'take it out' if kind == 'realtime' else f'add `skip: [{kind}]`'} for this target"
        if where
        else f"add `skip: [{kind}]` to this target",
        verified=_VERIFIED,
        source=_SOURCE,
    )


def _credentials(desired: DesiredState) -> Iterator[Diagnostic]:
    """What says where the Management API is has no meaning here."""
    target = desired.target
    credentials = target.settings.get("credentials")
    both = isinstance(credentials, Mapping) and "token" in credentials
    for name, is_there in (("credentials.token", both), ("api_url", "api_url" in target.settings)):
        if is_there:
            yield Diagnostic(
                code="SPEC460",
                summary="two ways to reach one project",
                detail=f"target `{target.name}` has `credentials.{DB_URL}` and `{name}`",
                hint=f"keep `{DB_URL}` for a self-hosted project, the other for one of the platform",
                span=target.span,
            )
