"""Files of Amplify tell where an app's resources are; nothing in them is taken for its configuration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.cli.main import main
from baasctl.model.errors import SpecError, StoreError
from baasctl.providers import registry
from baasctl.providers.amplify.project_folder import read_project
from baasctl.providers.project_files import ProjectFiles
from baasctl.stores.disk_files import DiskFiles

POOL, IDENTITIES = "eu-west-1_AbCdEfGhI", "eu-west-1:01234567-89ab-cdef-0123-456789abcdef"
OUTPUTS = {
    "$schema": "https://example.com/schema.json",
    "version": "1.5",
    "auth": {
        "user_pool_id": POOL,
        "identity_pool_id": IDENTITIES,
        "user_pool_client_id": "1h2j3k",
        "aws_region": "eu-west-1",
        "mfa_methods": [],
    },
    "data": {"url": "https://abc.appsync-api.eu-west-1.amazonaws.com/graphql", "api_key": "da2-secret"},
    "storage": {"bucket_name": "amplify-d2abcdefghijkl-main-drivebucket-x", "aws_region": "eu-west-1"},
}
TEAM = {
    "dev": {"awscloudformation": {"AmplifyAppId": "d2abcdefghijkl", "Region": "eu-west-1"}, "categories": {"auth": {}}},
    "prod": {"awscloudformation": {"AmplifyAppId": "d2abcdefghijkl", "Region": "us-east-1"}},
}
OF_AUTH = {"UserPoolId": POOL, "IdentityPoolId": IDENTITIES, "AppClientIDWeb": "1h2j3k"}
META = {
    "providers": {"awscloudformation": {"Region": "eu-west-1", "StackName": "amplify-notes-dev-1"}},
    "auth": {"notes": {"service": "Cognito", "output": OF_AUTH}},
    "api": {"notes": {"service": "AppSync", "output": {"GraphQLAPIIdOutput": "abcdefghijklmnopqrstuvwxyz"}}},
}


def project(folder: Path, **files: Any) -> ProjectFiles:
    for name, content in files.items():
        path = folder / {"outputs": "amplify_outputs.json", "team": "amplify/team-provider-info.json",
                         "meta": "amplify/backend/amplify-meta.json",
                         "local": "amplify/.config/local-env-info.json"}[name]  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_project(DiskFiles(folder), ".")


def test_outputs_of_gen_2_name_the_pools(tmp_path: Path) -> None:
    """Ids and region; the id of the API is not in the file, and that is said."""
    found = project(tmp_path, outputs=OUTPUTS)
    target = found.targets["prod"]
    assert (target.project, target.named_by) == (POOL, "user_pool")
    assert target.settings == {
        "identity_pool": IDENTITIES,
        "user_pool_client": "1h2j3k",
        "region": "eu-west-1",
    }
    notes = {note.key: note.reason for note in found.notes}
    assert "`app: d2abcdefghijkl`" in notes["storage.bucket_name"]
    assert set(notes) == {"auth.mfa_methods", "data.url", "storage", "storage.bucket_name"}
    assert "da2-secret" not in str(found)


def test_outputs_without_auth_name_the_app_by_its_bucket(tmp_path: Path) -> None:
    """A backend of storage alone."""
    found = project(tmp_path, outputs={key: OUTPUTS[key] for key in ("version", "storage")})
    assert (found.targets["prod"].project, found.targets["prod"].named_by) == ("d2abcdefghijkl", "app")
    assert [note.key for note in found.notes if note.is_written] == ["app"]


def test_an_unknown_schema_is_read_with_a_word(tmp_path: Path) -> None:
    """The members that are used are older than all schemas."""
    notes = project(tmp_path, outputs={**OUTPUTS, "version": "2"}).notes
    assert any(note.key == "version" and "`2`" in note.reason for note in notes)


def test_environments_of_gen_1_are_targets(tmp_path: Path) -> None:
    """Each with the app and the backend environment of its name."""
    found = project(tmp_path, team=TEAM, meta=META, local={"envName": "dev"})
    assert {name: (each.project, dict(each.settings)) for name, each in found.targets.items()} == {
        "dev": ("d2abcdefghijkl", {"region": "eu-west-1", "branch": "dev"}),
        "prod": ("d2abcdefghijkl", {"region": "us-east-1", "branch": "prod"}),
    }
    assert any(note.key.endswith("dev.categories") for note in found.notes)


def test_an_environment_without_an_app_has_the_ids_of_the_folder(tmp_path: Path) -> None:
    """Of the one that is checked out; the others are said."""
    team = {name: {"awscloudformation": {"Region": "eu-west-1"}} for name in ("dev", "prod")}
    found = project(tmp_path, team=team, meta=META, local={"envName": "dev"})
    assert list(found.targets) == ["dev"]
    assert (found.targets["dev"].project, found.targets["dev"].named_by) == (POOL, "user_pool")
    assert found.targets["dev"].settings["api"] == "abcdefghijklmnopqrstuvwxyz"
    assert found.targets["dev"].settings["user_pool_client"] == "1h2j3k"
    assert any(note.key.endswith(": prod") for note in found.notes)


def test_meta_alone_is_one_target(tmp_path: Path) -> None:
    """Folders whose `team-provider-info.json` is not in git."""
    found = project(tmp_path, meta=META)
    assert [each.project for each in found.targets.values()] == [POOL]


def test_files_that_name_nothing_ask_for_the_app(tmp_path: Path) -> None:
    """By a variable."""
    found = project(tmp_path, team={})
    assert [each.project for each in found.targets.values()] == ["${env:AMPLIFY_APP_ID}"]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{\n  "auth": {,}\n}', ":2:12:"),
        ("[]", ":1:1:"),
        ("", ":1:1:"),
        ('{"a": "\\ud800', ":1:"),
        ("[" * 100000, ":1:1:"),
    ],
    ids=["comma", "array", "empty", "text", "deep"],
)
def test_broken_json_is_told_at_its_place(tmp_path: Path, content: str, place: str) -> None:
    """File, line and column."""
    with pytest.raises(SpecError) as broken:
        project(tmp_path, outputs=content)
    assert f"amplify_outputs.json{place}" in str(broken.value)


@pytest.mark.parametrize("odd", [1, [], None, {"user_pool_id": 5, "aws_region": []}, "x"])
def test_members_of_other_types_say_nothing(tmp_path: Path, odd: object) -> None:
    """The file is untrusted; it never crashes the reader."""
    outputs = {"version": odd, "auth": odd, "data": odd, "storage": odd}
    assert project(tmp_path, outputs=outputs).targets["prod"].named_by == "app"
    (tmp_path / "amplify_outputs.json").unlink()
    assert project(tmp_path, team={"dev": odd}, meta={"auth": odd, "providers": odd}).targets


def test_the_folder_tells_the_provider(tmp_path: Path) -> None:
    """By any of the files; the message for a folder without names them all."""
    with pytest.raises(StoreError, match="or amplify/team-provider-info"):
        registry.provider_of_folder(DiskFiles(tmp_path))
    project(tmp_path, meta=META)
    assert registry.provider_of_folder(DiskFiles(tmp_path)) == "amplify"


def test_adopting_the_folder_writes_targets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A spec with the ids, and the word that the configuration is adopted from live."""
    project(tmp_path, outputs=OUTPUTS)
    monkeypatch.chdir(tmp_path)
    assert main(["adopt", "--from", ".", "--out", "."]) == 0
    written = yaml.safe_load((tmp_path / "baas.yaml").read_text())
    assert written["targets"]["prod"] == {
        "provider": "amplify",
        "user_pool": POOL,
        "user_pool_client": "1h2j3k",
        "identity_pool": IDENTITIES,
        "region": "eu-west-1",
    }
    assert "adopted from what is live" in capsys.readouterr().err
    assert main(["validate"]) == 0
