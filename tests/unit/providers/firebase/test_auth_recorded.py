"""What recorded settings of Identity Toolkit read as."""

from __future__ import annotations

from typing import Any

import pytest

from baasctl.model.address import Address
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.resource import Resource
from baasctl.model.value import Attributes, at, freeze, thaw
from baasctl.providers.firebase.clients.identity_toolkit import without_secrets
from baasctl.providers.firebase.identity_toolkit import config_resources
from baasctl.providers.firebase.identity_toolkit.hook_address import Functions
from tests.unit.providers.firebase import recorded_auth

FUNCTIONS = Functions(project="acme-fit", region="us-central1")


def read(config: dict[str, Any], spec: dict[str, Any] | None = None) -> Resource:
    """The one resource of `auth`."""
    address = Address("prod", "auth")
    specs = {} if spec is None else {address: freeze(spec)}  # type: ignore[arg-type]
    (found,) = config_resources.decode("auth", config, "prod", FUNCTIONS, specs)
    return found


def test_a_fresh_project_has_its_own_defaults() -> None:
    """What Google sets up in a new project reads as set; what nobody set reads as unset, with what it amounts to."""
    found = read(recorded_auth.fresh())

    assert thaw(found.attributes["sign_in"]) == {
        "email": False,
        "phone": False,
        "anonymous_accounts": False,
        "enumeration_protection": True,
    }
    assert thaw(found.attributes["sign_up"]) == {"enabled": True}
    assert thaw(found.attributes["mfa"]) == {"mode": "disabled", "factors": []}
    assert at(found.attributes, "/native/firebase/smsRegionConfig/allowlistOnly/allowedRegions") == ()
    assert "/sign_in/enumeration_protection" not in found.unset
    assert "/native/firebase/smsRegionConfig" not in found.unset
    assert {"/sign_up", "/password", "/mfa", "/email", "/sms", "/sign_in/passwordless_email"} <= found.unset


def test_an_old_project_has_other_defaults() -> None:
    """The same settings, unset: defaults are facts of a project, not constants."""
    found = read(recorded_auth.old())

    assert at(found.attributes, "/sign_in/enumeration_protection") is False
    assert {"/native/firebase/smsRegionConfig", "/native/firebase/mobileLinksConfig"} <= found.unset
    assert "/sign_in/enumeration_protection" not in found.unset, "a project made today would have it on"


def test_no_answer_shows_a_secret() -> None:
    """Codes and passwords are digests once they leave the client; no attribute holds the key of password hashes."""
    config = recorded_auth.fresh()
    config["signIn"]["phoneNumber"] = {"testPhoneNumbers": {"+15550100": "654321"}}
    config["notification"]["sendEmail"] |= {
        "method": "CUSTOM_SMTP",
        "smtp": {"host": "smtp.example.com", "password": "correct horse"},
    }

    hidden = without_secrets(config, lambda text: f"digest of {len(text)} characters")

    assert "654321" not in str(hidden)
    assert "correct horse" not in str(hidden)
    assert "signer-key-of-the-project" not in str(thaw(read(hidden).attributes))


def test_a_policy_that_is_off_reads_as_none() -> None:
    """Whatever a policy holds, people meet none of it while it is off; the server's longest length is no setting."""
    policy = {
        "customStrengthOptions": {"minPasswordLength": 12, "maxPasswordLength": 4096, "containsNumericCharacter": True}
    }
    off = {"passwordPolicyConfig": {"passwordPolicyEnforcementState": "OFF", "passwordPolicyVersions": [policy]}}
    on = {"passwordPolicyConfig": {"passwordPolicyEnforcementState": "ENFORCE", "passwordPolicyVersions": [policy]}}

    assert "/password" in read(off).unset
    assert thaw(read(on).attributes["password"]) == {"minimum_length": 12, "require": ["digit"]}
    assert "/native/firebase/passwordPolicyConfig" in read(on).unset


@pytest.mark.parametrize(
    ("mfa", "mode", "factors"),
    [
        ({"state": "ENABLED", "enabledProviders": ["PHONE_SMS"]}, "optional", ["sms"]),
        ({"state": "ENABLED"}, "disabled", []),
        ({"state": "DISABLED", "enabledProviders": ["PHONE_SMS"]}, "disabled", []),
        ({"providerConfigs": [{"state": "MANDATORY", "totpProviderConfig": {}}]}, "required", ["totp"]),
        ({"providerConfigs": [{"state": "ENABLED"}]}, "disabled", []),
    ],
)
def test_a_factor_is_there_when_its_state_and_its_provider_are(
    mfa: dict[str, Any], mode: str, factors: list[str]
) -> None:
    """One without the other lets nobody add a factor."""
    found = read({"mfa": mfa})

    assert (at(found.attributes, "/mfa/mode"), thaw(at(found.attributes, "/mfa/factors"))) == (mode, factors)  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", ["optional", "required"])
