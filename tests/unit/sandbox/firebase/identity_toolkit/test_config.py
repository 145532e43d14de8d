"""The project's settings behave as the recordings of real projects do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from baasctl.sandbox.server import SandboxServer
from tests.sandbox_fixtures import FirebaseProject, new_firebase_project

CONFIG = "identitytoolkit.googleapis.com/v2/projects/{project}/config"


def patch(firebase: FirebaseProject, mask: str, body: Any) -> Any:
    return firebase.change("PATCH", f"{CONFIG}?updateMask={mask}", body)


def refused(firebase: FirebaseProject, mask: str, body: Any) -> str:
    """Google's message of a refused PATCH, with 400."""
    answer = firebase.request("PATCH", f"{CONFIG}?updateMask={mask}", body)
    error = json.loads(answer.body)["error"]
    assert (answer.status, error["code"], error["status"]) == (400, 400, "INVALID_ARGUMENT")
    return str(error["message"])


def test_a_fresh_project_has_the_recorded_defaults(firebase: FirebaseProject) -> None:
    """Default scalars are left out, empty messages are there, and the name has the number."""
    config = firebase.get(CONFIG)

    assert config["name"] == f"projects/{firebase.project.number}/config"
    assert config["signIn"].keys() == {"hashConfig"}
    assert config["signIn"]["hashConfig"].keys() == {"algorithm", "signerKey", "saltSeparator", "rounds", "memoryCost"}
    assert config["authorizedDomains"] == ["localhost", f"{firebase.id}.firebaseapp.com", f"{firebase.id}.web.app"]
    for empty in ("quota", "multiTenant", "blockingFunctions"):
        assert config[empty] == {}
    assert config["monitoring"] == {"requestLogging": {}}
    assert config["smsRegionConfig"] == {"allowlistOnly": {}}
    assert config["mfa"] == {"state": "DISABLED"}
    assert config["subtype"] == "IDENTITY_PLATFORM"
    assert config["client"]["permissions"] == {}
    assert "passwordPolicyConfig" not in config
    assert "recaptchaConfig" not in config


def test_an_older_project_has_others(sandbox: SandboxServer) -> None:
    """Defaults are facts of a project, not constants."""
    config = new_firebase_project(sandbox, fresh=False).get(CONFIG)

    assert config["smsRegionConfig"] == config["emailPrivacyConfig"] == config["mobileLinksConfig"] == {}
    assert config["blockingFunctions"] == {"forwardInboundCredentials": {}}


def test_both_paths_answer_the_same(firebase: FirebaseProject) -> None:
    """`/admin/v2` and `/v2`, by id and by number."""
    numbered = CONFIG.replace("{project}", str(firebase.project.number))

    assert firebase.get(CONFIG.replace("/v2/", "/admin/v2/")) == firebase.get(numbered) == firebase.get(CONFIG)


def test_without_authentication_there_is_no_configuration(sandbox: SandboxServer) -> None:
    """404 with the token, until it is set up."""
    firebase = new_firebase_project(sandbox, auth=False, identity_platform=False)
    answer = firebase.request("GET", CONFIG)
    assert (answer.status, json.loads(answer.body)["error"]["message"]) == (404, "CONFIGURATION_NOT_FOUND")

    upgrade = CONFIG.replace("config", "identityPlatform:initializeAuth")
    assert firebase.change("POST", upgrade, {}) == {}
    assert firebase.get(CONFIG)["subtype"] == "IDENTITY_PLATFORM"
    again = json.loads(firebase.request("POST", upgrade, {}).body)["error"]["message"]
    assert again == "INVALID_PROJECT_ID : Identity Platform has already been enabled for this project."


def test_the_upgrade_needs_billing(sandbox: SandboxServer) -> None:
    """The Spark plan has plain Authentication alone, and refuses what belongs to Identity Platform."""
    firebase = new_firebase_project(sandbox, billing=False, identity_platform=False)
    answer = firebase.request("POST", CONFIG.replace("config", "identityPlatform:initializeAuth"), {})

    assert (answer.status, json.loads(answer.body)["error"]["message"]) == (400, "BILLING_NOT_ENABLED")
    assert firebase.get(CONFIG)["subtype"] == "FIREBASE_AUTH"
    triggers = {"blockingFunctions": {"triggers": {"beforeCreate": {"functionUri": "https://a.run.app"}}}}
    assert refused(firebase, "blockingFunctions", triggers) == (
        "OPERATION_NOT_ALLOWED : Blocking Functions may only be configured for GCIP projects."
    )


