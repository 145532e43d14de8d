"""Whatever Google answers about functions and secrets is understood or refused, never half of it."""

from __future__ import annotations

import base64
import json as json_module
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.secret import Vault
from baasctl.model.target import Target
from baasctl.model.value import Attributes, at, freeze
from baasctl.providers.contract import Connection
from baasctl.providers.firebase import function_secrets
from baasctl.providers.firebase.clients.google import connect_google
from baasctl.providers.firebase.clients.uploads import SignedAddresses
from baasctl.providers.firebase.cloud_functions import invokers
from baasctl.providers.firebase.cloud_functions.address import Place, url_of
from baasctl.providers.firebase.cloud_functions.runtimes import neutral, wire_of
from baasctl.providers.firebase.cloud_functions.schedules import changed_members, wanted_job, with_schedule
from baasctl.providers.firebase.functions import decode, with_callers

NAME = "projects/demo-acme/locations/us-central1/functions/resize"
SERVICE = {"uri": "https://resize-x-uc.a.run.app", "serviceAccountEmail": "1-compute@developer.gserviceaccount.com"}
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
members = st.sets(st.sampled_from(["allUsers", "user:a@example.com", "serviceAccount:b@example.com"]), max_size=3)


def decoded(**wire: Any) -> Any:
    return decode({"name": NAME, **wire}, "functions", target="prod", project="demo-acme", region="us-central1")


def refusal(otherwise: str, **wire: Any) -> str:
    """Why an answer is refused; *otherwise* when it is not."""
    try:
        decoded(**wire)
    except UnexpectedAnswer as error:
        return str(error)
    return otherwise


def test_the_least_that_google_answers_is_enough() -> None:
    """What is not there is unset, and the defaults are Google's."""
    found = decoded()
    assert at(found.attributes, "/memory") == 256 * 2**20
    assert {"/memory", "/timeout", "/env", "/secrets", "/description"} <= found.unset
    assert "trigger" not in found.attributes


@given(
    st.sampled_from(
        ["description", "labels", "buildConfig", "serviceConfig", "eventTrigger", "url", "state", "kmsKeyName", "new"]
    ),
    json,
)
def test_no_answer_makes_the_reading_fail_in_another_way(member: str, value: object) -> None:
    """A wrong type is told by its place, or does not matter."""
    assert member in refusal(member, **{member: value})


@given(st.sampled_from(["availableMemory", "environmentVariables", "secretEnvironmentVariables", "service"]), json)
def test_no_setting_makes_it_fail_either(member: str, value: object) -> None:
    """Inside a message."""
    assert member in refusal(member, serviceConfig={member: value})


@given(json)
def test_a_list_of_secrets_is_one_or_is_refused(answer: object) -> None:
    """No answer makes the reading fail in another way."""
    try:
        found = function_secrets.decode(answer, {}, "prod", ())
    except UnexpectedAnswer:
        return
    assert isinstance(answer, list)
    assert len(found) <= len(answer)


def test_a_secret_never_shows_what_it_is() -> None:
    """Names come back with the project's number; of the value only a digest is known, and nothing prints it."""
    entry = {"name": "projects/123/secrets/KEY", "labels": {"firebase-managed": "true"}}
    (found,) = function_secrets.decode([entry], {"KEY": {"version": "3", "digest": "abc"}}, "prod", ())
    assert found.address.segments == ("KEY",)
    assert repr(found.attributes["value"]) == "***"


@pytest.mark.parametrize(
    "name", ["", "resize", "projects/p/locations/r/functions/", "projects/p/locations/r/jobs/x", NAME + "@x"]
)
def test_what_is_no_name_of_a_function_is_refused(name: str) -> None:
    """Its region and its own name are taken from it."""
    with pytest.raises(UnexpectedAnswer):
        decode({"name": name}, "functions", target="prod", project="demo-acme", region="us-central1")


def test_a_place_is_told_by_name_and_region() -> None:
    """And its address is known before it exists."""
    assert Place.parse("a", "us-central1").segment("us-central1") == "a"
    assert Place.parse("a@europe-west1", "us-central1").segment("us-central1") == "a@europe-west1"
    assert Place.parse("a@us-central1", "us-central1").segment("us-central1") == "a"
    assert url_of("demo-acme", "", "a") == "https://us-central1-demo-acme.cloudfunctions.net/a"
    assert url_of("demo-acme", "us-central1", "a@asia-east1") == "https://asia-east1-demo-acme.cloudfunctions.net/a"


@pytest.mark.parametrize(
    ("wire", "written"),
    [
        ("python313", "python3.13"),
        ("nodejs22", "nodejs22"),
        ("go122", "go1.22"),
        ("ruby33", "ruby3.3"),
        ("java17", "java17"),
    ],
)
def test_runtimes_are_written_with_a_dot_where_they_have_one(wire: str, written: str) -> None:
    """And sent without."""
    assert (neutral(wire), wire_of(written)) == (written, wire)


@given(members, members, members)
def test_a_policy_keeps_what_is_not_changed(live: set[str], add: set[str], remove: set[str]) -> None:
    """Other roles and conditional bindings stay; the role's members are what was asked for."""
    others = [
        {"role": "roles/run.admin", "members": ["user:c@example.com"]},
        {"role": invokers.INVOKER, "members": ["user:d@example.com"], "condition": {"expression": "true"}},
    ]
    own = [{"role": invokers.INVOKER, "members": sorted(live)}] if live else []
    policy = {"etag": "x", "version": 3, "bindings": [*others, *own]}

    changed = invokers.with_members(policy, add=add - remove, remove=remove)

    assert invokers.members_of(changed, "policy") == (live - remove) | (add - remove)
    assert [each for each in changed["bindings"] if each in others] == others  # type: ignore[attr-defined]
    assert (changed["etag"], changed["version"]) == ("x", 3)
    assert invokers.with_members(changed, add=add - remove, remove=remove) == changed


