"""`config.toml` of the Supabase CLI as a spec."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.adopt.write_project import write_project
from baasctl.adopt.write_spec import Adopted
from baasctl.model.errors import SpecError
from baasctl.providers.project_files import ProjectFiles
from baasctl.providers.supabase.cli_config.rows import CONFIG_ROWS, ConfigRow
from baasctl.providers.supabase.cli_config.values import Unwritable, duration_of, size_of
from baasctl.providers.supabase.project_folder import read_project
from baasctl.providers.supabase.support import SUPPORT
from baasctl.stores.disk_files import DiskFiles

SWITCHES = (
    *("email_optional", "skip_nonce_check", "secure_password_change", "allow_dynamic_registration"),
    "track_commit_timestamp",
)
GROUPS = ("auth.captcha", "auth.oauth_server", "db.network_restrictions")


def project(folder: Path, text: str, files: dict[str, str] | None = None) -> ProjectFiles:
    for name, content in {"config.toml": text, **(files or {})}.items():
        path = folder / "supabase" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return read_project(DiskFiles(folder / "supabase"), "supabase")


def adopted(folder: Path, text: str, files: dict[str, str] | None = None) -> Adopted:
    return write_project(project(folder, text, files), SUPPORT)


def spec(folder: Path, text: str, files: dict[str, str] | None = None) -> Any:
    return yaml.safe_load(adopted(folder, text, files).files["baas.yaml"])


def sample(row: ConfigRow) -> str:
    """A value of the type that the key has."""
    leaf = row.key.rpartition(".")[2]
    if row.key == "auth.sms.test_otp":
        return '{ 4915112345678 = "123456" }'
    if row.form in ("csv", "ranges"):
        return '["10.0.0.0/8"]' if row.form == "ranges" else '["one"]'
    if row.form == "bytes":
        return '"50MiB"'
    if row.form in ("hours", "seconds"):
        return '"2h0m0s"'
    if leaf.endswith(("enabled", "enable_signup", "rotation", "linking", "sign_ins", "confirmations", "changes")):
        return "true"
    if leaf in SWITCHES:
        return "true"
    texts = {
        "password_requirements": "letters_digits",
        "provider": "turnstile",
        "pool_mode": "session",
        "session_replication_role": "origin",
        "uri": "pg-functions://postgres/public/hook",
    }
    is_number = row.key.startswith(("auth.rate_limit.", "db.settings.max_", "storage.", "db.pooler.")) or leaf in (
        *("max_rows", "major_version", "jwt_expiry", "refresh_token_reuse_interval", "minimum_password_length"),
        *("otp_length", "otp_expiry", "port", "max_enrolled_factors"),
    )
    if leaf in texts:
        return f'"{texts[leaf]}"'
    is_size = row.key.endswith(("wal_size", "keep_size", "standby_archive_delay", "standby_streaming_delay"))
    return "9" if is_number and not is_size else '"text"'


def switched_on(key: str) -> list[str]:
    """The lines that switch on the group that a key is in."""
    parts = key.split(".")
    if key.startswith(("auth.external.", "auth.hook.")) or (key.startswith("auth.sms.") and len(parts) == 4):
        group = ".".join(parts[:3])
    else:
        group = next((each for each in GROUPS if key.startswith(each)), "")
    lines = [f"{group}.enabled = true"] if group and key != f"{group}.enabled" else []
    if key.startswith("auth.hook.") and not key.endswith(".uri"):
        lines.append(f'{group}.uri = "https://example.com/hook"')
    if key.startswith("auth.mfa.") and key.endswith(("enroll_enabled", "verify_enabled")):
        pair = {"enroll_enabled": "verify_enabled", "verify_enabled": "enroll_enabled"}
        lines.append(f"{key.rpartition('.')[0]}.{pair[parts[-1]]} = true")
    return lines


@pytest.mark.parametrize("row", CONFIG_ROWS, ids=lambda row: row.key)
def test_every_key_of_the_registry_is_written_or_listed(row: ConfigRow, tmp_path: Path) -> None:
    """No key is dropped silently: it changes the spec, or stands in the notes with a reason."""
    around = "\n".join(switched_on(row.key))
    found = project(tmp_path / "with", f"{around}\n{row.key} = {sample(row)}\n")
    notes = {note.key: note.reason for note in found.notes if not note.is_written}
    without = project(tmp_path / "without", around)

    assert bool(notes.get(row.key)) is not (found.common != without.common)
    assert set(notes) <= {row.key}, notes


UNWRITTEN = {
    "api.enabled",
    "auth.email.smtp.enabled",
    "db.major_version",
    "db.pooler.max_client_conn",
    "db.network_restrictions.enabled",
}


def test_few_keys_have_no_place(tmp_path: Path) -> None:
    """Of what the CLI sends, a spec cannot say these."""
    listed = set()
    for index, row in enumerate(CONFIG_ROWS):
        text = "\n".join([*switched_on(row.key), f"{row.key} = {sample(row)}"])
        listed |= {note.key for note in project(tmp_path / str(index), text).notes if not note.is_written}
    assert listed <= UNWRITTEN, listed - UNWRITTEN


def test_the_table_is_that_of_the_registry(shared: Path) -> None:
    """Keys, settings and secrets are those of the registry that the CLI ships."""
    rows = json.loads((shared / "contracts" / "supabase-config-registry-0.9.0.json").read_text("utf-8"))["rows"]
    assert [(row.key, row.wire, row.is_secret, row.equality) for row in CONFIG_ROWS] == [
        (each["configPath"], each["apiPath"], each.get("secret", False), each.get("arrayEquality", "")) for each in rows
    ]


def test_every_other_key_of_the_schema_has_a_reason(shared: Path, tmp_path: Path) -> None:
    """The keys of the CLI's JSON Schema that the registry lacks are listed, each with a reason of its own."""
    schema = json.loads((shared / "contracts" / "supabase-config-toml-schema-0.9.0.json").read_text("utf-8"))
    known = {row.key for row in CONFIG_ROWS}
    lines = [f"{key} = {text}" for key, text in schema_keys(schema, "") if key not in known]
    found = project(tmp_path, "\n".join(lines))
    reasons = {note.key: note.reason for note in found.notes}
    assert [line for line in lines if line.split(" = ")[0] not in reasons] == []
    assert [key for key, reason in reasons.items() if reason.startswith("no key")] == []