def test_factors_whose_states_differ_have_no_mode_that_anybody_asked_for(asked: str) -> None:
    """Both are kept equal: until they are, whichever mode the spec asks for differs from what is live."""
    mfa = {
        "state": "ENABLED",
        "enabledProviders": ["PHONE_SMS"],
        "providerConfigs": [{"state": "MANDATORY", "totpProviderConfig": {}}],
    }

    assert at(read({"mfa": mfa}, {"mfa": {"mode": asked}}).attributes, "/mfa/mode") != asked
    assert "/mfa/mode" in read({"mfa": mfa}).unset


def test_links_by_mail_mean_nothing_while_sign_in_by_mail_is_off() -> None:
    """The stored switch is told only to a spec that declares it."""
    stored = {"signIn": {"email": {"passwordRequired": True}}}

    assert "/sign_in/passwordless_email" in read(stored).unset
    assert (
        at(read(stored, {"sign_in": {"passwordless_email": True}}).attributes, "/sign_in/passwordless_email") is False
    )


@pytest.mark.parametrize(
    "broken",
    [
        {"authorizedDomains": "localhost"},
        {"signIn": []},
        {"signIn": {"email": {"enabled": "yes"}}},
        {"quota": {"signUpQuotaConfig": {"quota": "many"}}},
        {"quota": {"signUpQuotaConfig": {"startTime": "tomorrow"}}},
        {"quota": {"signUpQuotaConfig": {"startTime": "2027-01-01T00:00:00"}}},
        {"quota": {"signUpQuotaConfig": {"quotaDuration": "1h"}}},
        {"recaptchaConfig": {"managedRules": [1]}},
        {"mfa": {"providerConfigs": {}}},
        {"mfa": {"enabledProviders": [1]}},
        {"notification": {"sendEmail": {"smtp": {"port": True}}}},
        {"signIn": {"phoneNumber": {"testPhoneNumbers": []}}},
        {
            "passwordPolicyConfig": {
                "passwordPolicyEnforcementState": "ENFORCE",
                "passwordPolicyVersions": [{"customStrengthOptions": 1}],
            }
        },
    ],
)
def test_an_answer_of_another_shape_is_an_error_that_names_its_place(broken: dict[str, Any]) -> None:
    """Nothing is guessed from an answer that is not what the discovery document promises."""
    with pytest.raises(UnexpectedAnswer, match="document `identity toolkit config` at `/"):
        read(broken)


def test_a_mail_is_there_when_its_text_is_the_projects_own() -> None:
    """Google's own mails are no resources unless the spec names them; null for both is no change then."""
    config = recorded_auth.fresh()
    config["notification"]["sendEmail"]["verifyEmailTemplate"]["customized"] = True
    named = Address("prod", "email_templates", ("recovery",))
    specs: config_resources.Specs = {named: {"subject": None, "body": None}}

    def mails(known: config_resources.Specs) -> dict[str, Resource]:
        found = config_resources.decode("email_templates", config, "prod", FUNCTIONS, known)
        return {each.address.name: each for each in found}

    assert list(mails({})) == ["confirmation"]
    assert mails({})["confirmation"].attributes["subject"] == "Verify your email for %APP_NAME%"
    assert {"/subject", "/body", "/native"} <= mails(specs)["recovery"].unset


def test_a_hook_is_told_by_any_address_of_its_function() -> None:
    """The address from Cloud Run, the one that follows from the name, and one elsewhere."""
    run = "https://block-banned-abc123-uc.a.run.app"
    functions = Functions(project="acme-fit", region="us-central1", live={"blockBanned": run})
    own = "https://us-central1-acme-fit.cloudfunctions.net/blockBanned"
    far = "https://europe-west1-acme-fit.cloudfunctions.net/blockBanned"
    other = "https://us-central1-someone-else.cloudfunctions.net/blockBanned"
    address = Address("prod", "auth_hooks", ("before_sign_in",))
    function: Attributes = {"function": "block"}

    def hook(uri: str, spec: Attributes | None = None) -> object:
        config = {"blockingFunctions": {"triggers": {"beforeSignIn": {"functionUri": uri}}}}
        known = {} if spec is None else {address: spec}
        (found,) = config_resources.decode("auth_hooks", config, "prod", functions, known)
        return thaw(found.attributes)

    assert hook(run) == hook(own) == {"function": "blockBanned"}
    assert hook(run, function) == {"function": "blockBanned"}
    assert hook(far) == {"function": "blockBanned@europe-west1"}
    assert hook(other) == {"uri": other}
    assert hook(own, {"uri": run}) == {"uri": own}
