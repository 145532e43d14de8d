"""What baasctl applied is what the Supabase CLI finds; the project is described twice, in `project/`."""

from __future__ import annotations

import hashlib
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.clients.supabase_cli.conftest import BothClients

pytestmark = pytest.mark.npm

NOT_SETTINGS = {"project_id", "functions"}
NOT_COMPARED = ("content_path", "secret", "secrets", "pass", "auth_token")
"""`config diff` compares no secrets and no mail bodies; `config push` does."""


def leaves(table: dict[str, Any], path: str = "") -> set[str]:
    """Paths of all values of a TOML file."""
    found: set[str] = set()
    for key, value in table.items():
        found |= leaves(value, f"{path}{key}.") if isinstance(value, dict) else {path + key}
    return found


def test_config_diff_sees_nothing(both: BothClients) -> None:
    """Dozens of settings in six services differed before; after apply none does, and no service is left out."""
    assert len(both.before) > 70
    found = both.cli.json("config", "diff")

    assert [change for change in found["changes"] if change["class"] != "remote_only"] == []
    assert found["scope"]["missing"] == []


def test_the_cli_compares_what_was_applied(both: BothClients) -> None:
    """What `config diff` did not call different before apply had the platform's default, and is on a short list."""
    with (both.cli.folder / "supabase" / "config.toml").open("rb") as file:
        written = {key: value for key, value in tomllib.load(file).items() if key not in NOT_SETTINGS}
    comparable = {path for path in leaves(written) if not path.endswith(NOT_COMPARED)}

    assert comparable - set(both.before) == {
        "auth.email.enable_signup",
        "auth.sms.enable_confirmations",
        "db.major_version",
        "db.network_restrictions.enabled",
    }


def test_config_push_has_nothing_to_send(both: BothClients) -> None:
    """It also compares secrets by their digest and the texts of mails, and finds all of them as they should be."""
    calls = len(both.cli.supabase.calls())
    both.cli.run("config", "push", "--yes")

    assert {call.split()[0] for call in both.cli.supabase.calls()[calls:]} == {"GET"}


def test_secrets_list_has_what_was_applied(both: BothClients) -> None:
    """Each declared secret with the SHA-256 of its value; the others are the platform's own."""
    listed = {each["name"]: each["value"] for each in both.cli.json("secrets", "list")["secrets"]}
    own = {name: digest for name, digest in listed.items() if not name.startswith("SUPABASE_")}

    values = {name: both.cli.variables[name] for name in ("API_KEY", "MODE")}
    assert own == {name: hashlib.sha256(value.encode()).hexdigest() for name, value in values.items()}


def test_functions_are_listed_and_downloaded(both: BothClients, tmp_path: Path) -> None:
    """Settings are as declared; the sources come back byte for byte, shared code included."""
    listed = both.cli.json("functions", "list")["functions"]
    assert {each["slug"]: each["verify_jwt"] for each in listed} == {"greet": True, "report": False}

    both.cli.run("functions", "download", "greet", "--use-api", "--workdir", str(tmp_path))
    for name in ("greet/index.ts", "_shared/word.ts"):
        path = f"supabase/functions/{name}"
        assert (tmp_path / path).read_bytes() == (both.cli.folder / path).read_bytes()


def test_single_sign_on_is_listed(both: BothClients) -> None:
    """The provider that the spec declares, with its domain."""
    (provider,) = both.cli.json("sso", "list")["providers"]

    assert provider["saml"]["entity_id"] == "https://acme.example/saml"
    assert [each["domain"] for each in provider["domains"]] == ["acme.example"]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (
            "network-restrictions",
            {
                "status": "applied",
                "config": {
                    "dbAllowedCidrs": ["198.51.100.4/32", "203.0.113.0/24"],
                    "dbAllowedCidrsV6": ["2001:db8::/32"],
                },
            },
        ),
        ("ssl-enforcement", {"currentConfig": {"database": True}, "appliedSuccessfully": True}),
        (
            "postgres-config",
            {
                "max_connections": 90,
                "session_replication_role": "origin",
                "shared_buffers": "256MB",
                "statement_timeout": "30s",
                "track_commit_timestamp": True,
                "work_mem": "8MB",
            },
        ),
    ],
)
def test_database_settings_are_shown(both: BothClients, command: str, expected: dict[str, Any]) -> None:
    """Each service's own command says what the spec says."""
    found = both.cli.json(command, "get", "--experimental")

    assert {name: found[name] for name in expected} == expected


def test_the_policy_is_in_the_database(both: BothClients) -> None:
    """`db query` finds the rule and row level security."""
    rows = both.cli.run("db", "query", "select policyname, roles, qual from pg_policies", "--read-only")

    assert "Owners read" in rows
    assert "authenticated" in rows
    assert "auth.uid()" in rows
