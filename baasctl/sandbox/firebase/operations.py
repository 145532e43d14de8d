"""What Google finishes later (`google.longrunning`), for all APIs.

    deployed = operations.begun(call, f"projects/{call.project.id}/locations/{region}", response=function)
    return json_answer(200, deployed)

With `pending_reads` of the project's options at 0 the first answer is done; else that many reads are not.
Answer: `{name, metadata, done, response | error}` (research/firebase.md §2.4).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, JsonObject, json_answer
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import CODE, GoogleRefusal
from baasctl.sandbox.routing import Route

DOCUMENT: Final = "operations"
_KEPT: Final = 1000
"""Operations that a project remembers; older ones are forgotten, as Google does after some time."""


def begun(
    call: Call,
    parent: str,
    *,
    response: JsonObject | None = None,
    error: GoogleRefusal | None = None,
    metadata: JsonObject | None = None,
    at_once: bool = False,
    project: Project | None = None,
) -> JsonObject:
    """A new operation as the request that began it answers it; on disk before this returns.

    Args:
        call: The request that begins it.
        parent: `projects/acme/locations/europe-west1`; empty for APIs whose operations have no parent.
        response: What it comes to, with `@type` where the API has that.
        error: What it fails with instead.
        metadata: Said from the beginning on.
        at_once: Done in the first answer, whatever `pending_reads` says.
        project: Remembers it; `None`: that of the path.
    """
    project = project or call.project
    name = f"{parent}/operations/{secrets.token_hex(12)}".removeprefix("/")
    stored: JsonObject = {
        "host": call.host,
        "begun_ns": time.time_ns(),
        "reads_left": 0 if at_once else project.options.pending_reads,
    }
    if metadata is not None:
        stored["metadata"] = metadata
    if error is None:
        stored["response"] = response or {}
    else:
        stored["error"] = {"code": CODE.get(error.code, 2), "message": error.message, "details": list(error.details)}
    with project.lock:
        _store(project, name, stored)
    return _shown(name, stored)


def is_done(project: Project, name: str) -> bool:
    """Whether nothing waits for an operation any more; true too for one that was forgotten.

    For objects that show a state such as `DEPLOYING`; this does not count as a read.
    """
    return not _of(project, name).get("reads_left")


def read(call: Call) -> Answer:
    """`GET …/operations/{operation}`, one read nearer to its end."""
    name = call.request.path.split("/", 3)[3]
    for project in _projects(call):
        with project.lock:
            stored = _of(project, name)
            if stored.get("host") != call.host:
                continue
            shown = _shown(name, stored)
            left = cast("int", stored["reads_left"])
            if left:
                _store(project, name, {**stored, "reads_left": left - 1})
            return json_answer(200, shown)
    raise GoogleRefusal(404, "Operation not found.")


ROUTES: tuple[Route[Operation], ...] = (
    Route("GET", "/{host}/{version}/operations/{operation=**}", read),
    Route("GET", "/{host}/{version}/projects/{project}/{parent=**}/operations/{operation}", read),
)


def _projects(call: Call) -> Iterator[Project]:
    """The project of the path, or every one where the path names none."""
    yield from (call.project,) if "project" in call.parameters else call.account.projects()


def _of(project: Project, name: str) -> JsonObject:
    """The stored operation; its parent may name the project by id or by number."""
    known = project.settings(DOCUMENT)
    return cast("JsonObject", known.get(_numbered(project, name), {}))


def _store(project: Project, name: str, stored: JsonObject) -> None:
    known = project.settings(DOCUMENT)
    known[_numbered(project, name)] = stored
    newest = sorted(known, key=lambda each: str(cast("JsonObject", known[each])["begun_ns"]))[-_KEPT:]
    project.store(DOCUMENT, {each: known[each] for each in newest})


def _numbered(project: Project, name: str) -> str:
    return name.replace(f"projects/{project.id}/", f"projects/{project.number}/", 1)


def _shown(name: str, stored: JsonObject) -> JsonObject:
    outcome = ("metadata",) if stored["reads_left"] else ("metadata", "response", "error")
    shown: JsonObject = {"name": name, **{member: stored[member] for member in outcome if member in stored}}
    return shown if stored["reads_left"] else {**shown, "done": True}
