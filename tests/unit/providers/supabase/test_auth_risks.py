"""Hazards of auth settings that only Supabase has."""

from __future__ import annotations

import pytest

from baasctl.model.address import Address
from baasctl.model.change import Action, Change, FieldChange, Hazard
from baasctl.model.secret import Secret
from baasctl.model.value import Side
from baasctl.providers.supabase import support
from baasctl.providers.supabase.auth_settings.risks import _RISKS, risks


@pytest.mark.parametrize(
    ("wire", "before", "after", "hazard"),
    [
        ("security_captcha_enabled", True, False, Hazard.WEAKENS_AUTH),
        ("security_captcha_enabled", False, True, None),
        ("security_manual_linking_enabled", False, True, Hazard.WEAKENS_AUTH),
        ("rate_limit_verify", 30, 300, Hazard.WEAKENS_AUTH),
        ("rate_limit_verify", 300, 30, None),
        ("sessions_inactivity_timeout", 1, None, Hazard.WEAKENS_AUTH),
        ("sms_provider", "twilio", "vonage", Hazard.DOWNTIME),
        ("rate_limit_email_sent", 2, 100, None),
    ],
)
def test_a_native_setting_has_its_hazard(wire: str, before: Side, after: Side, hazard: Hazard | None) -> None:
    """What loosens a check is named, what tightens it is not."""
    field = FieldChange(path=f"/native/supabase/{wire}", before=before, after=after)
    change = Change(address=Address("t", "auth"), action=Action.UPDATE, before={}, after={}, fields=(field,))

    assert [risk.hazard for risk in risks(change)] == ([hazard] if hazard else [])


def test_a_changed_native_secret_rotates() -> None:
    """Also a secret that only Supabase has."""
    path = "/native/supabase/security_captcha_secret"
    field = FieldChange(path=path, before=Secret(), after=Secret(), sensitive=True)
    change = Change(address=Address("t", "auth"), action=Action.UPDATE, before={}, after={}, fields=(field,))

    assert [risk.hazard for risk in risks(change)] == [Hazard.ROTATES_SECRET]


def test_every_setting_of_the_table_exists() -> None:
    """A renamed setting does not lose its hazard unnoticed."""
    assert _RISKS.keys() <= support().native["auth"].keys()
