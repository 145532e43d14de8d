"""`functions.trigger.schedule`: a pg_cron job that sends a POST with pg_net, between `cron.job` and attributes.

A job belongs to a function by its name, and says what the fields say when its command is exactly the one that baasctl
writes for them. The token of a function that asks for one is read from Vault by the command itself when it runs, so
no secret stands in `cron.job` (research/vocabulary.md §12.4).

Source: citusdata/pg_cron README, `cron.schedule`, `cron.alter_job`, `cron.unschedule`; supabase/pg_net README,
`net.http_post`; Supabase guide, Scheduling Edge Functions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from baasctl.engines.postgres.lexer import NotLexical
from baasctl.engines.postgres.names import quote_literal
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Value, at, freeze, put, thaw
from baasctl.providers.contract import Normalised
from baasctl.providers.spec_place import problem
from baasctl.providers.strict import expect, expect_objects
from baasctl.providers.supabase.auth_hooks import functions_url

SCHEDULE = "/trigger/schedule"
TOKEN = "/native/supabase/schedule_token"  # noqa: S105 - the name of a secret
FACT = "schedule"
SOURCE = "cron/jobs"
STATEMENT = """
select jobname, schedule, command, active from cron.job
where jobname like 'baasctl functions/%' and database = current_database() order by jobid
"""
MISSING_TABLE = "42P01"
_JOB = "baasctl functions/"
_COMMAND = re.compile(
    r"select net\.http_post\(url := '(?P<url>[^']+)', headers := jsonb_build_object\('Content-Type',"
    r" 'application/json'(?:, 'Authorization', 'Bearer ' \|\| \(select decrypted_secret from vault\.decrypted_secrets"
    r" where name = (?P<token>(?: E)?'(?:[^']|'')*')\))?\), body := (?P<body>(?: E)?'(?:[^']|'')*')::jsonb\)"
)


def jobs_of(rows: object) -> Mapping[str, Mapping[str, object]]:
    """What the schedule fields of each function say, by slug.

    Raises:
        UnexpectedAnswer: The rows are not those of `STATEMENT`.
    """
    found: dict[str, Mapping[str, object]] = {}
    for index, row in enumerate(expect_objects(rows, SOURCE)):
        name = expect(row.get("jobname"), str, SOURCE, f"/{index}/jobname")
        command = expect(row.get("command"), str, SOURCE, f"/{index}/command")
        schedule: dict[str, object] = {
            "cron": expect(row.get("schedule"), str, SOURCE, f"/{index}/schedule"),
            "timezone": "UTC",
            "enabled": expect(row.get("active"), bool, SOURCE, f"/{index}/active"),
        }
        found[name.removeprefix(_JOB)] = {**schedule, **_of_command(command)}
    return found


def with_schedule(resource: Resource, jobs: Mapping[str, Mapping[str, object]], ref: str) -> Resource:
    """A live function with the schedule that its job says; without, where another command stands in the job."""
    slug = resource.address.segments[0]
    job = dict(jobs.get(slug, {}))
    token, url = job.pop("token", None), job.pop("url", None)
    if not job:
        return replace(resource, unset=resource.unset | {SCHEDULE})
    facts = {**resource.facts, FACT: freeze(job), TOKEN: token if isinstance(token, str) else None}
    if url != functions_url(ref) + slug:
        return replace(resource, facts=facts)
    attributes = put(resource.attributes, SCHEDULE, freeze(job))
    if isinstance(token, str):
        attributes = put(attributes, TOKEN, token)
    return replace(resource, attributes=attributes, facts=facts)


def touches(change: Change) -> bool:
    """Whether the change has a job to write or to remove."""
    if change.action is Action.DELETE or change.renamed_from:
        return change.facts.get(FACT) is not None or _is_declared(change)
    return any(field.path.startswith((SCHEDULE, TOKEN)) for field in change.fields) and (
        change.action is not Action.CREATE or _is_declared(change)
    )


def without_schedule(change: Change) -> Change:
    """The same change as the functions API knows it."""
    rest = frozenset(field.path for field in change.fields if not field.path.startswith((SCHEDULE, TOKEN)))
    return change.only(rest)


def is_schedule_only(change: Change) -> bool:
    """Whether nothing is to be written but the job."""
    return change.action is Action.UPDATE and touches(change) and not without_schedule(change).fields


def statement(change: Change, ref: str) -> str:
    """One statement that makes the job what the spec says.

    Raises:
        NotLexical: A text cannot be stored.
    """
    slug = change.address.segments[0]
    names = sorted({_JOB + slug, *(_JOB + former for former in (change.renamed_from or ())[-1:])})
    listed = ", ".join(map(quote_literal, names))
    schedule = _wanted(change)
    lines = []
    if schedule is None or change.renamed_from:
        lines.append(f"perform cron.unschedule(jobid) from cron.job where jobname in ({listed});")
    if schedule is not None:
        name, cron = quote_literal(_JOB + slug), quote_literal(str(schedule.get("cron")))
        token = at(change.after or {}, TOKEN)
        token = change.facts.get(TOKEN) if token is ABSENT else token
        command = quote_literal(_command(slug, ref, schedule.get("payload"), token))
        active = "false" if schedule.get("enabled") is False else "true"
        lines.append(f"perform cron.alter_job(cron.schedule({name}, {cron}, {command}), active := {active});")
    body = "\n".join(f"  {line}" for line in lines)
    mark = "$baasctl$" if "$baasctl$" not in body else "$baasctl_job$"
    if mark in body:
        raise NotLexical("the payload holds the quotes of the statement", offset=0)
    return f"do {mark} begin\n{body}\nend {mark}"


def problems(state: Normalised, *, has_cron: bool) -> Iterator[Diagnostic]:
    """What the live project lacks for the declared schedules."""
    for resource in state.desired.of("functions"):
        if isinstance(at(resource.attributes, SCHEDULE), Mapping) and not has_cron:
            detail = f"`{resource.address.local}` has a schedule; the project has no table `cron.job`"
            hint = "enable the extensions pg_cron and pg_net, for example in a migration"
            yield problem(resource, "PLAN183", "the project has no scheduler", detail, hint=hint, path=SCHEDULE)


def is_wanted(resources: Sequence[Resource]) -> bool:
    """Whether some of the functions say anything about schedules."""
    return any(at(each.attributes, path) is not ABSENT for each in resources for path in (SCHEDULE, TOKEN))


def _is_declared(change: Change) -> bool:
    return isinstance(at(change.after or {}, SCHEDULE), Mapping)


def _wanted(change: Change) -> Mapping[str, Value] | None:
    """The schedule to write: live members that the spec leaves out stay."""
    if change.action is Action.DELETE:
        return None
    declared, live = at(change.after or {}, SCHEDULE), change.facts.get(FACT)
    kept = live if isinstance(live, Mapping) else {}
    if declared is None:
        return None
    return {**kept, **declared} if isinstance(declared, Mapping) else kept or None


def _command(slug: str, ref: str, payload: Value, token: object) -> str:
    url = quote_literal(functions_url(ref) + slug)
    body = quote_literal(json.dumps(thaw(payload) if payload is not None else {}, sort_keys=True, ensure_ascii=False))
    bearer = ""
    if isinstance(token, str):
        named = f"where name = {quote_literal(token)}"
        secret = f"(select decrypted_secret from vault.decrypted_secrets {named})"  # noqa: S608  quoted
        bearer = f", 'Authorization', 'Bearer ' || {secret}"
    headers = f"jsonb_build_object('Content-Type', 'application/json'{bearer})"
    return f"select net.http_post(url := {url}, headers := {headers}, body := {body}::jsonb)"


def _of_command(command: str) -> dict[str, object]:
    """What a command of ours says; nothing of any other."""
    found = _COMMAND.fullmatch(command)
    if found is None:
        return {}
    try:
        payload = json.loads(_unquoted(found["body"]))
    except ValueError:
        return {}
    said: dict[str, object] = {"url": found["url"]}
    if isinstance(payload, dict) and payload:
        said["payload"] = payload
    if found["token"]:
        said["token"] = _unquoted(found["token"])
    return said


def _unquoted(literal: str) -> str:
    """The text of a constant as `quote_literal` writes it."""
    text = literal.strip()
    inner = text.removeprefix("E")[1:-1].replace("''", "'")
    return inner.replace("\\\\", "\\") if text.startswith("E") else inner
