"""What Supabase can do with functions and their secrets (research/vocabulary.md §8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.field import Field, Shape
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, at
from baasctl.providers.contract import Answered, Bounds, No, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.spec_place import problem
from baasctl.providers.supabase.edge_functions.normal_form import (
    CALLERS,
    IMPORT_MAP,
    LABEL,
    STATIC_FILES,
    slug_of,
    source_problems,
)
from baasctl.providers.supabase.edge_functions.schedules import SCHEDULE, TOKEN

SLUG_PATTERN = r"[A-Za-z][A-Za-z0-9_-]*"
"""`slug` of `POST /functions/deploy` in the contract."""

RESERVED_PREFIX = "SUPABASE_"
"""Names that the platform sets itself; `POST /secrets` refuses them."""

LONGEST_SECRET = 24576
"""Characters of a value that `POST /secrets` takes."""

_VERIFIED = date(2026, 11, 22)
_CONTRACT = "Management API, OpenAPI of 2026-11-09"
_CLI = "Supabase CLI 3.1.0, `functions deploy --use-api`"
_EDGE = "Supabase Edge Functions"
_CRON = "pg_cron README; Supabase guide, Scheduling Edge Functions"


def _no(reason: str, hint: str = "") -> No:
    return No(reason=reason, hint=hint, verified=_VERIFIED, source=_CONTRACT)


_FUNCTION_FIELDS: Mapping[str, Answered] = {
    "name": Yes(
        wire="slug", bounds=Bounds(pattern=SLUG_PATTERN, whose=_EDGE), unset=False, source=_CONTRACT, graded="specified"
    ),
    "description": _no("a function has no description"),
    "labels": _no("a function has no labels"),
    "source": Yes(
        wire="file",
        unset=False,
        source=_CLI,
        note="the entrypoint, what it imports from files, the import map and the static files are sent",
        graded="checked by a real client",
    ),
    "entrypoint": Yes(wire="entrypoint_path", unset=False, source=_CLI, note="`index.ts` when left out"),
    "handler": _no("the file serves itself with `Deno.serve`", "take `handler` out for this target"),
    "runtime": _no("the platform chooses the version of Deno"),
    "memory": _no("memory is fixed by the plan"),
    "timeout": _no("the longest run is fixed by the plan"),
    "env": _no("settings are set for the whole project only", "write them under `function_secrets`"),
    "secrets": Yes(
        unset=False,
        source=_CONTRACT,
        note="nothing is sent: every function reads every secret; each name has to exist",
    ),
    "run_as": _no("functions have no identity of their own"),
    "trigger": Yes(unset=False, source=_CONTRACT),
    "trigger.http": Yes(unset=False, source=_CONTRACT),
    "trigger.http.auth": Yes(
        wire="verify_jwt",
        bounds=Bounds(choices=("jwt", "none"), whose=_EDGE),
        unset=False,
        source=_CONTRACT,
        note="a new function that leaves it out gets `jwt`",
    ),
    "trigger.schedule": Yes(wire="cron.job", source=_CRON, note="a job named `baasctl functions/<name>`"),
    "trigger.schedule.cron": Yes(wire="cron.job.schedule", unset=False, source=_CRON),
    "trigger.schedule.timezone": Yes(
        bounds=Bounds(choices=("UTC",), whose="pg_cron"), unset=False, source=_CRON, note="pg_cron runs in GMT"
    ),
    "trigger.schedule.enabled": Yes(wire="cron.job.active", unset=False, source=_CRON),
    "trigger.schedule.payload": Yes(wire="cron.job.command", unset=False, source=_CRON),
    "trigger.schedule.payload.*": Yes(wire="cron.job.command", source=_CRON),
    "trigger.object_created": _no(
        "uploads call no function", "write a database webhook on storage.objects (`webhooks`)"
    ),
    "trigger.object_created.bucket": _no("uploads call no function"),
    "native.schedule_token": Yes(
        wire="cron.job.command",
        unset=False,
        source="Supabase guide, Scheduling Edge Functions",
        note="name of a Vault secret, which the job reads when it runs",
    ),
    "native.name": Yes(wire="name", unset=False, source=_CONTRACT, note="a label; the address is made of the slug"),
    "native.import_map": Yes(wire="import_map_path", unset=False, source=_CLI, note="path in `source`"),
    "native.static_files": Yes(wire="static_patterns", unset=False, source=_CLI, note="globs in `source`"),
}

_SECRET_FIELDS: Mapping[str, Answered] = {
    "value": Yes(
        wire="value",
        bounds=Bounds(longest=LONGEST_SECRET, whose=_EDGE),
        unset=False,
        source=_CONTRACT,
        note="read back as SHA-256",
    ),
}


def check_secret_names(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names that `POST /secrets` would refuse."""
    for resource in desired.of("function_secrets"):
        name = resource.address.segments[0]
        if name.startswith(RESERVED_PREFIX):
            yield Diagnostic(
                code="SPEC310",
                summary="this name is reserved by Supabase",
                detail=f"`{name}`: names that begin with `{RESERVED_PREFIX}` are set by the platform ({_CONTRACT})",
                hint="choose another name",
                span=resource.declared_at,
                address=resource.address,
            )
        elif len(name) > 256:
            yield Diagnostic(
                code="SPEC311",
                summary="the name of the secret is too long",
                detail=f"{len(name)} characters; {_EDGE} takes 256",
                hint="choose a shorter name",
                span=resource.declared_at,
                address=resource.address,
            )


