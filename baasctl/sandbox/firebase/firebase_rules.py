"""Firebase Rules v1: rulesets, which never change, and the releases that point at them.

Source: the discovery document firebaserules.v1 and research/firebase.md §1.3; what no document says is told by the
rows `rules-…` of `fidelity.py`.
"""

from __future__ import annotations

import uuid
from base64 import b64encode
from datetime import UTC, datetime
from typing import Final, cast

from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.firebase.rules_cases import results_of
from baasctl.sandbox.firebase.rules_compiler import is_refused, issues_of
from baasctl.sandbox.routing import Route

LARGEST_SOURCE: Final = 256 * 1024
"""Bytes of all files of a ruleset."""
_DOCUMENT: Final = "firebase_rules"
_HOST: Final = "/firebaserules.googleapis.com/v1/projects/{project}"


def create_ruleset(call: Call) -> Answer:
    """Keep a ruleset that compiles."""
    project = call.project
    files = _files(call.body)
    size = sum(len(str(file.get("content", "")).encode()) for file in files)
    if size > LARGEST_SOURCE:
        raise GoogleRefusal(400, f"Source is too large: {size} bytes; the limit is {LARGEST_SOURCE} bytes.")
    if is_refused(issues := issues_of(files)):
        raise GoogleRefusal(400, f"Ruleset has errors: {issues[0]['description']}")
    with project.lock:
        state = _state(project)
        if len(state["rulesets"]) >= project.options.most_rulesets:
            message = f"Quota exceeded: the project has {project.options.most_rulesets} rulesets."
            raise GoogleRefusal(429, message)
        name = f"projects/{project.id}/rulesets/{uuid.uuid4()}"
        ruleset: JsonObject = {
            "name": name,
            "source": {"files": list[Json](files)},
            "createTime": _now(),
            "metadata": {"services": list[Json](_services(files))},
        }
        if call.body.get("attachmentPoint"):
            ruleset["attachmentPoint"] = call.body["attachmentPoint"]
        state["rulesets"][name] = ruleset
        _store(project, state)
    return call.answer(ruleset)


def list_rulesets(call: Call) -> Answer:
    """Newest first, without their sources."""
    rulesets = _state(call.project)["rulesets"].values()
    shown = [{key: value for key, value in each.items() if key != "source"} for each in rulesets]
    newest_first = sorted(shown, key=lambda each: str(each["createTime"]), reverse=True)
    return page(call, "rulesets", newest_first, usual=10, most=100)


def read_ruleset(call: Call) -> Answer:
    """One, with its source."""
    return call.answer(_ruleset(call.project, f"projects/{call.project.id}/rulesets/{call.parameter('ruleset')}"))


def delete_ruleset(call: Call) -> Answer:
    """Refused while a release points at it."""
    project = call.project
    name = f"projects/{project.id}/rulesets/{call.parameter('ruleset')}"
    with project.lock:
        state = _state(project)
        _ruleset(project, name)
        if any(release["rulesetName"] == name for release in state["releases"].values()):
            message = f"Cannot delete ruleset {name}: it is referenced by a release."
            raise GoogleRefusal(400, message, code="FAILED_PRECONDITION")
        del state["rulesets"][name]
        _store(project, state)
    return call.answer({})


def create_release(call: Call) -> Answer:
    """A release that is there already is in the way."""
    project = call.project
    name = _release_name(project, str(call.body.get("name", "")))
    with project.lock:
        state = _state(project)
        if name in state["releases"]:
            raise GoogleRefusal(409, f"Requested entity already exists: {name}")
        ruleset = _ruleset(project, _own_name(project, str(call.body.get("rulesetName", ""))))
        moment = _now()
        release: JsonObject = {
            "name": name,
            "rulesetName": ruleset["name"],
            "createTime": moment,
            "updateTime": moment,
        }
        state["releases"][name] = release
        _store(project, state)
    return call.answer(release)


def list_releases(call: Call) -> Answer:
    """All, in the order of their names."""
    releases = _state(call.project)["releases"]
    return page(call, "releases", [releases[name] for name in sorted(releases)], usual=10, most=100)


def read_release(call: Call) -> Answer:
    """One by its id, which may hold slashes."""
    return call.answer(_release(call))


def update_release(call: Call) -> Answer:
    """Point it at another ruleset; whatever the mask says, nothing else of a release can change."""
    project = call.project
    given = call.body.get("release")
    wanted = given.get("rulesetName", "") if isinstance(given, dict) else ""
    with project.lock:
        state = _state(project)
        release = _release(call)
        ruleset = _ruleset(project, _own_name(project, str(wanted)))
        release = {**release, "rulesetName": ruleset["name"], "updateTime": _now()}
        state["releases"][str(release["name"])] = release
        _store(project, state)
    return call.answer(release)