def schema_keys(schema: dict[str, Any], path: str) -> list[tuple[str, str]]:
    """Keys with a type, and a value of it; tables of the user's own names are left out."""
    found: list[tuple[str, str]] = []
    for name, below in schema.get("properties", {}).items():
        key = f"{path}.{name}" if path else name
        if "properties" in below:
            found += schema_keys(below, key)
        elif below.get("type") in ("string", "number", "boolean"):
            found.append((key, {"string": '"text"', "number": "1", "boolean": "false"}[below["type"]]))
    return found


def test_a_secret_in_plain_text_stays_out_of_the_spec(tmp_path: Path) -> None:
    """It is asked for by name, the name is listed, and a note says that the file holds it."""
    found = adopted(tmp_path, '[auth.email.smtp]\nhost = "mail.example.com"\npass = "a secret word"\n')
    assert found.secrets == {"SMTP_PASSWORD": "auth/email/smtp/password"}
    assert b"secret word" not in b"".join(found.files.values())


def test_names_of_the_environment_stay_names(tmp_path: Path) -> None:
    """`env(X)` is `${env:X}`, `${secret:env:X}` in a sensitive field, and refused where a spec wants a number."""
    text = 'auth.site_url = "env(URL)"\nauth.jwt_expiry = "env(TTL)"\n[auth.external.github]\nenabled = true\n'
    text += 'client_id = "a$${var:x}"\nsecret = "env(GITHUB)"\n'
    found = spec(tmp_path, text)
    assert found["auth"] == {"site_url": "${env:URL}"}
    assert found["identity_providers"]["github"]["client_secret"] == "${secret:env:GITHUB}"
    assert found["identity_providers"]["github"]["client_id"] == "a$$${var:x}"
    assert [note.key for note in project(tmp_path, text).notes] == ["auth.jwt_expiry"]


def test_remotes_become_targets_with_overrides(tmp_path: Path) -> None:
    """Each has its project and only what differs; what a remote switches off is null there."""
    text = """
[auth]
site_url = "https://dev.example.com"
additional_redirect_urls = ["https://a.example.com"]
[auth.email.smtp]
host = "mail.example.com"
[remotes.production]
project_id = "abcdefghijklmnopqrst"
auth.site_url = "https://example.com"
auth.email.smtp.enabled = false
[remotes.preview]
project_id = "env(PREVIEW)"
"""
    found = spec(tmp_path, text, {"migrations/1_a.sql": ""})
    common = {"provider": "supabase", "migrations": "supabase/migrations"}
    assert found["targets"] == {
        "production": {
            **common,
            "project": "abcdefghijklmnopqrst",
            "overrides": {"auth": {"site_url": "https://example.com", "email": {"smtp": None}}},
        },
        "preview": {**common, "project": "${env:PREVIEW}"},
    }
    assert found["auth"]["email"] == {"smtp": {"host": "mail.example.com"}}


def test_a_linked_folder_has_one_target(tmp_path: Path) -> None:
    """Without remotes, the project is the one that `supabase link` noted, or one to be named."""
    linked = spec(tmp_path / "one", "", {".temp/project-ref": "abcdefghijklmnopqrst\n"})
    assert linked["targets"]["main"]["project"] == "abcdefghijklmnopqrst"
    assert spec(tmp_path / "two", "")["targets"]["main"]["project"] == "${env:SUPABASE_PROJECT_ID}"


