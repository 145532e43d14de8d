"""Firebase Rules (firebaserules.googleapis.com, v1). Every function raises `ProviderError`.

Source: Google's discovery document firebaserules.v1; research/firebase.md §1.3 for what it does not say.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from baasctl.model.errors import NotFound
from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.strict import expect, expect_objects

HOST: Final = "firebaserules.googleapis.com"
_PAGE: Final = {"pageSize": 100}


def releases(google: GoogleApis, project: str) -> list[dict[str, object]]:
    """Every release of the project."""
    return list(google.pages(HOST, f"/v1/projects/{project}/releases", "releases", query=_PAGE))


def rulesets(google: GoogleApis, project: str) -> list[dict[str, object]]:
    """Every ruleset of the project, without its source."""
    return list(google.pages(HOST, f"/v1/projects/{project}/rulesets", "rulesets", query=_PAGE))


def ruleset(google: GoogleApis, name: str) -> dict[str, object]:
    """One ruleset, with its source."""
    return google.ask(HOST, "GET", f"/v1/{quote(name, errors='replace')}", subject="a ruleset").json_object()


def compile_source(google: GoogleApis, project: str, file: str, text: str) -> list[dict[str, object]]:
    """What the compiler says about a source; writes nothing."""
    answer = google.ask(
        HOST,
        "POST",
        f"/v1/projects/{project}:test",
        json=_source(file, text),
        subject=f"`{file}`",
        idempotent=True,
    ).json_object()
    return expect_objects(answer.get("issues", []), f"{project}:test", "/issues")


def run_cases(
    google: GoogleApis, project: str, file: str, text: str, cases: list[dict[str, object]]
) -> list[dict[str, object]]:
    """The result of each test case on a source that compiles; writes nothing."""
    answer = google.ask(
        HOST,
        "POST",
        f"/v1/projects/{project}:test",
        json={**_source(file, text), "testSuite": {"testCases": cases}},
        subject=f"`{file}`",
        idempotent=True,
    ).json_object()
    return expect_objects(answer.get("testResults"), f"{project}:test", "/testResults")


def create_ruleset(google: GoogleApis, project: str, file: str, text: str, attachment_point: str = "") -> str:
    """Upload a source; the name of the new ruleset.

    Args:
        attachment_point: The database that it is meant for, where that is not the default one.
    """
    body = _source(file, text) | ({"attachmentPoint": attachment_point} if attachment_point else {})
    path = f"/v1/projects/{project}/rulesets"
    answer = google.ask(HOST, "POST", path, json=body, subject=f"`{file}`").json_object()
    return expect(answer.get("name"), str, "rulesets", "/name")


def delete_ruleset(google: GoogleApis, name: str) -> None:
    """Refused while a release points at it."""
    google.ask(HOST, "DELETE", f"/v1/{quote(name, errors='replace')}", subject="a ruleset")


def released_ruleset(google: GoogleApis, project: str, release: str) -> str:
    """The name of the ruleset that a release points at."""
    found = google.ask(HOST, "GET", _path(project, release), subject=_subject(release)).json_object()
    return expect(found.get("rulesetName"), str, release, "/rulesetName")


def release_ruleset(google: GoogleApis, project: str, release: str, name: str) -> None:
    """Point a release at a ruleset; it is made where there is none, and never deleted in between."""
    body = {"name": f"projects/{project}/releases/{release}", "rulesetName": name}
    try:
        google.ask(
            HOST,
            "PATCH",
            _path(project, release),
            json={"release": body, "updateMask": "rulesetName"},
            subject=_subject(release),
            idempotent=True,
        )
    except NotFound:
        google.ask(HOST, "POST", f"/v1/projects/{project}/releases", json=body, subject=_subject(release))


def delete_release(google: GoogleApis, project: str, release: str) -> None:
    """Without a release everything is denied. One that is gone already is no failure."""
    try:
        google.ask(HOST, "DELETE", _path(project, release), subject=_subject(release))
    except NotFound:
        return


def _path(project: str, release: str) -> str:
    return f"/v1/projects/{project}/releases/{quote(release, safe='/()')}"


def _source(file: str, text: str) -> dict[str, object]:
    return {"source": {"files": [{"name": file, "content": text}]}}


def _subject(release: str) -> str:
    return f"release `{release}`"
