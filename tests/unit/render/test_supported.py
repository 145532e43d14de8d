"""The provider's table against what a spec declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from baasctl.load import load
from baasctl.model.errors import SpecError
from baasctl.model.field import Field, Shape, Unit
from baasctl.providers.contract import Answered, Bounds, No, Support, Yes
from baasctl.render import render
from baasctl.render.bounds import violation
from baasctl.resolve import resolve

NO = No(reason="there is no such thing", verified=date(2026, 11, 22), source="a contract")
SUPPORT = Support(
    provider="supabase",
    title="Elsewhere",
    kinds={"auth": Yes(), "functions": Yes(), "auth_hooks": NO, "email_templates": Yes()},
    fields={
        "auth": {
            "email.smtp.host": Yes(),
            "email.smtp.port": Yes(unset=False),
            "sessions.overall_timeout": Yes(bounds=Bounds(minimum=60, maximum=7200, whose="Elsewhere")),
            "mfa.factors": Yes(bounds=Bounds(choices=("totp",), whose="Elsewhere")),
            "native.free": Yes(),
            "native.list": Yes(bounds=Bounds(longest=2, pattern="[a-z]+")),
        },
        "functions": {
            "memory": Yes(bounds=Bounds(maximum=2**20, whose="Elsewhere")),
            "env": Yes(bounds=Bounds(longest=1)),
            "env.*": Yes(bounds=Bounds(longest=3, whose="Elsewhere")),
        },
        "email_templates": {"subject": Yes(bounds=Bounds(longest=5, pattern="[A-Z].*"))},
    },
    native={
        "auth": {"free": Field(), "list": Field(shape=Shape.SET, element=Field()), "hidden": Field(sensitive=True)},
    },
    settings={
        "region": Field(),
        "zones": Field(shape=Shape.SET, element=Field()),
        "keys": Field(shape=Shape.RECORD, members={"main": Field(sensitive=True), "name": Field()}),
    },
)


def told(tmp_path: Path, text: str, support: Support = SUPPORT, target: str = "") -> str:
    (tmp_path / "baas.yaml").write_text(
        f"baasctl: 1\ntargets: {{prod: {{provider: supabase, project: x{target}}}}}\n{text}", encoding="utf-8"
    )
    with pytest.raises(SpecError) as caught:
        render(
            resolve(load(str(tmp_path / "baas.yaml")), "prod", environment={}, support_of=lambda _: support), support
        )
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("auth_hooks: {send_email: {uri: x}}", ["SPEC084", "there is no such thing (verified 2026-11-22, a contract)"]),
        ("tables: {public.notes: {rls: true}}", ["SPEC084", "`tables` on Elsewhere", "skip: [tables]"]),
        ("auth: {site_url: x}", ["SPEC086", "`site_url` of `auth` on Elsewhere"]),
        ("auth: {email: {smtp: null}}", ["SPEC087", "`email.smtp` is always set"]),
        ("auth: {email: {smtp: {port: null}}}", ["SPEC087", "`email.smtp.port`"]),
        ("auth: {passkeys: null}", ["SPEC086", "`passkeys`"]),
        ("auth: {sessions: {overall_timeout: 3h}}", ["SPEC088", "is `3h`, but must be from 1m to 2h", "Elsewhere's"]),
        ("auth: {mfa: {factors: [totp, sms]}}", ["SPEC088", "has `sms`, but may hold only: totp"]),
        ("auth: {native: {supabase: {list: [a, b, c]}}}", ["has 3 members, but may have 2"]),
        ("auth: {native: {supabase: {list: [a, B]}}}", ["has `B`, but each member must match [a-z]+"]),
        ("auth: {native: {supabase: {hidden: text}}}", ["SPEC089", "may not stand in the spec as plain text"]),
        ('auth: {native: {supabase: {free: "${secret:env:X}"}}}', ["SPEC050", "would be shown"]),
        ("auth: {native: {supabase: {unknown: 1}}}", ["SPEC058", "known here: free, hidden, list"]),
        ("functions: {a: {memory: 2MiB}}", ["is `2MiB`, but must be 1MiB or less"]),
        ("functions: {a: {env: {A: abc, B: abc}}}", ["has 2 members, but may have 1"]),
        (
            "functions: {a: {env: {A: abcd}}}",
            ["`env.A` is `abcd`, but must have at most 3 characters, and these are 4"],
        ),
        ("email_templates: {invite: {subject: Welcome}}", ["must have at most 5 characters, and these are 7"]),
        ("email_templates: {invite: {subject: hello}}", ["must match [A-Z].*"]),
    ],
)
def test_what_the_provider_does_not_have_or_take_is_told(tmp_path: Path, text: str, words: list[str]) -> None:
    """Value, limit, whose limit, reason and since when it is known."""
    message = told(tmp_path, text)

    assert [word for word in words if word not in message] == []
    assert "baas.yaml:3:" in message


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (", region: [a]", ["SPEC041", "`region` is a list"]),
        (', region: "${secret:env:X}"', ["SPEC050", "`region`"]),
        (", zones: a", ["SPEC049", "`zones`"]),
        (", keys: a", ["SPEC040", "`keys`"]),
        (", keys: {main: abc}", ["SPEC048", "`main`"]),
        (", keys: {mian: abc}", ["SPEC043", "did you mean `main`"]),
    ],
)
def test_settings_of_a_target_have_their_shapes(tmp_path: Path, target: str, words: list[str]) -> None:
    """Each provider says which members its targets have."""
    message = told(tmp_path, "", target=target)

    assert [word for word in words if word not in message] == []


def test_one_name_may_differ_from_the_others(tmp_path: Path) -> None:
    """An exception beats the kind's row; names that the provider does not know are told with the near one."""
    exceptions: Mapping[tuple[str, str, str], Answered] = {("email_templates", "invite", "subject"): NO}
    names = {"email_templates": {"invite": Yes(), "recovery": Yes()}}
    support = replace(SUPPORT, exceptions=exceptions, names=names)

    assert "SPEC086" in told(tmp_path, "email_templates: {invite: {subject: Hello}}", support)
    assert "did you mean `invite`" in told(tmp_path, "email_templates: {invit: {subject: Hello}}", support)


@pytest.mark.parametrize(
    ("value", "bounds", "field", "words"),
    [
        (5, Bounds(minimum=1, maximum=9), Field(), ""),
        (0, Bounds(minimum=1), Field(), "must be 1 or more"),
        (10, Bounds(maximum=9.5), Field(), "must be 9.5 or less"),
        (True, Bounds(minimum=0), Field(), "must be a number"),
        ("x", Bounds(minimum=0), Field(), "must be a number"),
        (5, Bounds(longest=3), Field(), "must be text"),
        (1, Bounds(choices=(True, False)), Field(), "must be `true` or `false` without quotes"),
        (1, Bounds(choices=(1, 2)), Field(), ""),
        ("3", Bounds(choices=(1, 2)), Field(), "must be one of: 1, 2"),
        (90, Bounds(minimum=120), Field(unit=Unit.SECONDS), "must be 2m or more"),
        (("b", "a"), Bounds(sets=(("a", "b"), ())), Field(shape=Shape.SET), ""),
        (("a",), Bounds(sets=(("a", "b"), ())), Field(shape=Shape.SET), "is [a], but must be one of these: [a, b]; []"),
        (None, Bounds(minimum=1), Field(), ""),
    ],
)
def test_bounds_say_what_is_wrong(value: Any, bounds: Bounds, field: Field, words: str) -> None:
    """In the field's unit, and with nothing to say when the value fits."""
    assert violation(value, bounds, field) == words
