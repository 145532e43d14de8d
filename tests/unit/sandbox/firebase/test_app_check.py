"""App Check and apps as Google serves them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox_fixtures import FirebaseProject
from tests.unit.sandbox.firebase.deploying import message

APPS = "firebase.googleapis.com/v1beta1/projects/{project}/"
ANY = "firebase.googleapis.com/v1beta1/projects/-/"
CHECK = "firebaseappcheck.googleapis.com/v1/projects/{project}/"
CLIENT = "oauth2.googleapis.com"
TOKEN = "0f2d1c3a-6c5b-4d8e-9f0a-1b2c3d4e5f60"


def app(firebase: FirebaseProject, collection: str = "webApps", **body: str) -> str:
    return str(firebase.change("POST", APPS + collection, body)["response"]["appId"])


def test_apps_are_made_listed_changed_and_removed(firebase: FirebaseProject) -> None:
    """By platform or all together; a removed one stays for 30 days, unless it goes at once."""
    web = app(firebase, displayName="Web")
    android = app(firebase, "androidApps", packageName="com.acme")
    ios = app(firebase, "iosApps", bundleId="com.acme", teamId="T")
    assert [web, android, ios] == [
        f"1:{firebase.project.number}:{platform}:{number:022x}"
        for number, platform in enumerate(("web", "android", "ios"), 1)
    ]
    found = firebase.get(f"{APPS.rstrip('/')}:searchApps")["apps"]
    assert [(each["platform"], each["namespace"]) for each in found][:2] == [
        ("ANDROID", "com.acme"),
        ("IOS", "com.acme"),
    ]
    firebase.change("PATCH", f"{ANY}iosApps/{ios}?updateMask=displayName", {"displayName": "Apple"})
    assert firebase.get(f"{ANY}iosApps/{ios}")["displayName"] == "Apple"
    assert firebase.request("PATCH", f"{ANY}iosApps/{ios}?updateMask=bundleId", {"bundleId": "x"}).status == 400
    firebase.change("POST", f"{APPS}webApps/{web}:remove", {})
    assert "apps" not in firebase.get(f"{APPS}webApps")
    assert firebase.get(f"{APPS}webApps?showDeleted=true")["apps"][0]["state"] == "DELETED"
    firebase.change("POST", f"{APPS}webApps/{web}:undelete", {})
    assert "expireTime" not in firebase.get(f"{APPS}webApps/{web}")
    firebase.change("POST", f"{APPS}webApps/{web}:remove", {"immediate": True})
    for address in (f"{APPS}webApps/{web}", f"{ANY}webApps/{web}", f"{APPS}webApps/{ios}"):
        assert firebase.request("GET", address).status == 404


def test_a_package_belongs_to_one_app(firebase: FirebaseProject) -> None:
    """And an app for a shop has one."""
    app(firebase, "androidApps", packageName="com.acme")
    assert firebase.request("POST", APPS + "androidApps", {"packageName": "com.acme"}).status == 409
    assert firebase.request("POST", APPS + "androidApps", {}).status == 400


def test_each_app_has_a_configuration_and_android_ones_have_certificates(firebase: FirebaseProject) -> None:
    """Certificates are by their hash; the same one twice is refused."""
    web, ios = app(firebase), app(firebase, "iosApps", bundleId="com.acme")
    android = app(firebase, "androidApps", packageName="com.acme")
    assert firebase.get(f"{ANY}webApps/{web}/config")["appId"] == web
    assert firebase.get(f"{ANY}androidApps/{android}/config")["configFilename"] == "google-services.json"
    assert firebase.get(f"{ANY}iosApps/{ios}/config")["configFilename"] == "GoogleService-Info.plist"
    sha = f"{ANY}androidApps/{android}/sha"
    made = firebase.change("POST", sha, {"shaHash": "AB" * 20})
    assert made["certType"] == "SHA_1"
    assert firebase.change("POST", sha, {"shaHash": "cd" * 32})["certType"] == "SHA_256"
    assert firebase.request("POST", sha, {"shaHash": "ab" * 20}).status == 409
    assert firebase.request("POST", sha, {"shaHash": "ab"}).status == 400
    assert len(firebase.get(sha)["certificates"]) == 2
    firebase.change("DELETE", f"{sha}/{'ab' * 20}", None)
    assert firebase.request("DELETE", f"{sha}/{'ab' * 20}").status == 404


def test_only_configured_services_are_listed(firebase: FirebaseProject) -> None:
    """One that nobody configured can be read all the same; names have the project's number."""
    assert firebase.get(CHECK + "services") == {}
    firebase.change("PATCH", CHECK + f"services/{CLIENT}?updateMask=enforcementMode", {"enforcementMode": "OFF"})
    (service,) = firebase.get(CHECK + "services")["services"]
    assert service["name"] == f"projects/{firebase.project.number}/services/{CLIENT}"
    assert "enforcementMode" not in service
    assert "etag" in firebase.get(CHECK + "services/places.googleapis.com")
    assert firebase.request("GET", CHECK + "services/mail.googleapis.com").status == 400


