"""Requests are held against Google's message types, in Google's words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from baasctl.sandbox.exchange import Request
from baasctl.sandbox.firebase import api_tables, messages
from baasctl.sandbox.firebase.api_tables import Method
from baasctl.sandbox.firebase.refusals import GoogleRefusal

POLICY = "config.password_policy_config.password_policy_versions[0].custom_strength_options"
ADMIN = "type.googleapis.com/google.cloud.identitytoolkit.admin.v2"


def method(verb: str, address: str) -> Method:
    host, _, path = address.partition("/")
    found = api_tables.method(verb, host, f"/{path}")
    assert found is not None
    return found


CONFIG = method("PATCH", "identitytoolkit.googleapis.com/v2/projects/acme/config")


def refused(body: Any, of: Method = CONFIG) -> list[dict[str, str]]:
    """The violations of a body."""
    with pytest.raises(GoogleRefusal) as refusal:
        messages.canonical(of, body)
    violations = refusal.value.details[0]["fieldViolations"]
    assert refusal.value.message == "\n".join(each["description"] for each in violations)
    return violations


def strength(**options: Any) -> dict[str, Any]:
    return {"passwordPolicyConfig": {"passwordPolicyVersions": [{"customStrengthOptions": options}]}}


def test_an_unknown_member_is_named_with_its_place() -> None:
    """Recorded words; at the top of a message that a request wraps, the place is the message's name."""
    assert refused({"unknownMember": True}) == [
        {
            "field": "config",
            "description": "Invalid JSON payload received. Unknown name \"unknownMember\" at 'config':"
            " Cannot find field.",
        }
    ]
    assert refused(strength(containsEmoji=True))[0]["field"] == POLICY


def test_a_member_of_a_request_message_has_no_place() -> None:
    """As at the top of `…Request` messages."""
    test = method("POST", "firebaserules.googleapis.com/v1/projects/acme:test")

    description = 'Invalid JSON payload received. Unknown name "sources": Cannot find field.'
    assert refused({"sources": {}}, test) == [{"description": description}]


@pytest.mark.parametrize(
    ("body", "place", "why"),
    [
        (strength(minPasswordLength=6.5), f"{POLICY}.min_password_length", "(TYPE_INT32), 6.5"),
        (strength(minPasswordLength="six"), f"{POLICY}.min_password_length", '(TYPE_INT32), "six"'),
        (
            strength(containsNumericCharacter="perhaps"),
            f"{POLICY}.contains_numeric_character",
            '(TYPE_BOOL), "perhaps"',
        ),
        ({"authorizedDomains": [7]}, "config.authorized_domains[0]", "(TYPE_STRING), 7"),
        ({"signIn": True}, "config.sign_in", f"({ADMIN}.SignInConfig), true"),
        (
            {"mobileLinksConfig": {"domain": "MY"}},
            "config.mobile_links_config.domain",
            f'({ADMIN}.MobileLinksConfig.Domain), "MY"',
        ),
        (
            {"smsRegionConfig": {"allowByDefault": {}, "allowlistOnly": {}}},
            "config.sms_region_config",
            "(oneof), oneof field 'sms_region_policy' is already set. Cannot set 'allowlistOnly'",
        ),
    ],
    ids=["fraction", "word", "flag", "number for text", "flag for message", "enum", "one of"],
)
def test_a_value_of_another_type_is_refused(body: Any, place: str, why: str) -> None:
    """The type is named as the proto file has it, and the value repeated."""
    assert refused(body) == [{"field": place, "description": f"Invalid value at '{place}' {why}"}]


def test_a_list_for_a_scalar_and_an_object_for_a_scalar_are_refused() -> None:
    """In the parser's words for structure."""
    listed = refused({"signIn": {"allowDuplicateEmails": [True]}})[0]["description"]
    nested = refused({"signIn": {"allowDuplicateEmails": {"is": True}}})[0]["description"]

    assert listed.endswith("at 'config.sign_in': Proto field is not repeating, cannot start list.")
    assert nested.endswith("at 'config.sign_in': Starting an object on a scalar field.")


