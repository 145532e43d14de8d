"""What is made of the answers of Google's APIs, whatever they hold."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from baasctl.model.errors import Forbidden, UnexpectedAnswer
from baasctl.providers.firebase.clients import firebase_rules
from baasctl.providers.firebase.clients.cloud_functions import CloudFunctions
from baasctl.providers.firebase.clients.cloud_run import CloudRun
from baasctl.providers.firebase.clients.credentials import Bearer
from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.firebase.errors import asked_wait_s, error_of
from baasctl.transport import Response

LOGIN_ALONE = (
    "Your application is authenticating by using local Application Default Credentials."
    " The identitytoolkit.googleapis.com API requires a quota project, which is not set by default."
)


def refused(message: str) -> Response:
    """A 403 whose ErrorInfo says that an API is off."""
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", "metadata": {}}
    failure = {"code": 403, "message": message, "status": "PERMISSION_DENIED", "details": [info]}
    return Response(request="GET /", status=403, headers={}, body=json.dumps({"error": failure}).encode())


class Pages(GoogleApis):
    """A server whose lists have these tokens, one after the other."""

    def __init__(self, tokens: Iterator[str]) -> None:
        super().__init__(pytest.fail, Bearer(load=pytest.fail), "p")
        self.tokens = tokens

    def ask(self, host: str, method: str, path: str, **_: object) -> Response:
        body = json.dumps({"functions": [{}], "nextPageToken": next(self.tokens, "")}).encode()
        return Response(request=f"{method} {path}", status=200, headers={}, body=body)


def test_a_list_that_turns_in_circles_is_no_list() -> None:
    """Neither is it asked for for ever, nor is its beginning taken for the whole."""
    with pytest.raises(UnexpectedAnswer, match="does not end after 3 pages"):
        list(Pages(iter("abababab")).pages("host", "/path", "functions"))
    with pytest.raises(UnexpectedAnswer, match="does not end"):
        CloudFunctions(Pages(iter("aaaa")), "acme").functions()

    assert len(list(Pages(iter("ab")).pages("host", "/path", "functions"))) == 3


def test_a_login_without_a_quota_project_is_told_apart_from_an_api_that_is_off() -> None:
    """Google gives both the same reason; switching the API on in gcloud's own project is nobody's business."""
    said = error_of(refused(LOGIN_ALONE), "GET x", "project `acme`", writes=False)
    assert isinstance(said, Forbidden)
    assert said.diagnostics[0].code == "READ206"
    assert "GOOGLE_CLOUD_QUOTA_PROJECT" in said.diagnostics[0].hint

    off = error_of(refused("Cloud Functions API has not been used"), "GET x", "project `acme`", writes=False)
    assert off.diagnostics[0].code == "READ218"


def test_half_a_character_in_a_name_leads_nowhere() -> None:
    """A path is bytes; Google then knows no such object."""
    asked: list[str] = []

    class Asked(Pages):
        def ask(self, host: str, method: str, path: str, **_: object) -> Response:
            asked.append(path)
            return Response(request=f"{method} {path}", status=200, headers={}, body=b"{}")

    CloudRun(Asked(iter(()))).policy("projects/p/services/\ud800")
    CloudFunctions(Asked(iter(())), "p").function("\ud800", "a")
    firebase_rules.ruleset(Asked(iter(())), "projects/p/rulesets/\ud800")
    assert [path.count("%3F") for path in asked] == [1, 1, 1]


@pytest.mark.parametrize(
    ("details", "seconds"),
    [
        ([{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.5s"}], 34.5),
        ([{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED"}], 20.0),
        ([{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "RESOURCES_EXHAUSTED"}], None),
        ([{"retryDelay": "9" * 500 + "s"}, 7], None),
        ("none", None),
    ],
)
def test_a_quota_by_the_minute_is_waited_for(details: object, seconds: float | None) -> None:
    """Not one of how many objects there may be, which no waiting changes."""
    failure = {"code": 429, "message": "Quota exceeded", "status": "RESOURCE_EXHAUSTED", "details": details}
    answer = Response(request="POST /", status=429, headers={}, body=json.dumps({"error": failure}).encode())
    assert asked_wait_s(answer) == seconds