def check_secrets_declared(desired: DesiredState) -> Iterator[Diagnostic]:
    """A secret has a value: there is nothing to send without one."""
    for resource in desired.of("function_secrets"):
        if resource.attributes.get("value") is None:
            yield Diagnostic(
                code="SPEC312",
                summary="the secret has no value",
                detail=f"`{resource.address.local}` declares no `value`",
                hint='write where it comes from, such as "${secret:env:NAME}"',
                span=resource.declared_at,
                address=resource.address,
            )


def check_slugs(desired: DesiredState) -> Iterator[Diagnostic]:
    """Keys that are no names of functions; `name` has bounds of its own."""
    for resource in desired.of("functions"):
        slug = slug_of(resource)
        if not re.fullmatch(SLUG_PATTERN, slug):
            yield Diagnostic(
                code="SPEC314",
                summary="this is no name for a function",
                detail=f"`{resource.address.local}`: {_EDGE} takes a letter, then letters, digits, `_` and `-`",
                hint="rename it, or write the name that Supabase shall use under `name`",
                span=resource.span_of("/name"),
                address=resource.address,
            )


def check_native_types(desired: DesiredState) -> Iterator[Diagnostic]:
    """Native settings of functions are texts, the static files a list of texts."""
    for resource in desired.of("functions"):
        for path, wanted in ((LABEL, "text"), (IMPORT_MAP, "text"), (TOKEN, "text"), (STATIC_FILES, "a list of texts")):
            value = at(resource.attributes, path)
            members = value if isinstance(value, tuple) and path == STATIC_FILES else (value,)
            is_right = isinstance(value, tuple) is (path == STATIC_FILES) and all(
                isinstance(one, str) for one in members
            )
            if value is not ABSENT and not is_right:
                yield Diagnostic(
                    code="SPEC315",
                    summary="the value has another type",
                    detail=f"`{path[1:].replace('/', '.')}` of `{resource.address.local}` is {wanted}",
                    span=resource.span_of(path),
                    address=resource.address,
                )


def check_schedules(desired: DesiredState) -> Iterator[Diagnostic]:
    """Schedules without a time, and calls that the function would refuse."""
    for resource in desired.of("functions"):
        schedule = at(resource.attributes, SCHEDULE)
        if not isinstance(schedule, Mapping):
            continue
        if len(str(schedule.get("cron", "")).split()) != 5:
            detail = f"`cron` is `{schedule.get('cron', '')}`; pg_cron takes five fields"
            hint = "write minute, hour, day of the month, month and day of the week: 0 3 * * *"
            yield problem(resource, "SPEC398", "this is no time table", detail, hint=hint, path=f"{SCHEDULE}/cron")
        if at(resource.attributes, CALLERS) == "jwt" and at(resource.attributes, TOKEN) is ABSENT:
            detail = f"`{resource.address.local}` asks for a token, and its schedule sends none"
            hint = "keep the token in Vault, and name the secret under `native: {supabase: {schedule_token: …}}`"
            yield problem(resource, "SPEC399", "the schedule needs a token", detail, hint=hint, path=SCHEDULE)


ENTRIES = Entries(
    kinds={
        "functions": Yes(source=_CONTRACT),
        "function_secrets": Yes(source=_CONTRACT, graded="recorded"),
    },
    fields={"functions": _FUNCTION_FIELDS, "function_secrets": _SECRET_FIELDS},
    native={
        "functions": {
            "name": Field(doc="Label in the dashboard; left out, the slug."),
            "schedule_token": Field(doc="Name of the Vault secret whose text the schedule sends as bearer token."),
            "import_map": Field(doc="Import map or deno.json to use instead of the one in the folder."),
            "static_files": Field(
                shape=Shape.SET, element=Field(), doc="Globs of files that the code reads while it runs."
            ),
        }
    },
    references={"functions": ("url",)},
    checks=(
        check_secret_names,
        check_secrets_declared,
        check_slugs,
        check_native_types,
        check_schedules,
        source_problems,
    ),
)