def test_all_violations_are_told_at_once() -> None:
    """One line each."""
    assert len(refused({"one": 1, "two": 2, "signIn": {"three": 3}})) == 3


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (
            {"email_privacy_config": {"enable_improved_email_privacy": "yes"}},
            {"emailPrivacyConfig": {"enableImprovedEmailPrivacy": True}},
        ),
        ({"signIn": {"allowDuplicateEmails": 1}}, {"signIn": {"allowDuplicateEmails": True}}),
        ({"signIn": None, "mfa": {"state": None}}, {"mfa": {}}),
        ({"quota": {"signUpQuotaConfig": {"quota": 7}}}, {"quota": {"signUpQuotaConfig": {"quota": "7"}}}),
        ({"name": "projects/acme/config", "subtype": "IDENTITY_PLATFORM"}, {"name": "projects/acme/config"}),
        ({"authorizedDomains": "localhost"}, {"authorizedDomains": ["localhost"]}),
        ({"mfa": {"state": 1}}, {"mfa": {"state": "DISABLED"}}),
        ({"mfa": {"state": "enabled"}}, {"mfa": {"state": "ENABLED"}}),
        (
            {"signIn": {"phoneNumber": {"testPhoneNumbers": {"+16505550101": "000000"}}}},
            {"signIn": {"phoneNumber": {"testPhoneNumbers": {"+16505550101": "000000"}}}},
        ),
    ],
    ids=[
        "names and words",
        "number",
        "null",
        "int64",
        "output",
        "one of a list",
        "number of an enum",
        "enum in lower case",
        "map",
    ],
)
def test_what_the_parser_takes_is_made_canonical(given: Any, taken: Any) -> None:
    """snake_case becomes camelCase, scalars their own type, null and what Google alone sets go."""
    taken = {name: value for name, value in taken.items() if not CONFIG.messages[CONFIG.request][name].is_output}

    assert messages.canonical(CONFIG, given) == taken


def test_required_is_never_enforced() -> None:
    """Production takes messages without members that its documents call required (research/firebase.md §7)."""
    assert messages.canonical(method("POST", "firebaserules.googleapis.com/v1/projects/acme:test"), {}) == {}


def test_an_unknown_query_parameter_is_refused() -> None:
    """System parameters and snake_case are taken."""
    messages.refuse_query(CONFIG, {"update_mask": "mfa", "alt": "json", "$.xgafv": "2"})

    with pytest.raises(GoogleRefusal, match='Unknown name "force": Cannot bind query parameter'):
        messages.refuse_query(CONFIG, {"force": "true"})


def test_defaults_are_left_out_of_answers_and_empty_messages_stay() -> None:
    """By type: false, 0, empty lists and unspecified enums go, an empty message and entries of a map stay."""
    function = {
        "name": "",
        "labels": {"team": ""},
        "buildConfig": {"environmentVariables": {}},
        "serviceConfig": {"maxInstanceCount": 0, "minInstanceCount": 1, "allTrafficOnLatestRevision": False},
        "environment": "ENVIRONMENT_UNSPECIFIED",
    }
    shown = messages.without_defaults(api_tables.api("cloudfunctions.v2").messages, "Function", function)

    assert shown == {"labels": {"team": ""}, "buildConfig": {}, "serviceConfig": {"minInstanceCount": 1}}


def test_members_with_presence_are_answered_once_written() -> None:
    """Recorded of reCAPTCHA settings."""
    written = {"recaptchaConfig": {"useSmsBotScore": False, "useAccountDefender": False}}

    assert messages.without_defaults(CONFIG.messages, CONFIG.answer, written) == {
        "recaptchaConfig": {"useSmsBotScore": False}
    }


@pytest.mark.parametrize("body", [b"[]", b"3", b"{", b"\xff"])
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    """With 400, in Google's envelope."""
    with pytest.raises(GoogleRefusal) as refusal:
        messages.body_of(Request(method="PATCH", path="/", body=body))

    assert (refusal.value.status, refusal.value.code) == (400, "INVALID_ARGUMENT")
    assert json.dumps(refusal.value.envelope())
