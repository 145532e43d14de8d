"""App Check: which app is meant, what does not fit it, what is refused, and every field of Google's messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from baasctl.kinds.app_check import KIND
from baasctl.model.address import Address
from baasctl.model.change import Access, Action, Change, FieldChange, Hazard
from baasctl.model.errors import BaasctlError
from baasctl.model.result import Status
from baasctl.model.value import ABSENT
from baasctl.providers.contract import Yes
from baasctl.providers.firebase.app_attestation.entries import ENTRIES
from baasctl.providers.firebase.app_attestation.part import AppCheckPart
from tests.contract.firebase.write_api_tables import document
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import FirebaseProject

APPS = "firebase.googleapis.com/v1beta1/projects/{project}/"
CHECK = "firebaseappcheck.googleapis.com/v1/projects/{project}/"
FIRESTORE = CHECK + "services/firestore.googleapis.com"
TOKEN = "0f2d1c3a-6c5b-4d8e-9f0a-1b2c3d4e5f60"
IDENTITIES = {"name", "etag"}
"""Members that say which object is meant, and in which state."""


def app(firebase: FirebaseProject, collection: str = "webApps", **body: str) -> str:
    """The id of a new app."""
    return str(firebase.change("POST", APPS + collection, body)["response"]["appId"])


def with_spec(firebase: FirebaseProject, folder: Path, app_check: Any, **environment: str) -> SpecProject:
    project = SpecProject(firebase, folder, environment)
    project.write({"app_check": app_check})
    return project


def writable_fields() -> Iterator[str]:
    """`Service.enforcementMode`, of every message that a method takes for what it configures."""
    schemas = document("firebaseappcheck.v1")["schemas"]
    prefix = "GoogleFirebaseAppcheckV1"

    def below(name: str, path: str) -> Iterator[str]:
        for member, described in schemas[name].get("properties", {}).items():
            if described.get("readOnly") or member in IDENTITIES:
                continue
            if "$ref" in described:
                yield from below(described["$ref"], f"{path}.{member}")
            else:
                yield f"{path}.{member}"

    for name in schemas:
        if re.fullmatch(prefix + r"(\w+Config|Service|ResourcePolicy|DebugToken)", name) and "LimitedUse" not in name:
            yield from below(name, name.removeprefix(prefix))


def test_every_field_that_google_takes_has_one_name() -> None:
    """From the discovery document: a new field fails here."""
    fields = set(writable_fields())
    assert len(fields) == 20
    wires = [
        wire.strip()
        for answer in ENTRIES.fields["app_check"].values()
        if isinstance(answer, Yes)
        for wire in answer.wire.split(",")
        if "." in wire
    ]
    assert sorted(wires) == sorted(fields)


def test_an_app_is_found_by_what_it_is_called(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Display name, package name, id as the key, id beside it; two of one name are told with their ids."""
    first, second = app(firebase, displayName="Shop"), app(firebase, displayName="Shop")
    android = app(firebase, "androidApps", packageName="com.acme.shop")
    settings = {"recaptcha_enterprise": {"site_key": "k"}}
    for key, spec in (("com.acme.shop", settings), (android, settings), ("mine", {"id": second, **settings})):
        (change,) = with_spec(firebase, tmp_path / key[:4], {"apps": {key: spec}}).plan().changes
        assert change.remote_id == (second if key == "mine" else android)
    with pytest.raises(BaasctlError) as caught:
        with_spec(firebase, tmp_path / "two", {"apps": {"Shop": settings}}).plan()
    (problem,) = caught.value.diagnostics
    assert problem.code == "SPEC655"
    assert first in problem.detail
    assert second in problem.detail
    assert problem.hint == f"say which one it is: `id: {first}`"