@pytest.mark.parametrize(
    ("query", "body", "status"),
    [
        ("updateMask=replayProtection", {"replayProtection": "ENFORCED"}, 400),
        ("", {"enforcementMode": "ENFORCED"}, 400),
        ("updateMask=name", {}, 400),
        ("updateMask=enforcementMode", {"enforcementMode": "ENFORCED", "etag": '"other"'}, 409),
        (
            "updateMask=enforcementMode,replayProtection",
            {"enforcementMode": "ENFORCED", "replayProtection": "OFF"},
            200,
        ),
    ],
)
def test_updates_of_services(firebase: FirebaseProject, query: str, body: Any, status: int) -> None:
    """Replay protection is never the stronger one; a mask is needed; an etag has to fit."""
    assert firebase.request("PATCH", CHECK + f"services/firestore.googleapis.com?{query}", body).status == status


def test_secrets_of_apps_are_taken_and_never_shown(firebase: FirebaseProject) -> None:
    """Lifetimes have their default until somebody sets them, and bounds."""
    web, ios = app(firebase), app(firebase, "iosApps", bundleId="com.acme")
    config = CHECK + f"apps/{ios}/deviceCheckConfig"
    assert firebase.get(config)["tokenTtl"] == "3600s"
    body = {"keyId": "K", "privateKey": "a secret word"}
    answer = firebase.change("PATCH", f"{config}?updateMask=keyId,privateKey", body)
    assert (answer["privateKeySet"], "privateKey" in answer) == (True, False)
    firebase.change("PATCH", f"{config}?updateMask=privateKey", {})
    assert "privateKeySet" not in firebase.get(config)
    listed = firebase.get(CHECK + "apps/-/recaptchaV3Config:batchGet")["configs"]
    assert [each["name"].split("/")[3] for each in listed] == [ios, web]
    for query, body in (("", {}), ("?updateMask=tokenTtl", {"tokenTtl": "60s"})):
        assert firebase.request("PATCH", config + query, body).status == 400
    assert firebase.request("GET", CHECK + "apps/1:2:web:3/deviceCheckConfig").status == 404
    assert firebase.request("GET", CHECK + f"apps/{ios}/unheardOf").status == 404


def test_debug_tokens(firebase: FirebaseProject) -> None:
    """A name and a UUID; the text is never shown; at most 20."""
    tokens = CHECK + f"apps/{app(firebase)}/debugTokens"
    made = firebase.change("POST", tokens, {"displayName": "CI", "token": TOKEN})
    assert "token" not in made
    address = "firebaseappcheck.googleapis.com/v1/" + made["name"]
    renamed = firebase.change(
        "PATCH", f"{address}?updateMask=displayName", {"displayName": "CI 2", "etag": made["etag"]}
    )
    assert renamed["etag"] != made["etag"]
    assert firebase.get(address)["displayName"] == "CI 2"
    assert firebase.request("DELETE", f"{address}?etag={made['etag']}").status == 409
    assert firebase.request("POST", tokens, {"displayName": "CI", "token": "hello"}).status == 400
    firebase.change("DELETE", address, None)
    assert firebase.request("GET", address).status == 404
    for number in range(20):
        firebase.change("POST", tokens, {"displayName": f"t{number}", "token": TOKEN})
    full = firebase.request("POST", tokens, {"displayName": "t20", "token": TOKEN})
    assert message(full) == "An app can have at most 20 debug tokens."


def test_policies_of_resources(firebase: FirebaseProject) -> None:
    """OAuth clients of this project alone, one policy each."""
    policies = CHECK + f"services/{CLIENT}/resourcePolicies"
    target = f"//{CLIENT}/projects/{firebase.project.number}/oauthClients/c"
    made = firebase.change("POST", policies, {"targetResource": target, "enforcementMode": "ENFORCED"})
    assert firebase.request("POST", policies, {"targetResource": target}).status == 409
    assert firebase.request("POST", policies, {"targetResource": "//elsewhere"}).status == 400
    assert firebase.request("GET", CHECK + "services/places.googleapis.com/resourcePolicies").status == 400
    address = "firebaseappcheck.googleapis.com/v1/" + made["name"]
    changed = firebase.change("PATCH", f"{address}?updateMask=enforcementMode", {"enforcementMode": "UNENFORCED"})
    assert firebase.get(address) == changed
    assert firebase.get(policies)["resourcePolicies"] == [changed]
    assert firebase.request("DELETE", f"{address}?etag={made['etag']}").status == 409
    firebase.change("DELETE", address, None)
    assert firebase.request("GET", address).status == 404
