"""Auth settings: stored sparsely, masked, rewritten, and never a plaintext secret on disk."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Any

import pytest

from baasctl.sandbox.server import SandboxServer
from baasctl.sandbox.supabase.auth_contract import NEVER_NULL, SECRETS, WRITABLE
from baasctl.sandbox.supabase.auth_defaults import MAIL_TEXTS, defaults
from baasctl.sandbox.supabase.project import ProjectOptions
from baasctl.sandbox.supabase.validation import Field
from tests.sandbox_fixtures import SupabaseProject, new_project

AUTH = "/config/auth"
SAMPLES = {"password_required_characters": "", "sms_test_otp": "4915100000=123456", "sessions_tags": "web, mobile"}


def sample(name: str, field: Field) -> Any:
    """A legal value for a field."""
    if name in SAMPLES:
        return SAMPLES[name]
    if field.format:
        return {"email": "admin@example.com", "date-time": "2027-01-01T00:00:00Z"}[field.format]
    if field.enum:
        return field.enum[-1]
    return {"boolean": True, "integer": field.minimum or 7, "number": 1.5, "string": "text"}[field.kind]


def effective(project: SupabaseProject) -> dict[str, Any]:
    found: dict[str, Any] = project.get(f"/v2/projects/{project.ref}/config")["data"]["attributes"]["auth"]
    return found


def test_every_field_reads_back_as_written(supabase: SupabaseProject) -> None:
    """All writable fields in one PATCH; secrets come back as their digest, Apple's ids merged."""
    values = {name: sample(name, field) for name, field in WRITABLE.items()}
    supabase.change("PATCH", AUTH, values)
    read = supabase.get(AUTH)

    merged = ("external_apple_client_id", "external_apple_additional_client_ids")
    plain = {name: value for name, value in values.items() if name not in SECRETS and name not in merged}
    assert {name: read[name] for name in plain} == plain
    assert {name: effective(supabase)[name] for name in plain} == plain
    digest = hmac.new(supabase.ref.encode(), b"text", hashlib.sha256).hexdigest()
    assert {read[name] for name in SECRETS} == {digest}


def test_a_value_outside_its_bounds_is_refused_and_nothing_is_stored(supabase: SupabaseProject) -> None:
    """Each bound of each field; a body with one bad member changes nothing."""
    before = supabase.get(AUTH)
    for name, field in WRITABLE.items():
        bad: list[Any] = [[], {}]
        bad += [field.minimum - 1] if field.minimum is not None else []
        bad += [field.maximum + 1] if field.maximum is not None else []
        bad += ["no such option"] if field.enum else []
        bad += [None] if not field.nullable else []
        for value in bad:
            answer = supabase.request("PATCH", AUTH, {"disable_signup": True, name: value})
            assert (answer.status, f"{name}: ".encode() in answer.body) == (400, True), (name, value)
    assert supabase.get(AUTH) == before


def test_refusals_read_as_the_platforms(supabase: SupabaseProject) -> None:
    """The text that users reported for an empty enum value."""
    answer = supabase.request("PATCH", AUTH, {"db_max_pool_size_unit": ""})

    assert answer.body.decode() == (
        "{\"message\":\"db_max_pool_size_unit: Invalid enum value. Expected 'connections' | 'percent', received ''\"}"
    )


def test_a_field_that_was_never_set_reads_null_and_its_default_is_effective(supabase: SupabaseProject) -> None:
    """Set-ness is in v1, the value in force in v2; some fields cannot be null."""
    read = supabase.get(AUTH)

    never_null = NEVER_NULL - {"custom_oauth_max_providers"}
    assert {name for name in WRITABLE if read[name] is not None} == never_null | MAIL_TEXTS
    assert effective(supabase)["jwt_exp"] == 3600
    assert effective(supabase)["mailer_subjects_invite"] == "You have been invited"


def test_null_unsets(supabase: SupabaseProject) -> None:
    """Null brings the default back, also for a secret."""
    supabase.change("PATCH", AUTH, {"jwt_exp": 60, "smtp_pass": "word"})
    supabase.change("PATCH", AUTH, {"jwt_exp": None, "smtp_pass": None})

    assert supabase.get(AUTH)["jwt_exp"] is None
    assert supabase.get(AUTH)["smtp_pass"] is None
    assert effective(supabase)["jwt_exp"] == 3600


def test_a_masked_value_written_back_becomes_the_secret(supabase: SupabaseProject) -> None:
    """The platform cannot tell a mask from a password, and neither does the sandbox."""
    supabase.change("PATCH", AUTH, {"smtp_pass": "word"})
    masked = supabase.get(AUTH)["smtp_pass"]
    supabase.change("PATCH", AUTH, {"smtp_pass": masked})

    assert supabase.get(AUTH)["smtp_pass"] == hmac.new(supabase.ref.encode(), masked.encode(), "sha256").hexdigest()


def test_additional_apple_ids_are_merged_into_the_first_field(supabase: SupabaseProject) -> None:
    """What was sent in two fields reads back in one."""
    supabase.change("PATCH", AUTH, {"external_apple_client_id": "a", "external_apple_additional_client_ids": "b, c"})

    assert supabase.get(AUTH)["external_apple_client_id"] == "a,b,c"
    assert supabase.get(AUTH)["external_apple_additional_client_ids"] is None