@pytest.mark.parametrize(
    ("app_check", "code", "words"),
    [
        ({"apps": {"Shop": {"app_attest": {"token_lifetime": "1h"}}}}, "SPEC656", "`Shop` is a web app"),
        ({"apps": {"gone": {"debug_tokens": {}}}}, "SPEC654", "(Shop)"),
        ({"apps": {"Shop": {"debug_tokens": {"a": "${secret:env:WORD}"}}}}, "SPEC657", "no UUID of version 4"),
        ({"apps": {"Shop": {"enforcement": "enforced"}}}, "SPEC086", "it is a setting of a service"),
        ({"apps": {"Shop": {"recaptcha_v3": {"minimum_score": 1.5}}}}, "SPEC088", "App Check"),
        ({"apps": {"Shop": {"recaptcha_v3": {"token_lifetime": "10m"}}}}, "SPEC088", "App Check"),
        ({"services": {"mail": {"enforcement": "enforced"}}}, "SPEC650", "known: auth, firestore"),
        ({"services": {"auth": {"resources": {"a": "enforced"}}}}, "SPEC651", "google_sign_in alone"),
        ({"services": {"auth": {"enforcement": "monitored", "replay_protection": "enforced"}}}, "SPEC652", "monitored"),
        ({"services": {"auth": {"replay_protection": "monitored"}}}, "SPEC652", "enforcement disabled"),
        ({"services": {"auth": {"enforcement": "off"}}}, "SPEC080", "disabled, monitored, enforced"),
        ({"services": {"auth": {"enforcement": None}}}, "SPEC087", "always set"),
        ({"clients": {"auth": {"enforcement": "enforced"}}}, "SPEC085", "clients"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(
    firebase: FirebaseProject, tmp_path: Path, app_check: Any, code: str, words: str
) -> None:
    """Before anything is written."""
    app(firebase, displayName="Shop")
    with pytest.raises(BaasctlError) as caught:
        with_spec(firebase, tmp_path / "spec", app_check, WORD="hunter2-hunter2").plan()
    (problem,) = caught.value.diagnostics
    assert problem.code == code
    assert problem.span is not None
    assert words in f"{problem.detail} {problem.hint}"
    assert "hunter2" not in str(problem)


def test_an_app_has_at_most_twenty_debug_tokens(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Told before anything is read."""
    tokens = {f"t{number}": "${secret:env:TOKEN}" for number in range(21)}
    with pytest.raises(BaasctlError, match="SPEC653"):
        with_spec(firebase, tmp_path / "spec", {"apps": {"Shop": {"debug_tokens": tokens}}}, TOKEN=TOKEN).plan()


def test_a_service_changed_after_the_plan_is_not_overwritten(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Its etag is another one, though the fields of the plan are what they were."""
    project = with_spec(firebase, tmp_path / "spec", {"services": {"firestore": {"enforcement": "enforced"}}})
    firebase.change("PATCH", f"{FIRESTORE}?updateMask=enforcementMode", {"enforcementMode": "UNENFORCED"})
    plan = project.plan()
    firebase.change("PATCH", f"{FIRESTORE}?updateMask=replayProtection", {"replayProtection": "UNENFORCED"})
    (outcome,) = project.apply(plan).outcomes
    assert (outcome.status, outcome.exit_code) == (Status.FAILED, 6)
    assert firebase.get(FIRESTORE)["enforcementMode"] == "UNENFORCED"


def test_an_api_that_is_off_is_unreadable(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Never a project without enforcement."""
    off = firebase.another(disabled=["firebaseappcheck.googleapis.com"])
    project = with_spec(off, tmp_path / "spec", {"services": {"firestore": {"enforcement": "disabled"}}})
    (plan,) = project.planned().plans
    assert "firebaseappcheck.googleapis.com" in plan.unreadable["app_check"].hint


def test_services_alone_ask_for_no_app(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The project's number and one list."""
    app(firebase, displayName="Shop")
    project = with_spec(firebase, tmp_path / "spec", {"services": {"firestore": {"enforcement": "disabled"}}})
    plan = project.plan()
    assert plan.is_empty
    assert plan.calls == 2


def test_adopt_finds_what_was_ever_set(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Two apps of one name are told apart by their ids; an app without settings is left out; texts are asked for."""
    first, second = app(firebase, displayName="Shop"), app(firebase, displayName="Shop")
    android = app(firebase, "androidApps", packageName="com.acme.shop", displayName="Shop for Android")
    app(firebase, "iosApps", bundleId="com.acme.Idle")
    for one in (first, second):
        firebase.change(
            "PATCH",
            CHECK + f"apps/{one}/recaptchaV3Config?updateMask=siteSecret,minValidScore",
            {"siteSecret": "a secret word", "minValidScore": 0.7},
        )
    level = {"deviceIntegrity": {"minDeviceRecognitionLevel": "MEETS_STRONG_INTEGRITY"}}
    mask = "deviceIntegrity.minDeviceRecognitionLevel"
    firebase.change("PATCH", CHECK + f"apps/{android}/playIntegrityConfig?updateMask={mask}", level)
    firebase.change("POST", CHECK + f"apps/{android}/debugTokens", {"displayName": "CI", "token": TOKEN})
    firebase.change("PATCH", f"{FIRESTORE}?updateMask=enforcementMode", {"enforcementMode": "ENFORCED"})
    project = SpecProject(firebase, tmp_path / "first")
    project.write({})
    adopted = project.adopt()
    text = adopted.files["baas.yaml"].decode()
    assert f'"{first}":' in text
    assert f'"{second}":' in text
    assert "Shop for Android:" in text
    assert "Idle" not in text
    assert "minimum_device_level: strong" in text
    assert "token_lifetime" not in text
    assert sorted(adopted.secrets.values()) == sorted(
        [
            f"app_check/apps/{first}/recaptcha_v3/site_secret",
            f"app_check/apps/{second}/recaptcha_v3/site_secret",
            "app_check/apps/Shop for Android/debug_tokens/CI",
        ]
    )
    again = project.beside("again")
    again.environment.update(dict.fromkeys(adopted.secrets, TOKEN))
    again.write_adopted(adopted)
    plan = again.plan()
    assert plan.changes == ()
    assert len(plan.not_compared) == 3


@pytest.mark.parametrize(
    ("path", "before", "after", "hazards", "access"),
    [
        ("/enforcement", "monitored", "enforced", {Hazard.LOCKS_OUT_USERS}, Access.NARROWS),
        ("/enforcement", "enforced", "monitored", {Hazard.WEAKENS_AUTH}, Access.WIDENS),
        ("/enforcement", "disabled", "monitored", set(), Access.NEUTRAL),
        ("/replay_protection", "enforced", "disabled", {Hazard.WEAKENS_AUTH}, Access.WIDENS),
        ("/resources/client", "enforced", None, {Hazard.WEAKENS_AUTH}, Access.WIDENS),
        ("/debug_tokens/CI", ABSENT, "", {Hazard.MAY_WIDEN_ACCESS}, Access.WIDENS),
        ("/debug_tokens/CI", "", None, set(), Access.NARROWS),
        ("/play_integrity/minimum_device_level", "strong", "basic", {Hazard.WEAKENS_AUTH}, Access.WIDENS),
        ("/play_integrity/require_licensed", False, True, {Hazard.LOCKS_OUT_USERS}, Access.NARROWS),
        ("/play_integrity/allow_unrecognized_version", False, True, {Hazard.WEAKENS_AUTH}, Access.WIDENS),
        ("/recaptcha_v3/minimum_score", 0.5, 0.9, {Hazard.LOCKS_OUT_USERS}, Access.NARROWS),
        ("/recaptcha_enterprise/site_key", "a", "b", {Hazard.LOCKS_OUT_USERS}, Access.NEUTRAL),
        ("/recaptcha_enterprise/site_key", ABSENT, "b", set(), Access.NEUTRAL),
    ],
)
def test_more_is_demanded_or_less(path: str, before: Any, after: Any, hazards: set[Hazard], access: Access) -> None:
    """What is raised locks out, what is lowered lets in."""
    fields = (FieldChange(path=path, before=before, after=after),)
    change = Change(address=Address("prod", "app_check", ("apps", "a")), action=Action.UPDATE, fields=fields)
    assert {risk.hazard for risk in KIND.risks(change)} == hazards
    assert KIND.access(change) is access


def test_what_is_described_shows_no_secret(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Every request of the change, in its order."""
    app(firebase, displayName="Shop")
    secrets = {"recaptcha_v3": {"site_secret": "${secret:env:W}"}, "debug_tokens": {"CI": "${secret:env:T}"}}
    project = with_spec(firebase, tmp_path / "spec", {"apps": {"Shop": secrets}}, W="hunter2-hunter2", T=TOKEN)
    (change,) = project.plan().changes
    lines = AppCheckPart.__new__(AppCheckPart).describe(change).splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["PATCH", "POST"]
    assert lines[0].endswith('?updateMask=siteSecret {"siteSecret": "***"}')
    assert lines[1].endswith('{"displayName": "CI", "token": "***"}')
