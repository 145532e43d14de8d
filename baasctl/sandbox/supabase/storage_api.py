"""The Storage API of a project, as far as buckets go: `/project/{ref}/storage/v1/bucket`.

Statuses, texts and rules are those of supabase/storage (src/http/routes/bucket, src/storage/limits.ts,
src/internal/errors/codes.ts): an error answers 400 with its own status inside the body, as text. Files are not served.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from baasctl.sandbox.exchange import Answer, Json, JsonObject, Refusal, Request, json_answer
from baasctl.sandbox.supabase import api_keys, storage_config
from baasctl.sandbox.supabase.account import Account
from baasctl.sandbox.supabase.project import Project

PREFIX: Final = "/project/"
_PATH = re.compile(r"/project/(?P<ref>[^/]+)/storage/v1/bucket(?:/(?P<name>[^/]+?))?(?P<empty>/empty)?/?")
_NAME = re.compile(r"[\w!\-.*'() &$@=;:+,?]{1,100}", re.ASCII)
_TYPE = re.compile(r"[\w.+-]+/([\w.+-]+|\*)|\*/\*")
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(gb|mb|kb|b)", re.IGNORECASE)
_UNITS = {"gb": 10**9, "mb": 10**6, "kb": 1000, "b": 1}
_COLUMNS = ("public", "file_size_limit", "allowed_mime_types")
_SHOWN = (
    "select id, name, public, coalesce(owner_id, owner::text, '') as owner, file_size_limit, allowed_mime_types,"
    " type::text, to_char(created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') as created_at,"
    " to_char(updated_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') as updated_at from storage.buckets"
)


class _Refused(Exception):
    """An error of Storage: its own status goes into the body."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.body: JsonObject = {"statusCode": str(status), "error": error, "message": message}

    def answer(self) -> Answer:
        return json_answer(500 if self.body["statusCode"] == "500" else 400, self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageApi:
    """Answers requests to `https://<ref>.supabase.co/storage/v1/bucket` for the projects of one account."""

    account: Account

    def answer(self, request: Request) -> Answer:
        """The answer, whatever it is; refusals are answers too."""
        found = _PATH.fullmatch(request.path)
        operation = _OPERATIONS.get((request.method, bool(found and found["name"]), bool(found and found["empty"])))
        if found is None or operation is None:
            return json_answer(
                404, {"message": f"Route {request.method}:{request.path} not found"}, note="not simulated"
            )
        try:
            project = self.account.project(found["ref"])
            _refuse_without_key(project, request)
            with project.lock:
                return operation(project, found["name"] or "", request)
        except _Refused as refusal:
            return refusal.answer()
        except Refusal as refusal:
            return refusal.answer()


def _list(project: Project, name: str, request: Request) -> Answer:
    del name, request
    return json_answer(200, project.database.query(f"{_SHOWN} order by id"))


def _read(project: Project, name: str, request: Request) -> Answer:
    del request
    return json_answer(200, _bucket(project, name))


def _create(project: Project, name: str, request: Request) -> Answer:
    del name
    body = _checked(project, request)
    title = body.get("name")
    if not isinstance(title, str):
        raise _Refused(400, "Error", "body must have required property 'name'")
    made = body.get("id") or title
    if not (isinstance(made, str) and _NAME.fullmatch(made) and _NAME.fullmatch(title)) or title != title.strip():
        raise _Refused(400, "Invalid Input", "Bucket name invalid")
    if project.database.query("select from storage.buckets where id = $1 or name = $2", (made, title)):
        raise _Refused(409, "Duplicate", "The resource already exists")
    row = {"public": False, **body, "id": made, "name": title}
    project.database.query(
        "insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)"
        " select b.id, b.name, b.public, b.file_size_limit, b.allowed_mime_types"
        " from jsonb_populate_record(null::storage.buckets, $1::jsonb) b",
        (json.dumps(row),),
    )
    return json_answer(200, {"name": title})


def _update(project: Project, name: str, request: Request) -> Answer:
    body = _checked(project, request)
    _bucket(project, name)
    columns = [column for column in _COLUMNS if column in body]
    changes = ", ".join([*(f"{column} = b.{column}" for column in columns), "updated_at = now()"])
    project.database.query(
        f"update storage.buckets old set {changes}"  # noqa: S608  columns are the three above
        " from jsonb_populate_record(null::storage.buckets, $1::jsonb) b where old.id = $2",
        (json.dumps(body), name),
    )
    return json_answer(200, {"message": "Successfully updated"})


def _empty(project: Project, name: str, request: Request) -> Answer:
    del request
    _bucket(project, name)
    project.database.query("delete from storage.objects where bucket_id = $1", (name,))
    return json_answer(200, {"message": "Empty bucket has been queued. Completion may take up to an hour."})


def _delete(project: Project, name: str, request: Request) -> Answer:
    del request
    _bucket(project, name)
    if project.database.query("select from storage.objects where bucket_id = $1 limit 1", (name,)):
        raise _Refused(409, "InvalidRequest", "The bucket you tried to delete is not empty")
    project.database.query("delete from storage.buckets where id = $1", (name,))
    return json_answer(200, {"message": "Successfully deleted"})


_OPERATIONS: Mapping[tuple[str, bool, bool], Callable[[Project, str, Request], Answer]] = {
    ("GET", False, False): _list,
    ("POST", False, False): _create,
    ("GET", True, False): _read,
    ("PUT", True, False): _update,
    ("DELETE", True, False): _delete,
    ("POST", True, True): _empty,
}


def _bucket(project: Project, name: str) -> dict[str, object]:
    rows = project.database.query(f"{_SHOWN} where id = $1", (name,))
    if not rows:
        raise _Refused(404, "Bucket not found", "Bucket not found")
    return rows[0]


def _refuse_without_key(project: Project, request: Request) -> None:
    """A secret key or the legacy `service_role`; others may not write buckets."""
    authorization = request.headers.get("authorization", "")
    shown = request.headers.get("apikey") or authorization.removeprefix("Bearer ")
    role = api_keys.role_of(project, shown)
    if role is None:
        raise _Refused(403, "Unauthorized", "Invalid Compact JWS")
    if role != "service_role" and request.method != "GET":
        raise _Refused(403, "Unauthorized", "new row violates row-level security policy")


def _checked(project: Project, request: Request) -> JsonObject:
    """The body with sizes in bytes."""
    body = request.json_object()
    public, size, types = (body.get(column) for column in _COLUMNS)
    if "public" in body and not isinstance(public, bool):
        raise _Refused(400, "Error", "body/public must be boolean")
    if types is not None and not (isinstance(types, list) and all(isinstance(each, str) for each in types)):
        raise _Refused(400, "Error", "body/allowed_mime_types must be array")
    for each in types if isinstance(types, list) else ():
        if not _TYPE.fullmatch(str(each)):
            raise _Refused(415, "invalid_mime_type", f"mime type {each} is not supported")
    if size is not None:
        body["file_size_limit"] = _size(project, size)
    return body


def _size(project: Project, size: Json) -> int:
    if isinstance(size, str):
        told = _SIZE.fullmatch(size)
        if told is None:
            raise _Refused(400, "InvalidRequest", "Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B")
        size = int(float(told[1]) * _UNITS[told[2].lower()])
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        raise _Refused(400, "Error", "body/file_size_limit must be integer")
    limit = storage_config.effective(project)["file_size_limit"]
    if isinstance(limit, int) and size > limit:
        raise _Refused(413, "Payload too large", "The object exceeded the maximum allowed size")
    return size
