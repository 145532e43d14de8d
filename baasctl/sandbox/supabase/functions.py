"""`/v1/projects/{ref}/functions`: edge functions as deployed by `supabase functions deploy --use-api`.

Functions are stored, listed and given back; the sandbox does not run them.
"""

from __future__ import annotations

import posixpath
import re
import time
import uuid
from typing import cast

from baasctl.sandbox.exchange import Answer, JsonObject, Refusal, json_answer
from baasctl.sandbox.supabase import function_sources
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.project import Project
from baasctl.sandbox.supabase.validation import Field, checked, checked_list

DOCUMENT = "functions"
BUNDLES_DOCUMENT = "function_bundles"

_SLUG = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_LIMITS = {"free": 100, "pro": 500, "team": 1000}
_INTERNAL = ("sources", "uploaded_entrypoint")
_ACTIVATION = Field(
    kind="object",
    members={
        "id": Field(kind="string", required=True),
        "slug": Field(kind="string", required=True, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$"),
        "name": Field(kind="string", required=True),
        "status": Field(kind="string", required=True, enum=("ACTIVE", "REMOVED", "THROTTLED")),
        "version": Field(kind="integer", required=True),
        "created_at": Field(kind="integer"),
        "verify_jwt": Field(kind="boolean"),
        "import_map": Field(kind="boolean"),
        "entrypoint_path": Field(kind="string"),
        "import_map_path": Field(kind="string"),
        "ezbr_sha256": Field(kind="string"),
    },
)
_UPDATE = {"name": Field(kind="string"), "verify_jwt": Field(kind="boolean")}
_ESZIP = (
    "The sandbox keeps sources, not eszip bundles: deploy with POST /functions/deploy and read with "
    "`Accept: multipart/form-data`"
)


def list_all(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/functions`."""
    return json_answer(200, [_shown(entry) for entry in _functions(call.project).values()])


def read(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/functions/{function_slug}`."""
    return json_answer(200, _shown(_find(call)))


def body(call: Call) -> Answer:
    """The sources; whoever does not ask for a form would get an eszip, which the sandbox cannot build."""
    entry = _find(call)
    if "multipart/form-data" not in call.request.headers.get("accept", ""):
        raise Refusal(406, _ESZIP, note="not simulated: eszip")
    return function_sources.download(call.project.documents, entry)


def deploy(call: Call) -> Answer:
    """Store a bundle and activate it, or with `bundleOnly` only describe it for a later `PUT /functions`."""
    project = call.project
    slug = _slug(call.request.query.get("slug", ""))
    upload = function_sources.read_upload(call.request)
    sources = function_sources.store(project.documents, upload)
    with project.lock:
        functions = _functions(project)
        entry = _deployed(project, slug, functions.get(slug), upload)
        entry |= {"sources": sources}
        if call.asks_for("bundleOnly"):
            project.store(BUNDLES_DOCUMENT, {**project.settings(BUNDLES_DOCUMENT), _bundle_key(entry): entry})
            shown = _shown(entry)
            del shown["updated_at"]
            return json_answer(201, shown)
        _refuse_too_many(project, {*functions, slug})
        _save(project, {**functions, slug: entry})
    return json_answer(201, _shown(entry))


def activate(call: Call) -> Answer:
    """`PUT /functions`: activate bundles together; functions that are not named stay as they are."""
    project = call.project
    wanted = cast("list[JsonObject]", checked_list(_ACTIVATION, call.request.json()))
    with project.lock:
        functions = _functions(project)
        bundles = project.settings(BUNDLES_DOCUMENT)
        for item in wanted:
            functions[str(item["slug"])] = _activated(functions.get(str(item["slug"])), bundles, item)
        _refuse_too_many(project, set(functions))
        _save(project, functions)
        rest = set(bundles) - {_bundle_key(item) for item in wanted}
        project.store(BUNDLES_DOCUMENT, {key: bundles[key] for key in rest})
    shown = [_shown(functions[str(item["slug"])]) for item in wanted]
    return json_answer(200, {"functions": shown})


def update(call: Call) -> Answer:
    """`PATCH`: settings only, from the query as the CLI sends them or from a JSON body."""
    project = call.project
    if "eszip" in call.request.headers.get("content-type", ""):
        raise Refusal(415, _ESZIP, note="not simulated: eszip")
    changes = checked(_UPDATE, call.request.json_object())
    query = call.request.query
    if "name" in query:
        changes["name"] = query["name"]
    if "verify_jwt" in query:
        changes["verify_jwt"] = call.asks_for("verify_jwt")
    with project.lock:
        entry = _find(call)
        entry |= {**changes, "updated_at": _now(), "version": cast("int", entry["version"]) + 1}
        _save(project, {**_functions(project), call.parameter("function_slug"): entry})
    return json_answer(200, _shown(entry))


def create_from_eszip(_call: Call) -> Answer:
    """`POST /v1/projects/{ref}/functions`."""
    raise Refusal(415, _ESZIP, note="not simulated: eszip")


def delete(call: Call) -> Answer:
    """`DELETE /v1/projects/{ref}/functions/{function_slug}`."""
    project = call.project
    with project.lock:
        _find(call)
        functions = _functions(project)
        del functions[call.parameter("function_slug")]
        _save(project, functions)
    return json_answer(200, {"message": "ok"})


def _functions(project: Project) -> dict[str, JsonObject]:
    return cast("dict[str, JsonObject]", project.settings(DOCUMENT))


def _save(project: Project, functions: dict[str, JsonObject]) -> None:
    project.store(DOCUMENT, cast("JsonObject", functions))


def _find(call: Call) -> JsonObject:
    try:
        return _functions(call.project)[call.parameter("function_slug")]
    except KeyError:
        raise Refusal(404, "Function not found") from None


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise Refusal(400, "slug: Invalid")
    return text


def _deployed(project: Project, slug: str, before: JsonObject | None, upload: function_sources.Upload) -> JsonObject:
    """The entry after a deployment; `verify_jwt` and the name stay when the upload leaves them out."""
    metadata = upload.metadata
    function_id = str(before["id"]) if before else str(uuid.uuid4())
    version = cast("int", before["version"]) + 1 if before else 1
    root = f"file:///tmp/user_fn_{project.ref}_{function_id}_{version}/source"
    entrypoint = posixpath.normpath(str(metadata["entrypoint_path"]))
    entry: JsonObject = {
        "id": function_id,
        "slug": slug,
        "name": metadata.get("name") or (before["name"] if before else slug),
        "status": "ACTIVE",
        "version": version,
        "created_at": before["created_at"] if before else _now(),
        "updated_at": _now(),
        "verify_jwt": metadata.get("verify_jwt", before["verify_jwt"] if before else True),
        "import_map": bool(metadata.get("import_map_path")),
        "entrypoint_path": f"{root}/{entrypoint}",
        "ezbr_sha256": upload.digest,
        "uploaded_entrypoint": entrypoint,
    }
    if metadata.get("import_map_path"):
        entry["import_map_path"] = f"{root}/{posixpath.normpath(str(metadata['import_map_path']))}"
    return entry


def _activated(before: JsonObject | None, bundles: JsonObject, item: JsonObject) -> JsonObject:
    base = cast("JsonObject | None", bundles.get(_bundle_key(item))) or before
    if base is None:
        raise Refusal(400, f"Function `{item['slug']}` has no bundle to activate")
    settings: JsonObject = {name: item[name] for name in ("name", "status", "verify_jwt") if name in item}
    return {**base, **settings, "updated_at": _now()}


def _bundle_key(item: JsonObject) -> str:
    return f"{item['slug']} {item.get('ezbr_sha256')}"


def _shown(entry: JsonObject) -> JsonObject:
    return {name: value for name, value in entry.items() if name not in _INTERNAL}


def _refuse_too_many(project: Project, slugs: set[str]) -> None:
    limit = _LIMITS[project.options.plan]
    if len(slugs) > limit:
        raise Refusal(402, f"Maximum number of functions reached: the {project.options.plan} plan includes {limit}")


def _now() -> int:
    return int(time.time() * 1000)
