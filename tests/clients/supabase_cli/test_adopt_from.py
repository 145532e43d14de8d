"""A project of the Supabase CLI moves to baasctl, and the CLI sees no difference afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from baasctl.adopt.write_project import write_project
from baasctl.providers.supabase.project_folder import read_project
from baasctl.providers.supabase.support import SUPPORT
from baasctl.stores.disk_files import DiskFiles
from tests.contract.project import SpecProject

if TYPE_CHECKING:
    from tests.clients.supabase_cli.conftest import SupabaseCli

pytestmark = pytest.mark.npm

CONFIG = Path(__file__).with_name("adopted.toml")
ENVIRONMENT = {
    "SITE_URL": "https://app.example.com",
    "SMTP_PASSWORD": "a secret word",
    "TWILIO_TOKEN": "a token",
    "GITHUB_SECRET": "another secret",
    "CAPTCHA_SECRET": "a third secret",
    "HOOK_SECRET": "v1,whsec_dGhpcyBpcyBhIHNlY3JldA==",
    "API_KEY": "a key",
    "SMS_TEST_NUMBERS_4152127777": "123456",
}


def test_the_cli_sees_no_difference_after_baasctl_applied_its_file(cli: SupabaseCli, tmp_path: Path) -> None:
    """`adopt --from`, `apply`, `config diff`: equal in what both know, secrets aside."""
    text = CONFIG.read_text("utf-8").replace("abcdefghijklmnopqrst", cli.supabase.ref)
    cli.write("config.toml", text)
    cli.write("templates/invite.html", "<p>{{ .ConfirmationURL }}</p>\n")
    cli.write("functions/hello/index.ts", "Deno.serve(() => new Response('hello'));\n")
    cli.variables.update(ENVIRONMENT)
    folder = cli.folder / "supabase"

    project = SpecProject(cli.supabase, cli.folder, dict(ENVIRONMENT))
    project.write_adopted(write_project(read_project(DiskFiles(folder), "supabase"), SUPPORT))
    result = project.apply()
    assert result.is_converged, [str(each) for each in result.diagnostics]
    assert project.plan().is_empty

    changes = cli.json("config", "diff")["changes"]
    different = [".".join(each["path"]) for each in changes if each["class"] != "remote_only"]
    assert different == []
    assert [each["slug"] for each in cli.supabase.get("/functions")] == ["hello"]
