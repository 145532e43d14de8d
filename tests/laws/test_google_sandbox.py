"""Laws of the simulated Google APIs for requests that are drawn from the discovery documents."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baasctl.sandbox.exchange import Request
from baasctl.sandbox.firebase import api_tables
from baasctl.sandbox.firebase.api import ROUTES
from baasctl.sandbox.firebase.api_tables import Method
from baasctl.sandbox.server import SandboxServer
from tests.laws.test_google_messages import message

PROJECT = "demo-drawn-requests"
NAMES = ("one", "other-one", "oidc.one", "saml.one", "google.com", "firestore.googleapis.com", "-")
FIXED = {"project": PROJECT, "version": "v1", "config": "recaptchaV3Config", "location": "europe-west1"}


@pytest.fixture(scope="module")
def server(shared_sandbox: SandboxServer) -> SandboxServer:
    """A sandbox with a project that all drawn requests go to, so that they meet what earlier ones left."""
    shared_sandbox.add_firebase_project(PROJECT)
    return shared_sandbox


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """A request to any operation, with a body that its document allows."""
    route = draw(st.sampled_from(ROUTES))
    names = st.sampled_from(NAMES)
    path = re.sub(r"\{(\w+)(=\*\*)?\}", lambda found: FIXED.get(found[1]) or draw(names), route.pattern)
    host, _, rest = path.removeprefix("/").partition("/")
    method = api_tables.method(route.method, host, f"/{rest}")
    body = draw(message(method.api, method.request)) if method and method.request else None
    return Request(
        method=route.method,
        path=path,
        query={name: draw(each) for name, each in query(method).items()} if method else {},
        headers={"authorization": "Bearer owner"},
        body=b"" if body is None else json.dumps(body).encode(),
    )


def query(method: Method) -> dict[str, st.SearchStrategy[str]]:
    """Masks and ids of new objects."""
    members = sorted(method.messages.get(method.request, {"*": None}))
    masks = st.lists(st.sampled_from(members), max_size=3).map(",".join)
    found = {name: masks for name, wanted in method.query.items() if wanted.type == "mask"}
    return {**found, **{name: st.sampled_from(NAMES) for name in method.query if name.endswith("Id")}}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request_=requests())
def test_whatever_a_document_allows_is_answered_as_documented(server: SandboxServer, request_: Request) -> None:
    """No internal error, and an answer that its own document allows: the fixture that listens sees to that."""
    answer = server.answer(request_)

    assert answer.status < 500, answer.note
