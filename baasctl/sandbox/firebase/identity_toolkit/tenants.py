"""Tenants of a project, as recorded (research/firebase.md §2.1, item 16): the server makes their ids."""

from __future__ import annotations

import re
import secrets
import string
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase import masks
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.iam_policies import forget_policy, policy_of, replace_policy
from baasctl.sandbox.firebase.identity_toolkit import config
from baasctl.sandbox.firebase.identity_toolkit.config_checks import normalised_numbers, refuse_bad_settings
from baasctl.sandbox.firebase.identity_toolkit.config_defaults import hash_config
from baasctl.sandbox.firebase.identity_toolkit.messages import TENANT, messages
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal

DOCUMENT: Final = "tenants"
PROVIDERS: Final = "identity_providers"
"""Document of the providers of project and tenants: `<tenant or nothing>/<collection>/<id>`."""
_ALPHABET: Final = string.ascii_lowercase + string.digits
_DISPLAY_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{3,19}")
_WITHOUT_BILLING: Final = 2


def listed(call: Call) -> Answer:
    """`GET …/tenants`, by id; a page token that nobody gave finds nothing, a negative size asks for the usual one."""
    project = call.project
    _refuse_unless_allowed(project)
    found = tenants(project)
    shown = [_shown(project, name, cast("JsonObject", found[name])) for name in sorted(found)]
    try:
        return page(call, "tenants", shown, usual=20)
    except GoogleRefusal:
        return call.answer({} if call.query("pageToken") else {"tenants": list[Json](shown)})


def create(call: Call) -> Answer:
    """`POST …/tenants`; answers without hash settings."""
    project = call.project
    with project.lock:
        _refuse_unless_allowed(project)
        known = tenants(project)
        if not project.options.billing and len(known) >= _WITHOUT_BILLING:
            raise GoogleRefusal(400, "QUOTA_EXCEEDED : Exceeded quota for tenants in a project without billing.")
        tenant = _checked(masks.masked({}, call.body, _paths(tuple(call.body))), {})
        name = f"{tenant['displayName']}-{''.join(secrets.choice(_ALPHABET) for _ in range(5))}"
        project.store(DOCUMENT, {**known, name: tenant})
    return call.answer(_shown(project, name, tenant))


def read(call: Call) -> Answer:
    """`GET …/tenants/{tenant}`, with hash settings."""
    project, name = call.project, call.parameter("tenant")
    tenant = one(project, name)
    return call.answer({**_shown(project, name, tenant), "hashConfig": hash_config(f"{project.id}/{name}")})


def change(call: Call) -> Answer:
    """`PATCH …/tenants/{tenant}`; without a mask all settings are replaced."""
    project, name = call.project, call.parameter("tenant")
    with project.lock:
        before = one(project, name)
        mask = call.mask()
        whole = tuple(each for each in messages()[TENANT] if each != "name")
        after = _checked(masks.masked(before, call.body, _paths(mask or whole)), before)
        project.store(DOCUMENT, {**tenants(project), name: after})
    return call.answer(_shown(project, name, after))


def delete(call: Call) -> Answer:
    """`DELETE …/tenants/{tenant}`, with its identity providers."""
    project, name = call.project, call.parameter("tenant")
    with project.lock:
        one(project, name)
        project.store(DOCUMENT, {each: value for each, value in tenants(project).items() if each != name})
        kept = {key: each for key, each in project.settings(PROVIDERS).items() if not key.startswith(f"{name}/")}
        project.store(PROVIDERS, kept)
        forget_policy(project, _resource(name))
    return call.answer({})


def get_policy(call: Call) -> Answer:
    """`POST …/tenants/{tenant}:getIamPolicy`."""
    one(call.project, call.parameter("tenant"))
    return call.answer(policy_of(call.project, _resource(call.parameter("tenant"))))


def set_policy(call: Call) -> Answer:
    """`POST …/tenants/{tenant}:setIamPolicy`."""
    one(call.project, call.parameter("tenant"))
    return call.answer(replace_policy(call, _resource(call.parameter("tenant"))))


def test_permissions(call: Call) -> Answer:
    """`POST …/tenants/{tenant}:testIamPermissions`: the sandbox's credential may do everything."""
    one(call.project, call.parameter("tenant"))
    return call.answer({"permissions": call.body.get("permissions", [])})


def tenants(project: Project) -> JsonObject:
    """All tenants by id."""
    return project.settings(DOCUMENT)


def one(project: Project, name: str) -> JsonObject:
    """A tenant's settings.

    Raises:
        GoogleRefusal: 404, there is none; 400, the project does not allow tenants.
    """
    _refuse_unless_allowed(project)
    found = tenants(project).get(name)
    if not isinstance(found, dict):
        raise GoogleRefusal(404, "TENANT_NOT_FOUND")
    return found


def _refuse_unless_allowed(project: Project) -> None:
    allowed = cast("JsonObject", config.settings(project).get("multiTenant") or {}).get("allowTenants")
    if not allowed or not project.options.identity_platform:
        raise GoogleRefusal(400, "INVALID_PROJECT_ID : Multi-tenancy is not enabled for the project.")


def _paths(mask: tuple[str, ...]) -> tuple[str, ...]:
    return masks.honoured(messages(), TENANT, mask)


def _checked(tenant: JsonObject, before: JsonObject) -> JsonObject:
    name = tenant.get("displayName") or ""
    if not name:
        raise GoogleRefusal(400, "MISSING_DISPLAY_NAME : Missing tenant with valid display_name.")
    if not _DISPLAY_NAME.fullmatch(str(name)):
        words = "display_name should start with a letter and only consist of letters, digits and hyphens"
        raise GoogleRefusal(400, f"INVALID_DISPLAY_NAME : {words} with 4-20 characters.")
    refuse_bad_settings(tenant)
    config.stamp_policy(before, tenant)
    numbers = tenant.get("testPhoneNumbers")
    if isinstance(numbers, dict):
        tenant["testPhoneNumbers"] = normalised_numbers(numbers)
    return tenant


def _shown(project: Project, name: str, tenant: JsonObject) -> JsonObject:
    kept = {member: value for member, value in tenant.items() if member != "autodeleteAnonymousUsers"}
    return {"inheritance": {}, **kept, "name": f"projects/{project.number}/tenants/{name}"}


def _resource(name: str) -> str:
    return f"identitytoolkit.googleapis.com/tenants/{name}"
