"""Hazards of changes, by kind (research vocabulary, table of hazards)."""

from __future__ import annotations

import pytest

from baasctl.kinds.registry import kind
from baasctl.model.address import Address
from baasctl.model.change import Action, Change, FieldChange, Hazard
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Side

NONE: set[Hazard] = set()
WEAKENS, LOCKS_OUT = {Hazard.WEAKENS_AUTH}, {Hazard.LOCKS_OUT_USERS}


def update(kind_name: str, path: str, before: Side, after: Side) -> Change:
    segments = () if kind(kind_name).is_singleton else ("x",) * kind(kind_name).depth
    field = FieldChange(path=path, before=before, after=after)
    return Change(address=Address("t", kind_name, segments), action=Action.UPDATE, before={}, after={}, fields=(field,))


@pytest.mark.parametrize(
    ("path", "before", "after", "hazards"),
    [
        ("/sign_up/enabled", False, True, WEAKENS),
        ("/sign_up/enabled", True, False, LOCKS_OUT),
        ("/sign_in/anonymous_accounts", False, True, WEAKENS | {Hazard.MAY_WIDEN_ACCESS}),
        ("/sign_in/passkey", False, True, NONE),
        ("/sign_in/passkey", True, False, LOCKS_OUT),
        ("/sign_up/confirm_email", True, False, WEAKENS),
        ("/sign_up/confirm_email", False, True, LOCKS_OUT),
        ("/password/minimum_length", 12, 6, WEAKENS),
        ("/password/minimum_length", 6, 12, NONE),
        ("/password/minimum_length", 12, None, WEAKENS),
        ("/password/require", ("digit", "letter"), ("digit",), WEAKENS),
        ("/password/require", ("digit",), ("digit", "letter"), NONE),
        ("/password/reject_leaked", True, False, WEAKENS),
        ("/mfa/mode", "required", "optional", WEAKENS),
        ("/mfa/mode", "optional", "required", LOCKS_OUT),
        ("/mfa/factors", ("totp",), ("sms", "totp"), WEAKENS),
        ("/mfa/factors", ("sms", "totp"), ("totp",), LOCKS_OUT),
        ("/sessions/access_token_ttl", 3600, 7200, WEAKENS),
        ("/sessions/access_token_ttl", 3600, 1800, NONE),
        ("/sessions/overall_timeout", 3600, 1800, LOCKS_OUT),
        ("/sessions/overall_timeout", 0, 1800, LOCKS_OUT),
        ("/sessions/overall_timeout", 1800, 0, WEAKENS),
        ("/sessions/overall_timeout", ABSENT, 1800, LOCKS_OUT),
        ("/site_url", "https://a.example", "http://localhost:3000", LOCKS_OUT),
        ("/redirect_urls", ("https://a.example",), ("https://b.example",), LOCKS_OUT),
        ("/redirect_urls", (), ("http://a.example",), WEAKENS),
        ("/redirect_urls", (), ("https://*.example",), WEAKENS),
        ("/redirect_urls", (), ("https://a.example/**",), NONE),
        ("/email/smtp/password", Secret(), Secret(), {Hazard.DOWNTIME, Hazard.ROTATES_SECRET}),
        ("/email/smtp/password", ABSENT, Secret(), {Hazard.DOWNTIME}),
        ("/email/from_name", "a", "b", NONE),
        ("/sms/test_numbers", ABSENT, {}, WEAKENS),
        ("/passkeys/relying_party_id", "a", "b", LOCKS_OUT),
        ("/oauth_server/open_registration", False, True, WEAKENS),
    ],
)
def test_a_change_of_auth_has_the_hazards_of_the_table(
    path: str, before: Side, after: Side, hazards: set[Hazard]
) -> None:
    """Each row of the table of hazards, in both directions."""
    assert {risk.hazard for risk in kind("auth").risks(update("auth", path, before, after))} == hazards


@pytest.mark.parametrize(
    ("kind_name", "path", "before", "after", "hazards"),
    [
        ("identity_providers", "/enabled", True, False, LOCKS_OUT),
        ("identity_providers", "/client_id", "a", "b", LOCKS_OUT),
        ("identity_providers", "/issuer", "a", "b", LOCKS_OUT | {Hazard.MAY_WIDEN_ACCESS}),
        ("identity_providers", "/sign_requests", True, False, WEAKENS),
        ("identity_providers", "/client_secret", Secret(), Secret(), {Hazard.ROTATES_SECRET}),
        ("functions", "/trigger/http/auth", "jwt", "none", {Hazard.MAY_WIDEN_ACCESS}),
        ("functions", "/trigger/http/auth", "none", "jwt", LOCKS_OUT),
        ("functions", "/env", {"A": "1"}, {}, {Hazard.DOWNTIME}),
        ("functions", "/source", {}, {"a": "1"}, NONE),
        ("function_secrets", "/value", Secret(), Secret(), {Hazard.ROTATES_SECRET}),
        ("tables", "/rls", True, False, {Hazard.MAY_WIDEN_ACCESS}),
        ("tables", "/rls", False, True, LOCKS_OUT),
        ("tables", "/force_rls", False, True, NONE),
        ("grants", "/privileges", ("select",), ("insert", "select"), {Hazard.MAY_WIDEN_ACCESS}),
        ("grants", "/privileges", ("insert", "select"), ("select",), LOCKS_OUT),
        ("grants", "/columns", {}, {"title": ("select",)}, {Hazard.MAY_WIDEN_ACCESS}),
        ("policies", "/using", "a", "b", {Hazard.MAY_WIDEN_ACCESS}),
    ],
)
def test_a_change_of_another_kind_has_the_hazards_of_the_table(
    kind_name: str, path: str, before: Side, after: Side, hazards: set[Hazard]
) -> None:
    """Narrower locks out, wider widens, a secret rotates."""
    assert {risk.hazard for risk in kind(kind_name).risks(update(kind_name, path, before, after))} == hazards