def test_the_answer_of_a_change_has_no_templates_and_a_read_has_them(firebase: FirebaseProject) -> None:
    """A PATCH answer is no read-back."""
    changed = patch(firebase, "signIn.anonymous.enabled", {"signIn": {"anonymous": {"enabled": True}}})

    assert "resetPasswordTemplate" not in changed["notification"]["sendEmail"]
    read = firebase.get(CONFIG)["notification"]["sendEmail"]
    assert read["resetPasswordTemplate"]["subject"] == "Reset your password for %APP_NAME%"
    assert "customized" not in read["resetPasswordTemplate"]


def test_what_was_switched_off_stays_as_an_empty_message(firebase: FirebaseProject) -> None:
    """False is a default, so it is left out."""
    patch(firebase, "signIn.anonymous.enabled", {"signIn": {"anonymous": {"enabled": True}}})
    patch(firebase, "signIn.anonymous.enabled", {"signIn": {"anonymous": {"enabled": False}}})

    assert firebase.get(CONFIG)["signIn"]["anonymous"] == {}


def test_only_what_the_mask_names_changes(firebase: FirebaseProject) -> None:
    """Unknown and read-only paths are ignored, a path without a value clears, a parent replaces."""
    client = {"client": {"permissions": {"disabledUserSignup": True, "disabledUserDeletion": True}}}
    patch(firebase, "client.permissions.disabledUserSignup,unknown,subtype,name", client)
    assert firebase.get(CONFIG)["client"]["permissions"] == {"disabledUserSignup": True}

    patch(firebase, "client.permissions", {"client": {"permissions": {"disabledUserDeletion": True}}})
    assert firebase.get(CONFIG)["client"]["permissions"] == {"disabledUserDeletion": True}

    patch(firebase, "client.permissions.disabledUserDeletion", {})
    assert firebase.get(CONFIG)["client"]["permissions"] == {}


def test_a_password_policy_gets_a_schema_version_and_a_time(firebase: FirebaseProject) -> None:
    """The state UNSPECIFIED is left out; clearing takes the whole policy away."""
    version = {"customStrengthOptions": {"minPasswordLength": 8}, "schemaVersion": 7}
    policy = {"passwordPolicyEnforcementState": "ENFORCE", "passwordPolicyVersions": [version]}
    patch(firebase, "passwordPolicyConfig", {"passwordPolicyConfig": policy})

    stored = firebase.get(CONFIG)["passwordPolicyConfig"]
    assert stored.pop("lastUpdateTime")
    assert stored["passwordPolicyVersions"] == [{"customStrengthOptions": {"minPasswordLength": 8}, "schemaVersion": 1}]
    patch(firebase, "passwordPolicyConfig", {})
    assert "passwordPolicyConfig" not in firebase.get(CONFIG)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"minPasswordLength": 5}, "Minimum password length must be between 6 and 30"),
        ({"minPasswordLength": 31}, "Minimum password length must be between 6 and 30"),
        (
            {"maxPasswordLength": 5},
            "Maximum password length must be greater than or equal to the minimum password length",
        ),
        ({"maxPasswordLength": 4097}, "Maximum password length must be less than or equal to 4096"),
        (None, "Policy versions list must be of length 1"),
    ],
    ids=str,
)
def test_a_password_policy_out_of_bounds_is_refused(firebase: FirebaseProject, options: Any, why: str) -> None:
    """In the recorded words."""
    versions = [] if options is None else [{"customStrengthOptions": options}]
    policy = {"passwordPolicyEnforcementState": "ENFORCE", "passwordPolicyVersions": versions}

    assert refused(firebase, "passwordPolicyConfig", {"passwordPolicyConfig": policy}) == f"INVALID_CONFIG : {why}"


@pytest.mark.parametrize("domain", ["https://app.example.com", "app.example.com:8080", "*.example.com", "a b.example"])
def test_an_authorized_domain_is_a_host_name(firebase: FirebaseProject, domain: str) -> None:
    """No scheme, port, star or space."""
    assert refused(firebase, "authorizedDomains", {"authorizedDomains": [domain]}) == (
        f"INVALID_AUTHORIZED_DOMAIN : {domain} should only contain the valid domain."
    )


