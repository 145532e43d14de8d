"""The token is asked for before anything is sent, and never shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.errors import AuthFailed, SpecError, UsageError
from baasctl.model.secret import Secret, Vault
from baasctl.model.target import Target
from baasctl.providers import supabase
from baasctl.providers.contract import Connection, Wanted
from baasctl.providers.supabase.access_token import access_token, format_warnings

REF = "abcdefghijklmnopqrst"
TOKEN = "sbp_" + "0123456789" * 4


def connection(
    settings: dict[str, Any] | None = None, environment: dict[str, str] | None = None, project: str = REF
) -> Connection:
    vault = Vault({"${env:T}": TOKEN})
    target = Target(name="prod", provider="supabase", project=project, settings=settings or {})
    return Connection(target=target, root=Path(), vault=vault, environment=environment or {})


@pytest.mark.parametrize(
    ("settings", "environment"),
    [
        ({"credentials": {"token": Secret("${env:T}")}}, {}),
        ({"credentials": {"token": Secret("${env:T}")}}, {"SUPABASE_ACCESS_TOKEN": "other"}),
        ({"credentials": {"token": TOKEN}}, {}),
        ({"credentials": {}}, {"SUPABASE_ACCESS_TOKEN": TOKEN}),
        ({}, {"SUPABASE_ACCESS_TOKEN": TOKEN}),
    ],
)
def test_the_target_comes_before_the_environment(settings: dict[str, Any], environment: dict[str, str]) -> None:
    """`credentials.token` of the target, or else the CLI's variable; it is redacted from then on."""
    asked = connection(settings, environment)
    assert access_token(asked) == TOKEN
    assert TOKEN not in asked.vault.redact(f"echo {TOKEN}")


@pytest.mark.parametrize("settings", [{}, {"credentials": {"token": Secret("${env:MISSING}")}}])
def test_a_missing_token_is_told_before_any_call(settings: dict[str, Any]) -> None:
    """The variable's name, the target's name, and where to make one; exit 3."""
    with pytest.raises(AuthFailed, match="SUPABASE_ACCESS_TOKEN") as caught:
        supabase.connect(connection(settings))
    assert caught.value.exit_code == 3
    assert "prod" in str(caught.value)


def test_connecting_sends_nothing() -> None:
    """The first request is the first read."""
    provider = supabase.connect(connection({}, {"SUPABASE_ACCESS_TOKEN": TOKEN}))
    assert provider.calls == 0
    assert TOKEN not in repr(vars(provider))
    assert provider.sources(Wanted(kinds=frozenset()), {}) == ()
    provider.close()


@pytest.mark.parametrize(
    ("token", "warns"),
    [
        (TOKEN, False),
        ("sbp_v0_" + "a" * 40, False),
        ("sbp_oauth_" + "a" * 40, False),
        ("eyJ0.eyJ1.sig", False),
        ("sb_secret_abc", True),
        ("sbp_short", True),
    ],
)
def test_an_odd_token_is_a_warning_only(token: str, *, warns: bool) -> None:
    """The API decides; the message has the length and not the token."""
    warnings = format_warnings(token)
    assert bool(warnings) is warns
    assert not any(warning.is_error or token in str(warning) for warning in warnings)


@pytest.mark.parametrize("project", ["", "short", "ABCDEFGHIJKLMNOPQRST", "abcdefghijklmnopqrs1", "../" + "a" * 17])
def test_what_cannot_be_a_reference_is_refused_before_any_call(project: str) -> None:
    """Twenty lower-case letters; the message shows what stands there."""
    with pytest.raises(SpecError, match="20 lower-case letters"):
        supabase.connect(connection({}, {"SUPABASE_ACCESS_TOKEN": TOKEN}, project))


@pytest.mark.parametrize("url", ["http://api.example.com", "ftp://x", "https://user:pw@x.test"])
def test_the_token_is_not_sent_in_clear_text(url: str) -> None:
    """The address may come from the environment, so that it is checked."""
    with pytest.raises(UsageError):
        supabase.connect(connection({"api_url": url}, {"SUPABASE_ACCESS_TOKEN": TOKEN}))