def test_a_disabled_feature_keeps_its_settings(supabase: SupabaseProject) -> None:
    """A captcha that is switched off still has its provider."""
    supabase.change("PATCH", AUTH, {"security_captcha_enabled": True, "security_captcha_provider": "turnstile"})
    supabase.change("PATCH", AUTH, {"security_captcha_enabled": False})

    assert supabase.get(AUTH)["security_captcha_provider"] == "turnstile"


def test_unknown_keys_are_dropped_and_noted(supabase: SupabaseProject) -> None:
    """The contract forbids no key; the log tells the developer."""
    answer = supabase.request("PATCH", AUTH, {"jwt_expp": 60})

    assert answer.status == 200
    assert b"jwt_expp" not in answer.body
    assert answer.note == "ignored unknown keys: jwt_expp"


def test_no_plaintext_secret_reaches_the_disk(sandbox: SandboxServer) -> None:
    """Secrets are digested before they are stored, and bodies are not logged."""
    project = new_project(sandbox)
    project.change("PATCH", AUTH, {"smtp_pass": "hunter2hunter2"})
    project.change("POST", "/secrets", [{"name": "KEY", "value": "hunter2hunter2"}])

    files = [path for path in sandbox.data.rglob("*") if path.is_file()]
    assert [path for path in files if b"hunter2hunter2" in path.read_bytes()] == []


@pytest.mark.parametrize(("status", "message"), [(404, "Cannot GET"), (403, "necessary privileges")])
def test_the_effective_settings_can_be_missing(sandbox: SandboxServer, status: Any, message: str) -> None:
    """The v2 endpoint is alpha: a project without it answers as a platform without it would."""
    project = new_project(sandbox, effective_config_status=status)
    answer = project.request("GET", f"/v2/projects/{project.ref}/config")

    assert answer.status == status
    assert message in answer.body.decode()


def test_options_can_change_under_a_running_project(sandbox: SandboxServer) -> None:
    """Its settings stay; the next request meets the new options."""
    project = new_project(sandbox)
    project.change("PATCH", AUTH, {"jwt_exp": 61})
    sandbox.change_supabase_project(project.ref, ProjectOptions(effective_config_status=404, unset_reads="null"))

    assert project.request("GET", f"/v2/projects/{project.ref}/config").status == 404
    assert project.get(AUTH)["jwt_exp"] == 61
    assert project.get(AUTH)["mailer_subjects_invite"] is None


def test_unset_mail_texts_can_read_null(sandbox: SandboxServer) -> None:
    """Whoever reads settings copes with both."""
    project = new_project(sandbox, unset_reads="null")

    assert {project.get(AUTH)[name] for name in MAIL_TEXTS} == {None}


def test_unset_fields_can_read_as_recorded(sandbox: SandboxServer) -> None:
    """The recordings show defaults where nothing was set; a project can be told to answer so."""
    project = new_project(sandbox, unset_reads="default")

    assert {name: project.get(AUTH)[name] for name in WRITABLE} == dict(defaults())


def test_csv_can_come_back_with_spaces(sandbox: SandboxServer) -> None:
    """The server may write csv in its own way."""
    project = new_project(sandbox, spaced_csv=True)
    project.change("PATCH", AUTH, {"uri_allow_list": "https://a.test,https://b.test"})

    assert project.get(AUTH)["uri_allow_list"] == "https://a.test, https://b.test"


def test_a_plan_can_lack_a_setting(sandbox: SandboxServer) -> None:
    """The free plan refuses what it does not include, and its entitlements say so."""
    project = new_project(sandbox, plan="free")
    refused = project.request("PATCH", AUTH, {"password_hibp_enabled": True})
    organization = project.project.options.organization
    entitlements = {
        item["feature"]["key"]: item["hasAccess"]
        for item in project.get(f"/v1/organizations/{organization}/entitlements")["entitlements"]
    }

    assert refused.status == 402
    assert entitlements["auth.password_hibp"] is False
    assert project.request("PATCH", AUTH, {"password_hibp_enabled": False}).status == 200


def test_mail_limits_can_need_a_mail_server(sandbox: SandboxServer) -> None:
    """As observed on the platform: 401 without custom SMTP, though the token may write."""
    project = new_project(sandbox, smtp_required=True)

    assert project.request("PATCH", AUTH, {"rate_limit_email_sent": 100}).status == 401
    assert project.request("PATCH", AUTH, {"rate_limit_email_sent": 100, "smtp_host": "mail.test"}).status == 200


def test_settings_survive_the_process(sandbox: SandboxServer, tmp_path: Path) -> None:
    """What was acknowledged is on disk."""
    project = new_project(sandbox)
    project.change("PATCH", AUTH, {"jwt_exp": 61})
    sandbox.close()

    server = project.project.database.postgres.server
    with SandboxServer(sandbox.data, durable=False, rate_limit=0, postgres=server) as reopened:
        again = SupabaseProject(sandbox=reopened, project=reopened.projects()[0])
        assert again.get(AUTH)["jwt_exp"] == 61
        assert reopened.token == sandbox.token
