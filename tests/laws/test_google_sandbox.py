"""Laws of the simulated Google APIs for requests that are drawn from the discovery documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baasctl.sandbox.exchange import Request
from baasctl.sandbox.firebase import api_tables
from baasctl.sandbox.firebase.api import ROUTES
from baasctl.sandbox.firebase.api_tables import Method
from baasctl.sandbox.firebase.call import Operation
from baasctl.sandbox.routing import Route
from tests.laws.test_google_messages import message
from tests.sandbox_fixtures import FirebaseProject, SandboxServer, new_firebase_project

PROJECT = "demo-drawn-requests"
FIXED = {"version": "v1", "config": "recaptchaV3Config", "location": "europe-west1", "database": "(default)"}
AUTH = "identitytoolkit.googleapis.com/v2/projects/{project}"
FIRESTORE = "firestore.googleapis.com/v1/projects/{project}/databases"
RULES = "firebaserules.googleapis.com/v1/projects/{project}"
SECRETS = "secretmanager.googleapis.com/v1/projects/{project}/secrets"
APPS = "firebase.googleapis.com/v1beta1/projects/{project}"
FIELDS = [{"fieldPath": name, "order": "ASCENDING"} for name in ("a", "b")]
TEXT = (
    'rules_version = "2"; service cloud.firestore { match /databases/{d}/documents { match /a/{b} { allow read; } } }'
)
MADE: tuple[tuple[str, str, Any], ...] = (
    ("PATCH", f"{AUTH}/config?updateMask=multiTenant", {"multiTenant": {"allowTenants": True}}),
    ("POST", f"{AUTH}/tenants", {"displayName": "acme"}),
    ("POST", f"{AUTH}/oauthIdpConfigs?oauthIdpConfigId=oidc.one", {"clientId": "a", "issuer": "https://a.example"}),
    ("POST", f"{AUTH}/inboundSamlConfigs?inboundSamlConfigId=saml.one", {"displayName": "a"}),
    ("POST", f"{AUTH}/defaultSupportedIdpConfigs?idpId=google.com", {"clientId": "a"}),
    ("POST", f"{FIRESTORE}?databaseId=(default)", {"locationId": "eur3", "type": "FIRESTORE_NATIVE"}),
    (
        "POST",
        f"{FIRESTORE}/(default)/collectionGroups/one/indexes",
        {"queryScope": "COLLECTION", "fields": FIELDS},
    ),
    ("POST", f"{RULES}/rulesets", {"source": {"files": [{"name": "a", "content": TEXT}]}}),
    ("POST", f"{SECRETS}?secretId=one", {"replication": {"automatic": {}}}),
    ("POST", f"{SECRETS}/one:addVersion", {"payload": {"data": "YQ=="}}),
    ("POST", f"{APPS}/webApps", {"displayName": "a"}),
    ("POST", f"{APPS}/androidApps", {"packageName": "com.example.a"}),
    ("POST", f"{APPS}/iosApps", {"bundleId": "com.example.a"}),
)
"""One of each, so that drawn requests meet something; what they change and delete stays so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A request whose names are still numbers."""

    route: Route[Operation]
    picks: tuple[int, ...]
    query: Mapping[str, str]
    body: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Populated:
    """A project, and the names of what is in it by collection."""

    firebase: FirebaseProject
    names: Mapping[str, list[str]]

    def path(self, drawn: Drawn) -> str:
        """The path with names of things that are there, or were, or never were."""
        picks = iter(drawn.picks)

        def name(found: re.Match[str]) -> str:
            collection = drawn.route.pattern[: found.start()].rstrip("/").rpartition("/")[2]
            choices = [*self.names.get(collection, []), "one", "-"]
            fixed = {**FIXED, "project": PROJECT}.get(found[1])
            return fixed or choices[next(picks) % len(choices)]

        return re.sub(r"\{(\w+)(=\*\*)?\}", name, drawn.route.pattern)


@pytest.fixture(scope="module")
def populated(shared_sandbox: SandboxServer) -> Populated:
    """A project that all drawn requests go to."""
    firebase = new_firebase_project(shared_sandbox, PROJECT)
    names: dict[str, list[str]] = {}
    for method, address, body in MADE:
        for found in resource_names(firebase.change(method, address, body)):
            *_, collection, name = found.split("/")
            names.setdefault(collection, []).append(name)
    return Populated(firebase=firebase, names=names)


def resource_names(value: Any) -> Iterator[str]:
    """Every `name` in an answer that is a path."""
    if isinstance(value, dict):
        if "/" in str(value.get("name", "")):
            yield str(value["name"])
        for inner in value.values():
            yield from resource_names(inner)


@st.composite
def requests(draw: st.DrawFn) -> Drawn:
    """A request to any operation, with a body that its document allows."""
    route = draw(st.sampled_from(ROUTES))
    method = documented(route)
    return Drawn(
        route=route,
        picks=draw(st.tuples(*[st.integers(0, 9)] * route.pattern.count("{"))),
        query={name: draw(each) for name, each in query(method).items()} if method else {},
        body=draw(message(method.api, method.request)) if method and method.request else None,
    )


def documented(route: Route[Operation]) -> Method | None:
    """The method behind a route, whatever its names are."""
    example = {"version": "v1", "config": FIXED["config"]}
    path = re.sub(r"\{(\w+)(=\*\*)?\}", lambda found: example.get(found[1], "x"), route.pattern)
    host, _, rest = path.removeprefix("/").partition("/")
    return api_tables.method(route.method, host, f"/{rest}")


def query(method: Method) -> dict[str, st.SearchStrategy[str]]:
    """Masks and ids of new objects."""
    members = sorted(method.messages.get(method.request, {"*": None}))
    masks = st.lists(st.sampled_from(members), max_size=3).map(",".join)
    found = {name: masks for name, wanted in method.query.items() if wanted.type == "mask"}
    ids = st.sampled_from(["new-one", "oidc.new", "saml.new", "github.com"])
    return {**found, **{name: ids for name in method.query if name.endswith("Id")}}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=requests())
def test_whatever_a_document_allows_is_answered_as_documented(populated: Populated, drawn: Drawn) -> None:
    """No internal error, and an answer that its own document allows: the fixture that listens sees to that."""
    request = Request(
        method=drawn.route.method,
        path=populated.path(drawn),
        query=drawn.query,
        headers={"authorization": "Bearer owner"},
        body=b"" if drawn.body is None else json.dumps(drawn.body).encode(),
    )
    answer = populated.firebase.sandbox.answer(request)

    assert answer.status < 500, answer.note