def test_regions_are_country_codes(firebase: FirebaseProject) -> None:
    """In either case; both modes at once are refused by the parser."""
    regions = {"smsRegionConfig": {"allowlistOnly": {"allowedRegions": ["us"]}}}
    assert patch(firebase, "smsRegionConfig", regions)["smsRegionConfig"] == regions["smsRegionConfig"]

    regions = {"smsRegionConfig": {"allowByDefault": {"disallowedRegions": ["ZZ"]}}}
    assert refused(firebase, "smsRegionConfig", regions) == "INVALID_REGION_CODE : Invalid region code."


def test_letters_in_a_test_number_become_digits(firebase: FirebaseProject) -> None:
    """As on a keypad; a number without a plus is refused."""
    mask, numbers = "signIn.phoneNumber.testPhoneNumbers", {"+1650555abcd": "123456"}
    body = {"signIn": {"phoneNumber": {"testPhoneNumbers": numbers}}}
    assert patch(firebase, mask, body)["signIn"]["phoneNumber"] == {"testPhoneNumbers": {"+16505552223": "123456"}}

    body = {"signIn": {"phoneNumber": {"testPhoneNumbers": {"16505550101": "123456"}}}}
    assert refused(firebase, mask, body) == "INVALID_PHONE_NUMBER : Invalid format."


def test_default_texts_of_mails_follow_the_language(firebase: FirebaseProject) -> None:
    """A text that somebody wrote stays, and is marked."""
    subject = {"notification": {"sendEmail": {"verifyEmailTemplate": {"subject": "Confirm"}}}}
    patch(firebase, "notification.sendEmail.verifyEmailTemplate.subject", subject)
    before = firebase.get(CONFIG)["notification"]["sendEmail"]
    patch(firebase, "notification.defaultLocale", {"notification": {"defaultLocale": "ja"}})
    after = firebase.get(CONFIG)["notification"]["sendEmail"]

    assert after["resetPasswordTemplate"]["subject"] != before["resetPasswordTemplate"]["subject"]
    assert after["verifyEmailTemplate"]["subject"] == "Confirm"
    assert after["verifyEmailTemplate"]["customized"] is True


def test_some_reads_may_see_what_was_there_before(sandbox: SandboxServer) -> None:
    """Production is consistent in the end; the answer of the change is not late."""
    firebase = new_firebase_project(sandbox, stale_reads=2)
    changed = patch(firebase, "signIn.allowDuplicateEmails", {"signIn": {"allowDuplicateEmails": True}})
    seen = [firebase.get(CONFIG)["signIn"].get("allowDuplicateEmails", False) for _ in range(3)]

    assert changed["signIn"]["allowDuplicateEmails"] is True
    assert seen == [False, False, True]


def test_frozen_templates_are_refused(sandbox: SandboxServer) -> None:
    """The option stands for Google's abuse control."""
    firebase = new_firebase_project(sandbox, frozen_templates=True)
    body = {"notification": {"sendEmail": {"verifyEmailTemplate": {"subject": "Confirm"}}}}

    assert refused(firebase, "notification.sendEmail.verifyEmailTemplate.subject", body) == (
        "EMAIL_TEMPLATE_UPDATE_NOT_ALLOWED"
    )


def test_the_password_of_the_mail_server_is_not_answered(firebase: FirebaseProject) -> None:
    """It can be written only."""
    smtp = {"host": "mail.example.com", "port": 587, "username": "app", "password": "mail-word"}
    body = {"notification": {"sendEmail": {"method": "CUSTOM_SMTP", "smtp": smtp}}}
    patch(firebase, "notification.sendEmail.method,notification.sendEmail.smtp", body)

    assert firebase.get(CONFIG)["notification"]["sendEmail"]["smtp"].keys() == {"host", "port", "username"}


def test_a_blocking_function_is_stamped_when_it_changes(firebase: FirebaseProject) -> None:
    """Writing the same address again leaves its time."""
    body = {"blockingFunctions": {"triggers": {"beforeCreate": {"functionUri": "https://a.run.app"}}}}
    first = patch(firebase, "blockingFunctions", body)["blockingFunctions"]["triggers"]["beforeCreate"]
    second = patch(firebase, "blockingFunctions", body)["blockingFunctions"]["triggers"]["beforeCreate"]

    assert first["updateTime"]
    assert first == second
