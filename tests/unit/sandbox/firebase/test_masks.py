"""Field masks decide what a PATCH changes."""

from __future__ import annotations

import pytest

from baasctl.sandbox.firebase import api_tables, masks
from baasctl.sandbox.firebase.refusals import GoogleRefusal

STORED = {"signIn": {"email": {"enabled": True, "passwordRequired": True}}, "mfa": {"state": "ENABLED"}}
DATABASE = "GoogleFirestoreAdminV1Database"
CONFIG = "GoogleCloudIdentitytoolkitAdminV2Config"


def test_only_paths_of_the_mask_change() -> None:
    """What the body says besides is ignored, and the stored message stays as it was."""
    body = {"signIn": {"email": {"enabled": False}}, "mfa": {"state": "DISABLED"}}

    changed = masks.masked(STORED, body, ("signIn.email.enabled",))

    assert changed["signIn"] == {"email": {"enabled": False, "passwordRequired": True}}
    assert changed["mfa"] == STORED["mfa"] == {"state": "ENABLED"}


def test_a_path_that_the_body_leaves_out_is_cleared() -> None:
    """The messages around it stay."""
    assert masks.masked(STORED, {}, ("signIn.email.enabled", "mfa")) == {
        "signIn": {"email": {"passwordRequired": True}}
    }
    assert masks.masked(STORED, {}, ("mfa.state.deeper", "unheard.of")) == STORED


def test_the_path_of_a_message_replaces_all_of_it() -> None:
    """Also with less than there was."""
    changed = masks.masked(STORED, {"signIn": {"anonymous": {"enabled": True}}}, ("signIn",))

    assert changed["signIn"] == {"anonymous": {"enabled": True}}


def test_a_star_replaces_everything() -> None:
    """As FieldMask says of it."""
    assert masks.masked(STORED, {"mfa": {}}, ("*",)) == {"mfa": {}}


def test_paths_are_read_in_either_case() -> None:
    """Keys of maps are in backticks."""
    written = "sign_in.email.password_required, mfa,labels.`my_team.x,y`,"

    assert masks.paths(written) == ("signIn.email.passwordRequired", "mfa", "labels.`my_team.x,y`")
    assert masks.masked({}, {"labels": {"my_team.x,y": "a"}}, masks.paths(written))["labels"] == {"my_team.x,y": "a"}


def test_a_lenient_service_ignores_paths_that_lead_nowhere_or_to_what_it_sets_itself() -> None:
    """Identity Toolkit answers 200 for these."""
    messages = api_tables.api("identitytoolkit.v2").messages
    mask = ("unknown", "signIn.unknown", "subtype", "signIn.hashConfig", "client.apiKey", "signIn.email.enabled")

    assert masks.honoured(messages, CONFIG, mask) == ("signIn.email.enabled",)


def test_a_strict_service_refuses_paths_that_lead_nowhere() -> None:
    """Firestore answers 400."""
    messages = api_tables.api("firestore.v1").messages
    masks.refuse_unknown(messages, DATABASE, ("deleteProtectionState", "*", "cmekConfig.kmsKeyName", "tags.any"))

    with pytest.raises(GoogleRefusal, match="nothing"):
        masks.refuse_unknown(messages, DATABASE, ("nothing",))