def test_who_may_call_a_function_is_told_without_its_own_account() -> None:
    """Its schedule calls it with that."""
    policy = {
        "bindings": [
            {
                "role": invokers.INVOKER,
                "members": ["user:a@example.com", "serviceAccount:" + SERVICE["serviceAccountEmail"]],
            }
        ]
    }
    found = with_callers(decoded(serviceConfig=SERVICE), policy, "callers")
    assert at(found.attributes, "/trigger/http/auth") == "iam"
    assert at(found.attributes, "/native/firebase/invokers") == ("user:a@example.com",)


@given(
    st.fixed_dictionaries(
        {"cron": st.sampled_from(["0 3 * * *", "every 5 minutes"])},
        optional={
            "timezone": st.just("Europe/Berlin"),
            "payload": st.dictionaries(st.text(max_size=3), json, max_size=3),
        },
    )
)
def test_a_job_says_what_was_written(schedule: dict[str, Any]) -> None:
    """Read back it is the declared schedule, and writing it again changes nothing."""
    declared = _record({"trigger": {"schedule": schedule}})
    function = {"serviceConfig": {**SERVICE, "timeoutSeconds": 60}}
    job = wanted_job(declared, None, function)
    assert job is not None
    found = with_schedule(decoded(serviceConfig=SERVICE), {**job, "state": "ENABLED"})
    read = at(found.attributes, "/trigger/schedule")
    assert isinstance(read, Mapping)
    expected = {"timezone": "UTC", **{name: value for name, value in schedule.items() if value}, "enabled": True}
    assert read == freeze(expected)
    again = wanted_job(declared, job, function)
    assert again is not None
    assert changed_members(again, job) == ()


def test_a_job_that_calls_something_else_is_no_schedule_of_the_function() -> None:
    """Whoever changed its address is found out: the declared schedule differs."""
    job = {"schedule": "0 3 * * *", "httpTarget": {"uri": "https://evil.example.com"}}
    found = with_schedule(decoded(serviceConfig=SERVICE), job)
    assert "trigger" not in found.attributes
    assert "/trigger/schedule" not in found.unset


def test_a_body_that_is_no_json_object_is_not_told() -> None:
    """The schedule is, without a payload."""
    body = base64.b64encode(json_module.dumps([1]).encode()).decode()
    job = {"schedule": "0 3 * * *", "httpTarget": {"uri": SERVICE["uri"], "body": body}}
    found = with_schedule(decoded(serviceConfig=SERVICE), job)
    assert at(found.attributes, "/trigger/schedule") == freeze(
        {"cron": "0 3 * * *", "timezone": "UTC", "enabled": True}
    )


def test_an_event_of_a_bucket_has_a_neutral_name_and_others_do_not() -> None:
    """Topics of this project by name, transport topics of Eventarc not at all."""
    bucket = {
        "eventType": "google.cloud.storage.object.v1.finalized",
        "eventFilters": [{"attribute": "bucket", "value": "b"}],
    }
    found = decoded(eventTrigger={**bucket, "pubsubTopic": "projects/demo-acme/topics/eventarc-us-central1-x"})
    assert found.attributes["trigger"] == freeze({"object_created": {"bucket": "b"}})
    published = {
        "eventType": "google.cloud.pubsub.topic.v1.messagePublished",
        "pubsubTopic": "projects/demo-acme/topics/orders",
    }
    found = decoded(eventTrigger=published)
    assert at(found.attributes, "/native/firebase/eventTrigger/pubsubTopic") == "orders"
    assert "/trigger/http/auth" in found.facts["immutable"]


@contextmanager
def local_server() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server that takes whatever it is sent, and the headers that it was sent."""
    seen: list[dict[str, str]] = []

    class Taker(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            seen.append({**{name.lower(): value for name, value in self.headers.items()}, "path": self.path})
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Taker) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()


def addresses(url: str) -> SignedAddresses:
    target = Target(name="prod", provider="firebase", project="demo-acme", settings={"api_url": url} if url else {})
    environment = {"GOOGLE_OAUTH_ACCESS_TOKEN": "ya29.secret"}
    return SignedAddresses(
        connect_google(Connection(target=target, root=Path(), vault=Vault(), environment=environment))
    )


def test_a_signed_address_gets_no_credential() -> None:
    """Its query is sent as it is."""
    with local_server() as (url, seen):
        signed = addresses(url)
        signed.put(f"{url}/storage.googleapis.com/uploads/x.zip?X-Goog-Signature=a%2Bb&e=", b"zip")
    (headers,) = seen
    assert "authorization" not in headers
    assert headers["content-type"] == "application/zip"
    assert headers["path"] == "/storage.googleapis.com/uploads/x.zip?X-Goog-Signature=a%2Bb&e="


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.com/uploads/x.zip",
        "http://storage.googleapis.com/x.zip",
        "https://storage.googleapis.com.evil.example.com/x.zip",
        "https://storage.googleapis.com@evil.example.com/x.zip",
        "https://storage.googleapis.com:8443/x.zip",
        "file:///etc/passwd",
        "",
    ],
)
def test_sources_go_to_cloud_storage_only(address: str) -> None:
    """Whatever an answer names."""
    with pytest.raises(UnexpectedAnswer, match="READ271"):
        addresses("").put(address, b"zip")


def _record(value: object) -> Attributes:
    frozen = freeze(value)
    assert isinstance(frozen, Mapping)
    return frozen