def test_functions_and_mails_stay_where_they_are(tmp_path: Path) -> None:
    """A folder is a function, as `functions deploy` sees it; paths in the file become paths from the source."""
    text = """
[functions.hello]
verify_jwt = false
import_map = "./functions/hello/deno.json"
static_files = ["./functions/hello/*.txt"]
[functions.off]
enabled = false
[functions.moved]
entrypoint = "./functions/other/main.ts"
[auth.email.template.invite]
content_path = "./supabase/mail/invite.html"
"""
    names = ("functions/hello/index.ts", "functions/_shared/index.ts", "functions/other/main.ts", "mail/invite.html")
    found = spec(tmp_path, text, {**dict.fromkeys(names, "text"), "functions/plain/index.ts": ""})
    assert found["functions"] == {
        "hello": {
            "source": "supabase/functions/hello",
            "trigger": {"http": {"auth": "none"}},
            "native": {"supabase": {"import_map": "deno.json", "static_files": ["*.txt"]}},
        },
        "plain": "supabase/functions/plain",
        "moved": {"source": "supabase/functions/other", "entrypoint": "main.ts"},
    }
    assert found["email_templates"] == {"invite": {"body": {"file": "supabase/mail/invite.html"}}}


def test_buckets_and_secrets_keep_their_names(tmp_path: Path) -> None:
    """Their settings are written; files are data, and what is no text is listed."""
    text = """
[storage.buckets.pictures]
public = true
file_size_limit = "5MiB"
allowed_mime_types = ["image/png", "image/jpeg"]
objects_path = "./pictures"
[storage.buckets.papers]
allowed_mime_types = []
[edge_runtime.secrets]
API_KEY = "env(API_KEY)"
OTHER = "plain"
WRONG = 1
"""
    found = spec(tmp_path, text)
    assert found["buckets"] == {
        "papers": {"public": False},
        "pictures": {"public": True, "max_size": "5MiB", "mime_types": ["image/jpeg", "image/png"]},
    }
    assert found["function_secrets"] == {
        "API_KEY": "${secret:env:API_KEY}",
        "OTHER": "${secret:env:OTHER}",
    }
    notes = {note.key for note in project(tmp_path, text).notes if not note.is_written}
    assert notes == {
        "storage.buckets.pictures.objects_path",
        "storage.buckets.papers.allowed_mime_types",
        "edge_runtime.secrets.WRONG",
    }


def test_third_party_auth_becomes_trusted_issuers(tmp_path: Path) -> None:
    """By the address of the issuer that the CLI itself derives; only enabled ones."""
    text = """
[auth.third_party]
firebase = { enabled = true, project_id = "acme" }
auth0 = { enabled = true, tenant = "acme", tenant_region = "eu" }
aws_cognito = { enabled = true, user_pool_id = "pool", user_pool_region = "eu-west-1" }
clerk = { enabled = false, domain = "clerk.acme.example" }
workos = { enabled = true, issuer_url = "env(ISSUER)" }
"""
    found = spec(tmp_path, text)["identity_providers"]
    assert {name: each["issuer"] for name, each in found.items()} == {
        "auth0": "https://acme.eu.auth0.com",
        "aws_cognito": "https://cognito-idp.eu-west-1.amazonaws.com/pool",
        "firebase": "https://securetoken.google.com/acme",
    }
    assert {each["protocol"] for each in found.values()} == {"jwt"}
    left = {note.key for note in project(tmp_path, text).notes if not note.is_written}
    assert left == {
        f"auth.third_party.{key}"
        for key in (
            "clerk.enabled",
            "clerk.domain",
            "workos.enabled",
            "workos.issuer_url",
        )
    }


def test_confirmation_of_numbers_is_what_the_key_says(tmp_path: Path) -> None:
    """Older CLIs pushed `enable_confirmations` uninverted; a spec says what the user meant, and the notes say so."""
    text = "auth.sms.enable_confirmations = true\n"
    assert spec(tmp_path, text)["auth"] == {"sign_up": {"confirm_phone": True}}
    assert [note.is_written for note in project(tmp_path, text).notes] == [True]


def test_broken_toml_is_shown_at_its_place(tmp_path: Path) -> None:
    """The file, the line and the column."""
    with pytest.raises(SpecError) as caught:
        project(tmp_path, 'project_id = "a"\n[auth\n')
    (problem,) = caught.value.diagnostics
    assert problem.code == "SPEC450"
    assert problem.span is not None
    assert (Path(problem.span.file).name, problem.span.line) == ("config.toml", 2)


@pytest.mark.parametrize(("text", "seconds"), [("24h", 86400), ("1m0s", 60), ("1.5h", 5400), ("500ms", 0.5), ("0", 0)])
def test_durations_are_those_of_go(text: str, seconds: float) -> None:
    """Units add up; nothing but a duration is one."""
    assert duration_of(text) == seconds
    with pytest.raises(Unwritable):
        duration_of(f"{text} x")


@pytest.mark.parametrize(("text", "size"), [("50MiB", 52428800), ("50MB", 52428800), ("1g", 2**30), (7, 7)])
def test_sizes_are_binary(text: object, size: int) -> None:
    """As the CLI reads them, whatever the letter says."""
    assert size_of(text) == size


def test_nothing_but_a_size_is_one() -> None:
    """Text without a number is refused."""
    with pytest.raises(Unwritable):
        size_of("large")
