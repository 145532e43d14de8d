"""`GET /v2/projects/{ref}/config`: everything at its effective value, in one answer."""

from __future__ import annotations

from baasctl.sandbox.exchange import Answer, JsonObject, Refusal, json_answer
from baasctl.sandbox.supabase import auth_config, data_api, network, postgres_settings, realtime_config, storage_config
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.permissions import EFFECTIVE_BLOCKS
from baasctl.sandbox.supabase.project import MAJOR_VERSION, Project
from baasctl.sandbox.supabase.refusals import FORBIDDEN


def read(call: Call) -> Answer:
    """The document, or the refusal that the project's options ask for: the endpoint is alpha and may be missing."""
    project = call.project
    status = project.options.effective_config_status
    if status == 403:
        raise Refusal(403, FORBIDDEN)
    if status == 404:
        raise Refusal(404, f"Cannot GET /v2/projects/{project.ref}/config")
    attributes = {name: block for name, block in _attributes(project).items() if call.may(EFFECTIVE_BLOCKS[name])}
    return json_answer(200, {"data": {"type": "project_config", "id": project.ref, "attributes": attributes}})


def _attributes(project: Project) -> JsonObject:
    return {
        "database": {
            "major_version": MAJOR_VERSION,
            "ssl_enforced": network.ssl_enforced(project),
            "network_restrictions": network.effective(project),
            "postgres_settings": postgres_settings.effective(project),
        },
        "pooler": postgres_settings.effective_pooler(project),
        "auth": auth_config.effective(project),
        "api": data_api.effective(project),
        "realtime": realtime_config.effective(project),
        "storage": storage_config.effective(project),
    }