def delete_release(call: Call) -> Answer:
    """The ruleset stays."""
    project = call.project
    with project.lock:
        state = _state(project)
        del state["releases"][str(_release(call)["name"])]
        _store(project, state)
    return call.answer({})


def executable(call: Call) -> Answer:
    """Whatever a compiled ruleset may be: here its source."""
    release = _release(call)
    ruleset = _ruleset(call.project, str(release["rulesetName"]))
    compiled = "\n".join(str(file["content"]) for file in _files(ruleset))
    return call.answer(
        {
            "executable": b64encode(compiled.encode()).decode(),
            "rulesetName": ruleset["name"],
            "updateTime": release["updateTime"],
            "language": "FIREBASE_RULES",
            "executableVersion": "FIREBASE_RULES_EXECUTABLE_V2",
        }
    )


def test_source(call: Call) -> Answer:
    """Compile a source and carry out its test cases."""
    return _tested(call, _files(call.body))


def test_ruleset(call: Call) -> Answer:
    """Compile what is kept."""
    name = f"projects/{call.project.id}/rulesets/{call.parameter('ruleset')}"
    return _tested(call, _files(_ruleset(call.project, name)))


ROUTES: Final[tuple[Route[Operation], ...]] = (
    Route("POST", f"{_HOST}:test", test_source),
    Route("POST", f"{_HOST}/rulesets/{{ruleset}}:test", test_ruleset),
    Route("POST", f"{_HOST}/rulesets", create_ruleset),
    Route("GET", f"{_HOST}/rulesets", list_rulesets),
    Route("GET", f"{_HOST}/rulesets/{{ruleset}}", read_ruleset),
    Route("DELETE", f"{_HOST}/rulesets/{{ruleset}}", delete_ruleset),
    Route("POST", f"{_HOST}/releases", create_release),
    Route("GET", f"{_HOST}/releases", list_releases),
    Route("GET", f"{_HOST}/releases/{{release=**}}:getExecutable", executable),
    Route("GET", f"{_HOST}/releases/{{release=**}}", read_release),
    Route("PATCH", f"{_HOST}/releases/{{release=**}}", update_release),
    Route("DELETE", f"{_HOST}/releases/{{release=**}}", delete_release),
)


def _tested(call: Call, files: list[JsonObject]) -> Answer:
    call.project  # noqa: B018  refuses a project that is not there
    issues = issues_of(files)
    answer: JsonObject = {"issues": list[Json](issues)} if issues else {}
    suite = call.body.get("testSuite")
    cases = suite.get("testCases") if isinstance(suite, dict) else None
    if isinstance(cases, list) and cases and not is_refused(issues):
        found = [case for case in cases if isinstance(case, dict)]
        source = "\n".join(str(file.get("content", "")) for file in files)
        answer["testResults"] = list[Json](results_of(source, found))
    return call.answer(answer)


def _files(message: JsonObject) -> list[JsonObject]:
    source = message.get("source")
    files = source.get("files") if isinstance(source, dict) else None
    found = [file for file in files if isinstance(file, dict)] if isinstance(files, list) else []
    if not found:
        raise GoogleRefusal(400, "Source must have at least one file.")
    return found


def _services(files: list[JsonObject]) -> list[str]:
    found: list[str] = []
    for file in files:
        try:
            found += [service.name for service in parse_ruleset(str(file.get("content", ""))).services]
        except RulesProblem:
            continue
    return list(dict.fromkeys(found))


def _state(project: Project) -> dict[str, dict[str, JsonObject]]:
    stored = cast("dict[str, dict[str, JsonObject]]", project.settings(_DOCUMENT))
    return {"rulesets": dict(stored.get("rulesets", {})), "releases": dict(stored.get("releases", {}))}


def _store(project: Project, state: dict[str, dict[str, JsonObject]]) -> None:
    project.store(_DOCUMENT, cast("JsonObject", state))


def _own_name(project: Project, name: str) -> str:
    """The name with the id in place of the number."""
    return name.replace(f"projects/{project.number}/", f"projects/{project.id}/", 1)


def _release_name(project: Project, name: str) -> str:
    found = _own_name(project, name)
    begins = f"projects/{project.id}/releases/"
    if not found.startswith(begins) or found == begins:
        raise GoogleRefusal(400, f"Invalid release name: {name}")
    return found


def _release(call: Call) -> JsonObject:
    name = f"projects/{call.project.id}/releases/{call.parameter('release')}"
    found = _state(call.project)["releases"].get(name)
    if found is None:
        raise GoogleRefusal(404, "Requested entity was not found.")
    return found


def _ruleset(project: Project, name: str) -> JsonObject:
    found = _state(project)["rulesets"].get(name)
    if found is None:
        raise GoogleRefusal(404, "Requested entity was not found.")
    return found


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
