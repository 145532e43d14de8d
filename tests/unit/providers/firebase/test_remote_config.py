"""Remote Config between wire and attributes."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from baasctl.kinds.reading import attributes_of
from baasctl.kinds.registry import kind
from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.secret import Secret, Vault
from baasctl.model.target import Target
from baasctl.model.value import freeze
from baasctl.providers.contract import Connection
from baasctl.providers.firebase.clients.google import connect_google
from baasctl.providers.firebase.clients.remote_config import template
from baasctl.providers.firebase.remote_config import decode, encode
from baasctl.providers.firebase.remote_template.part import RemoteConfigPart
from tests.sandbox_fixtures import FirebaseProject

WIRE: dict[str, Any] = {
    "conditions": [{"name": "ios", "expression": "true", "tagColor": "DEEP_ORANGE", "note": "of a later version"}],
    "parameters": {
        "a": {"defaultValue": {"value": "1"}, "conditionalValues": {"ios": {"value": "2"}}, "valueType": "NUMBER"},
        "b": {"defaultValue": {"laterValue": {}}, "later": True},
        "c": {"conditionalValues": {"ios": {"personalizationValue": {"personalizationId": "p"}}}},
    },
    "parameterGroups": {
        "Full": {"description": "d", "parameters": {"d": {"defaultValue": {"useInAppDefault": True}}}},
        "Empty": {},
    },
    "version": {"versionNumber": "3"},
}


def test_a_template_as_attributes() -> None:
    """What the console made is unset, and a sort of value of a later version is not told."""
    found = decode({"template": WIRE, "etag": "e"}, "prod")
    assert found.version == "e"
    assert found.unset == {"/parameters/c/when/ios"}
    assert found.attributes == {
        "conditions": ({"name": "ios", "expression": "true", "color": "deep_orange"},),
        "parameters": {
            "a": {"default": "1", "when": {"ios": "2"}, "type": "number"},
            "b": {},
            "c": {"when": {"ios": {"personalization": {"personalizationId": "p"}}}},
            "d": {"default": {"in_app_default": True}, "group": "Full"},
        },
        "groups": {"Full": {"description": "d"}},
    }


@pytest.mark.parametrize(
    ("after", "changed"),
    [
        ({}, {}),
        (
            {"conditions": [{"name": "ios", "expression": "false"}]},
            {"conditions": [{"name": "ios", "expression": "false", "note": "of a later version"}]},
        ),
        (
            {"groups": {"New": {"description": "n"}}},
            {"parameterGroups": {**WIRE["parameterGroups"], "New": {"description": "n"}}},
        ),
        ({"groups": {"Empty": None, "Gone": None}}, {"parameterGroups": {"Full": WIRE["parameterGroups"]["Full"]}}),
        (
            {"parameters": {"a": {"when": None, "type": "json", "default": None}, "b": {"description": "x"}}},
            {
                "parameters": {
                    "a": {"valueType": "JSON"},
                    "b": {**WIRE["parameters"]["b"], "description": "x"},
                    "c": WIRE["parameters"]["c"],
                }
            },
        ),
        (
            {"parameters": {"d": {"group": None, "default": {"rollout": {"rolloutId": "r"}}}}},
            {
                "parameters": {**WIRE["parameters"], "d": {"defaultValue": {"rolloutValue": {"rolloutId": "r"}}}},
                "parameterGroups": {"Full": {"description": "d"}, "Empty": {}},
            },
        ),
    ],
)
def test_a_change_is_put_over_the_live_template(after: Any, changed: Any) -> None:
    """Everything else stays as it is; the version is the server's."""
    live = {name: member for name, member in WIRE.items() if name != "version"}
    assert encode(WIRE, {name: freeze(value) for name, value in after.items()}) == live | changed


def test_what_is_no_template_is_an_error() -> None:
    """With its place."""
    with pytest.raises(UnexpectedAnswer, match=r"at `/conditions/0`"):
        decode({"template": {"conditions": [1]}, "etag": "e"}, "prod")


def test_a_secret_is_no_value() -> None:
    """Every app would read it."""
    with pytest.raises(ValueError, match="every app reads it"):
        attributes_of(kind("remote_config"), {"parameters": {"a": {"default": Secret("${secret:env:A}")}}})


def test_what_is_new_takes_nothing_away() -> None:
    """A create has no hazard; a plan shows the request."""
    change = Change(
        address=Address("prod", "remote_config"),
        action=Action.CREATE,
        after={"parameters": freeze({"a": {"default": "1"}})},
    )
    assert list(kind("remote_config").risks(change)) == []


class WithoutEtag(BaseHTTPRequestHandler):
    """Answers with an empty template and no etag."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_an_answer_without_an_etag_is_unusable(tmp_path: Path) -> None:
    """Nothing could be written in its place."""
    with ThreadingHTTPServer(("127.0.0.1", 0), WithoutEtag) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        target = Target(name="prod", provider="firebase", project="demo-acme")
        url = {"BAASCTL_FIREBASE_API_URL": f"http://127.0.0.1:{server.server_port}"}
        google = connect_google(Connection(target=target, root=tmp_path, vault=Vault(), environment=url))
        with pytest.raises(UnexpectedAnswer, match="no ETag"):
            template(google, "demo-acme")
        google.close()
        server.shutdown()


def test_a_change_is_described_as_its_request(firebase: FirebaseProject) -> None:
    """Without what is live already."""

    class Project:
        id = firebase.id

    change = Change(
        address=Address("prod", "remote_config"),
        action=Action.UPDATE,
        after={"parameters": freeze({"a": {"default": "1"}, "b": None})},
    )
    assert RemoteConfigPart(Project()).describe(change) == (  # type: ignore[arg-type]
        f"PUT https://firebaseremoteconfig.googleapis.com/v1/projects/{firebase.id}/remoteConfig"
        ' {"parameters": {"a": {"defaultValue": {"value": "1"}}}}'
    )
