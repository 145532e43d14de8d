"""App Check and apps through the Firebase CLI, and the same through baasctl."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.clients.firebase_cli.conftest import BothClients, not_understood, pointed_at
from tests.sandbox_fixtures import FirebaseProject

if TYPE_CHECKING:
    from tests.clients.firebase_cli.conftest import FirebaseCli

pytestmark = pytest.mark.npm

TOKEN = "0f2d1c3a-6c5b-4d8e-9f0a-1b2c3d4e5f60"
SPEC = """baasctl: 1
targets: {prod: {provider: firebase, project: "${env:FIREBASE_PROJECT}"}}
app_check:
  services:
    firestore: {enforcement: enforced}
  apps:
    Shop:
      recaptcha_enterprise: {site_key: key-1, minimum_score: 0.7, token_lifetime: 2h}
      debug_tokens: {CI: "${secret:env:CI_TOKEN}"}
"""


@pytest.fixture
def both(modules: Path, firebase: FirebaseProject, tmp_path: Path) -> BothClients:
    """The CLI with its App Check commands switched on, and a spec beside it."""
    cli = pointed_at(firebase, modules, tmp_path / "work", CI_TOKEN=TOKEN)
    cli.run("experiments:enable", "appcheckadmin")
    cli.run("apps:create", "web", "Shop")
    (cli.folder / "baas.yaml").write_text(SPEC, encoding="utf-8")
    return BothClients(cli=cli)


def app_of(cli: FirebaseCli) -> str:
    (app,) = cli.json("apps:list")
    return str(app["appId"])


def test_both_see_what_the_other_one_wrote(both: BothClients) -> None:
    """What baasctl applies the CLI reads, what the CLI changes is drift."""
    cli = both.cli
    app = app_of(cli)
    assert both.apply()[0] == 0
    assert cli.json("appcheck:services:get", "firestore")["enforcementMode"] == "ENFORCED"
    found = cli.json("appcheck:providers:get", "recaptcha-enterprise", "--app", app)
    assert found["siteKey"] == "key-1"
    assert found["tokenTtl"] == "7200s"
    (token,) = cli.json("appcheck:debugtokens:list", "--app", app)
    assert token["displayName"] == "CI"
    assert both.drift() == (0, [])

    cli.run("appcheck:services:set", "firestore", "unenforced", "--force")
    cli.run("appcheck:providers:set", "recaptcha-enterprise", "--app", app, "--min-score", "0.3")
    cli.run("appcheck:debugtokens:create", TOKEN, "--app", app, "--display-name", "laptop")

    assert both.drift() == (
        2,
        [
            "~ app_check/apps/Shop /debug_tokens/laptop /recaptcha_enterprise/minimum_score",
            "~ app_check/services/firestore /enforcement",
        ],
    )
    assert both.apply()[0] == 0
    assert both.drift() == (0, [])
    assert [each["displayName"] for each in cli.json("appcheck:debugtokens:list", "--app", app)] == ["CI"]
    assert [line for line in not_understood(cli.log()) if "firebaseappcheck" in line] == []
