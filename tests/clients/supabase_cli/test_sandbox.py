"""The official Supabase CLI uses the sandbox as it uses the platform, and decodes every answer strictly."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.clients.supabase_cli.conftest import SupabaseCli

pytestmark = pytest.mark.npm

CONFIG = """
project_id = "client"
[api]
schemas = ["public"]
max_rows = 500
[db]
major_version = 17
[db.settings]
max_connections = 90
[db.network_restrictions]
enabled = true
allowed_cidrs = ["10.0.0.0/8"]
allowed_cidrs_v6 = ["fd00::/8"]
[db.ssl_enforcement]
enabled = true
[storage]
file_size_limit = "10MiB"
[auth]
site_url = "https://app.example.com"
additional_redirect_urls = ["https://a.example.com", "https://b.example.com"]
jwt_expiry = 1800
minimum_password_length = 10
[auth.email.smtp]
enabled = true
host = "mail.example.com"
port = 587
user = "mailer"
pass = "a secret word"
admin_email = "admin@example.com"
sender_name = "Example"
[auth.external.github]
enabled = true
client_id = "client"
secret = "another secret"
"""
METADATA = (
    '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">'
    '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:SingleSignOnService'
    ' Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/sso"/>'
    "</md:IDPSSODescriptor></md:EntityDescriptor>"
)


def test_config_push_converges(cli: SupabaseCli) -> None:
    """What it declares differs first and not afterwards; secrets are recognised by their digest and not sent again."""
    cli.write("config.toml", CONFIG)
    assert "auth.site_url" in cli.differences()
    cli.run("config", "push", "--yes")
    assert cli.differences() == []

    before = len(cli.supabase.calls())
    cli.run("config", "push", "--yes")
    assert {call.split()[0] for call in cli.supabase.calls()[before:]} == {"GET"}


def test_a_change_behind_its_back_is_seen(cli: SupabaseCli) -> None:
    """Drift that the sandbox was given shows in `config diff`, by name."""
    cli.write("config.toml", CONFIG)
    cli.run("config", "push", "--yes")
    cli.supabase.change("PATCH", "/config/auth", {"jwt_exp": 60})
    cli.supabase.change("PATCH", "/postgrest", {"max_rows": 5})

    assert cli.differences() == ["api.max_rows", "auth.jwt_expiry"]


def test_functions_travel_there_and_back(cli: SupabaseCli) -> None:
    """Deploy one, deploy several, list, download, delete."""
    cli.write("config.toml", 'project_id = "client"\n')
    cli.write("functions/_shared/word.ts", 'export const word = "hello"\n')
    source = 'import { word } from "../_shared/word.ts"\nDeno.serve(() => new Response(word))\n'
    for slug in ("one", "two"):
        cli.write(f"functions/{slug}/index.ts", source)
    cli.run("functions", "deploy", "one", "--use-api", "--yes")
    cli.run("functions", "deploy", "--use-api", "--yes")
    assert [item["slug"] for item in cli.supabase.get("/functions")] == ["one", "two"]
    assert "two" in cli.run("functions", "list")

    downloaded = cli.folder / "supabase" / "functions" / "two" / "index.ts"
    downloaded.unlink()
    cli.run("functions", "download", "two", "--use-api")
    assert downloaded.read_text() == source

    cli.run("functions", "delete", "one", "--yes")
    assert [item["slug"] for item in cli.supabase.get("/functions")] == ["two"]


def test_secrets_are_set_listed_and_unset(cli: SupabaseCli) -> None:
    """The list shows the digest that the CLI's users know."""
    cli.run("secrets", "set", "A=word", "B=other", "--yes")
    assert hashlib.sha256(b"word").hexdigest() in cli.run("secrets", "list")
    cli.run("secrets", "unset", "A", "--yes")

    assert "B" in {item["name"] for item in cli.supabase.get("/secrets")}
    assert "A" not in {item["name"] for item in cli.supabase.get("/secrets")}


def test_single_sign_on_needs_saml(cli: SupabaseCli) -> None:
    """Off, the CLI says what to switch on; on, it adds and lists."""
    (cli.folder / "metadata.xml").write_text(METADATA)
    cli.run("sso", "list", expect=1)
    cli.supabase.change("PATCH", "/config/auth", {"saml_enabled": True})
    cli.run("sso", "add", "--type", "saml", "--metadata-file", "metadata.xml", "--domains", "example.com", "--yes")

    assert "https://idp.example.com" in cli.run("sso", "list")


def test_database_settings_are_read_and_written(cli: SupabaseCli) -> None:
    """Network restrictions, SSL enforcement, Postgres settings."""
    cli.run("network-restrictions", "update", "--experimental", "--db-allow-cidr", "1.2.3.4/32", "--yes")
    cli.run("ssl-enforcement", "update", "--experimental", "--enable-db-ssl-enforcement", "--yes")
    cli.run("postgres-config", "update", "--experimental", "--config", "max_connections=95", "--yes")

    assert "1.2.3.4/32" in cli.run("network-restrictions", "get", "--experimental")
    assert "SSL is being enforced" in cli.run("ssl-enforcement", "get", "--experimental")
    assert "95" in cli.run("postgres-config", "get", "--experimental")


def test_sql_runs_on_the_projects_database(cli: SupabaseCli) -> None:
    """`db query` writes and reads; `db advisors` sees the open table."""
    cli.run("db", "query", "create table public.notes (id int); insert into public.notes values (41)", "--yes")

    assert "41" in cli.run("db", "query", "select id from public.notes", "--read-only")
    assert "rls_disabled_in_public" in cli.run("db", "advisors")
