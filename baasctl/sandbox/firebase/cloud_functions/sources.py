"""Sources of functions: signed addresses to upload to and to download from, and what a build needs to find.

The addresses are on the sandbox's own port and carry their permission themselves, as Google's signed ones do:
no credential is sent along.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import re
import secrets
import time
import uuid
import zipfile
from typing import Final, cast
from urllib.parse import urlencode

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.cloud_functions.places import refuse_unknown_location
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal

DOCUMENT: Final = "function_sources"
_HOST: Final = "storage.googleapis.com"
_BUCKET: Final = re.compile(r"gcf-v2-(?:uploads|sources)-(\d+)[.-].+")
_LARGEST_BYTES: Final = 104_857_600
_VALID_S: Final = 30 * 60
_SIGNER: Final = "sandbox@gcf-admin-robot.iam.gserviceaccount.com"


def generate_upload_url(call: Call) -> Answer:
    """`POST …/functions:generateUploadUrl`, version 2: the address, and how a function refers to what is put there."""
    location = call.parameter("location")
    refuse_unknown_location(location)
    url, bucket, name = new_upload(call, location)
    return call.answer({"uploadUrl": url, "storageSource": {"bucket": bucket, "object": name}})


def new_upload(call: Call, location: str) -> tuple[str, str, str]:
    """A signed address to upload to; its bucket, and its object."""
    bucket = f"gcf-v2-uploads-{call.project.number}.{location}.cloudfunctions.appspot.com"
    name = f"{uuid.uuid4()}.zip"
    return signed_url(call, "PUT", f"{bucket}/{name}"), bucket, name


def upload(call: Call) -> Answer:
    """`PUT` to a signed address: keep the archive; its generation is told in a header, as Cloud Storage does."""
    project = _of_bucket(call)
    path = f"{call.parameter('bucket')}/{call.parameter('object')}"
    _authorize(call, project, "PUT", path)
    content = call.request.body
    if call.request.headers.get("content-type") != "application/zip":
        raise GoogleRefusal(403, "SignatureDoesNotMatch: the content type is part of what was signed.")
    if len(content) > _LARGEST_BYTES:
        raise GoogleRefusal(400, f"EntityTooLarge: your proposed upload is larger than {_LARGEST_BYTES} bytes.")
    generation = remember(project, path, content)
    return Answer(status=200, headers={"x-goog-generation": generation})


def download(call: Call) -> Answer:
    """`GET` of a signed address: the archive, byte for byte."""
    project = _of_bucket(call)
    path = f"{call.parameter('bucket')}/{call.parameter('object')}"
    _authorize(call, project, "GET", path)
    content = content_of(project, path)
    if content is None:
        raise GoogleRefusal(404, "No such object: " + path)
    return Answer(status=200, body=content, headers={"content-type": "application/zip"})


def remember(project: Project, path: str, content: bytes) -> str:
    """Keep an archive as the newest generation of an object; the generation is returned."""
    blob = hashlib.sha256(content).hexdigest()
    with project.lock:
        project.documents.write_blob(blob, content)
        generation = str(time.time_ns() // 1000)
        stored: Json = {"blob": blob, "generation": generation}
        project.store(DOCUMENT, {**project.settings(DOCUMENT), path: stored})
    return generation


def content_of(project: Project, path: str) -> bytes | None:
    """The archive `bucket/object`; `None`: there is none."""
    stored = cast("JsonObject | None", project.settings(DOCUMENT).get(path))
    return project.documents.read_blob(str(stored["blob"])) if stored else None


def forget(project: Project, path: str) -> None:
    """The object is deleted."""
    with project.lock:
        project.store(DOCUMENT, {each: kept for each, kept in project.settings(DOCUMENT).items() if each != path})


def signed_url(call: Call, method: str, path: str) -> str:
    """An address that opens one object for one method, for half an hour."""
    expires = str(int(time.time()) + _VALID_S)
    signature = _signature(call.project, method, path, expires)
    query = urlencode({"GoogleAccessId": _SIGNER, "Expires": expires, "Signature": signature})
    return f"{call.base_url}/{_HOST}/{path}?{query}"


def build_failure(content: bytes, runtime: str) -> str:
    """Why an archive cannot be built; empty: it can, as far as its files tell."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except zipfile.BadZipFile:
        return "could not extract the source archive: zip: not a valid zip file"
    if runtime.startswith("nodejs") and not names & {"package.json", "index.js", "function.js"}:
        return "function.js does not exist; package.json was not found at the root of the archive"
    if runtime.startswith("python") and "main.py" not in names:
        return (
            "missing main.py and GOOGLE_FUNCTION_SOURCE not specified. Either create the function in main.py or specify"
            " GOOGLE_FUNCTION_SOURCE to point to the file that contains the function"
        )
    return ""


def _of_bucket(call: Call) -> Project:
    """The project whose number is in the bucket's name.

    Raises:
        GoogleRefusal: 403, nobody signed for such a bucket.
    """
    found = _BUCKET.fullmatch(call.parameter("bucket"))
    if found is None:
        raise _not_signed()
    return call.account.project(found[1])


def _authorize(call: Call, project: Project, method: str, path: str) -> None:
    expires = call.query("Expires")
    expected = _signature(project, method, path, expires)
    if not hmac.compare_digest(call.query("Signature").encode(), expected.encode()):
        raise _not_signed()
    if int(expires) < time.time():
        raise GoogleRefusal(400, "ExpiredToken: the provided token has expired.")


def _signature(project: Project, method: str, path: str, expires: str) -> str:
    with project.lock:
        stored = project.settings("signing")
        if "key" not in stored:
            stored = {"key": secrets.token_hex(32)}
            project.store("signing", stored)
    return hmac.new(str(stored["key"]).encode(), f"{method} {path} {expires}".encode(), hashlib.sha256).hexdigest()


def _not_signed() -> GoogleRefusal:
    return GoogleRefusal(403, "SignatureDoesNotMatch: the request signature we calculated does not match.")
