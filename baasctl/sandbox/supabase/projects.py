"""`/v1/projects` and `/v1/organizations`: what the token may see."""

from __future__ import annotations

from baasctl.sandbox.exchange import Answer, JsonObject, Refusal, json_answer
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.plan_gates import PLANS, entitlements
from baasctl.sandbox.supabase.postgres_settings import RESTART_DOCUMENT
from baasctl.sandbox.supabase.project import ORGANIZATION, Project, ProjectOptions, renamed
from baasctl.sandbox.supabase.settling import after_a_read, is_settled
from baasctl.sandbox.supabase.validation import Field, checked

_NAME = {"name": Field(kind="string", required=True, minimum=1, maximum=256)}
_NEW = {
    "db_pass": Field(kind="string", required=True),
    "name": Field(kind="string", required=True, maximum=256),
    "organization_slug": Field(kind="string", required=True),
}


def list_all(call: Call) -> Answer:
    """`GET /v1/projects`."""
    return json_answer(200, [project.summary() for project in call.account.projects()])


def read(call: Call) -> Answer:
    """`GET /v1/projects/{ref}`; says for some reads that the database restarts, when it was asked to."""
    restart = after_a_read(call.project, RESTART_DOCUMENT)
    status: JsonObject = {} if is_settled(restart) else {"status": "RESTARTING"}
    return json_answer(200, {**call.project.summary(), **status})


def create(call: Call) -> Answer:
    """Creates the project at once; the platform answers first and prepares it for minutes."""
    wanted = checked(_NEW, call.request.json_object())
    _refuse_other_organization(str(wanted["organization_slug"]))
    project = call.account.add(options=ProjectOptions(name=str(wanted["name"])))
    summary = project.summary()
    del summary["database"]
    return json_answer(201, {**summary, "status": "COMING_UP"})


def rename(call: Call) -> Answer:
    """`PATCH /v1/projects/{ref}`."""
    name = str(checked(_NAME, call.request.json_object())["name"])
    project = call.account.change_options(call.project.ref, renamed(call.project.options, name))
    return json_answer(200, {"id": project.number, "ref": project.ref, "name": name})


def delete(call: Call) -> Answer:
    """`DELETE /v1/projects/{ref}`: the project, its settings and its database, at once."""
    project = call.project
    call.account.remove(project.ref)
    return json_answer(200, {"id": project.number, "ref": project.ref, "name": project.summary()["name"]})


def list_organizations(call: Call) -> Answer:
    """`GET /v1/organizations`: one for each plan that a project has, and the usual one."""
    slugs = {ORGANIZATION, *(project.options.organization for project in call.account.projects())}
    return json_answer(200, [{"id": slug, "slug": slug, "name": _title(slug)} for slug in sorted(slugs)])


def read_organization(call: Call) -> Answer:
    """`GET /v1/organizations/{slug}`."""
    slug = call.parameter("slug")
    answer = {
        "id": slug,
        "name": _title(slug),
        "plan": _plan(slug),
        "opt_in_tags": [],
        "allowed_release_channels": ["ga"],
    }
    return json_answer(200, answer)


def read_entitlements(call: Call) -> Answer:
    """`GET /v1/organizations/{slug}/entitlements`."""
    return json_answer(200, {"entitlements": entitlements(_plan(call.parameter("slug")))})


def read_addons(call: Call) -> Answer:
    """A project on the smallest compute size without add-ons."""
    return json_answer(200, {"selected_addons": [_micro(call.project)], "available_addons": []})


def _micro(_project: Project) -> JsonObject:
    price: JsonObject = {
        "description": "$0.01344/hour (~$10/month)",
        "amount": 0.01344,
        "interval": "hourly",
        "type": "usage",
    }
    return {"type": "compute_instance", "variant": {"id": "ci_micro", "name": "Micro", "price": price}}


def _plan(slug: str) -> str:
    """The plan of an organization.

    Raises:
        Refusal: 404, there is no such organization.
    """
    known = {ProjectOptions(plan=plan).organization: plan for plan in PLANS}
    if slug not in known:
        raise Refusal(404, "Organization not found")
    return known[slug]


def _title(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def _refuse_other_organization(slug: str) -> None:
    if slug != ORGANIZATION:
        raise Refusal(404, "Organization not found")
