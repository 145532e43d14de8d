"""pubsub.googleapis.com: topics, which functions are triggered by; nothing is published."""

from __future__ import annotations

import re
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, JsonObject
from baasctl.sandbox.firebase import masks
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.iam_policies import forget_policy, policy_of, replace_policy
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.routing import Route

DOCUMENT: Final = "pubsub_topics"
_ID: Final = re.compile(r"(?!goog)[A-Za-z][A-Za-z0-9_.~+%-]{2,254}")


def exists(project: Project, topic: str) -> bool:
    """Whether the project has a topic of that id."""
    return topic in _stored(project)


def create(call: Call) -> Answer:
    """`PUT …/topics/{topic}`."""
    project, topic = call.project, call.parameter("topic")
    if not _ID.fullmatch(topic):
        raise GoogleRefusal(400, f"Invalid resource name given (name=projects/{project.id}/topics/{topic}).")
    with project.lock:
        if exists(project, topic):
            raise GoogleRefusal(409, f"Resource already exists in the project (resource={topic}).")
        made: JsonObject = {**call.body, "name": f"projects/{project.id}/topics/{topic}"}
        project.store(DOCUMENT, {**_stored(project), topic: made})
    return call.answer(made)


def read(call: Call) -> Answer:
    """`GET …/topics/{topic}`."""
    return call.answer(_find(call))


def list_all(call: Call) -> Answer:
    """`GET …/topics`."""
    return page(call, "topics", [each for _, each in sorted(_stored(call.project).items())])


def update(call: Call) -> Answer:
    """`PATCH …/topics/{topic}`; the body is `{topic, updateMask}`."""
    project = call.project
    sent = cast("JsonObject", call.body.get("topic") or {})
    with project.lock:
        changed = masks.masked(_find(call), sent, masks.paths(str(call.body.get("updateMask", ""))))
        project.store(DOCUMENT, {**_stored(project), call.parameter("topic"): changed})
    return call.answer(changed)


def delete(call: Call) -> Answer:
    """`DELETE …/topics/{topic}`."""
    project, topic = call.project, call.parameter("topic")
    with project.lock:
        _find(call)
        project.store(DOCUMENT, {each: value for each, value in _stored(project).items() if each != topic})
        forget_policy(project, _policy(call))
    return call.answer({})


def read_policy(call: Call) -> Answer:
    """`GET …:getIamPolicy`."""
    _find(call)
    return call.answer(policy_of(call.project, _policy(call)))


def write_policy(call: Call) -> Answer:
    """`POST …:setIamPolicy`."""
    _find(call)
    return call.answer(replace_policy(call, _policy(call)))


_TOPICS: Final = "/pubsub.googleapis.com/v1/projects/{project}/topics"
ROUTES: tuple[Route[Operation], ...] = (
    Route("GET", _TOPICS, list_all),
    Route("PUT", _TOPICS + "/{topic}", create),
    Route("GET", _TOPICS + "/{topic}", read),
    Route("PATCH", _TOPICS + "/{topic}", update),
    Route("DELETE", _TOPICS + "/{topic}", delete),
    Route("GET", _TOPICS + "/{topic}:getIamPolicy", read_policy),
    Route("POST", _TOPICS + "/{topic}:setIamPolicy", write_policy),
)


def _find(call: Call) -> JsonObject:
    found = _stored(call.project).get(call.parameter("topic"))
    if found is None:
        raise GoogleRefusal(404, f"Resource not found (resource={call.parameter('topic')}).")
    return found


def _stored(project: Project) -> dict[str, JsonObject]:
    return cast("dict[str, JsonObject]", project.settings(DOCUMENT))


def _policy(call: Call) -> str:
    return f"pubsub.googleapis.com/{call.parameter('topic')}"
