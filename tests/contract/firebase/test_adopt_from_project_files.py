"""The files of the Firebase CLI become a spec that is valid, is applied, and then finds nothing to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.cli.adopt_files import adopted_from
from baasctl.cli.main import main
from baasctl.providers.firebase.project_folder import read_project
from baasctl.stores.disk_files import DiskFiles
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import FirebaseProject

FIRESTORE_RULES = """rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /notes/{note} { allow read, write: if request.auth != null; }
  }
}
"""
STORAGE_RULES = """rules_version = '2';
service firebase.storage { match /b/{bucket}/o { match /{file=**} { allow read: if request.auth != null; } } }
"""
FIREBASE_JSON = """{
  // The CLI takes comments.
  "$schema": "https://example.com/schema.json",
  "firestore": {"rules": "firestore.rules", "indexes": "firestore.indexes.json", "predeploy": ["npm test"]},
  "storage": [{"target": "pictures", "rules": "storage.rules"}],
  "database": {"rules": "database.rules.json"},
  "remoteconfig": {"template": "remoteconfig.template.json"},
  "auth": {"providers": {"anonymous": true, "googleSignIn": {"supportEmail": "help@example.com"}}},
  "functions": [{"source": "functions", "codebase": "shop"}],
  "hosting": {"public": "web"}
}
"""
ALIASES = {
    "projects": {"default": "acme-dev", "prod": "acme-prod"},
    "targets": {
        "acme-dev": {"storage": {"pictures": ["acme-dev.firebasestorage.app"]}, "hosting": {"app": ["acme"]}},
        "acme-prod": {"storage": {"pictures": ["acme-prod.firebasestorage.app", "acme-pictures"]}},
    },
}
INDEXES = {
    "indexes": [
        {
            "collectionGroup": "notes",
            "queryScope": "COLLECTION",
            "fields": [{"fieldPath": "owner", "order": "ASCENDING"}, {"fieldPath": "at", "order": "DESCENDING"}],
        },
        {
            "collectionGroup": "notes",
            "queryScope": "COLLECTION_GROUP",
            "fields": [{"fieldPath": "owner", "order": "ASCENDING"}, {"fieldPath": "at", "mode": "DESCENDING"}],
        },
    ],
    "fieldOverrides": [
        {"collectionGroup": "sessions", "fieldPath": "until", "ttl": True, "indexes": []},
        {
            "collectionGroup": "notes",
            "fieldPath": "tags",
            "indexes": [{"arrayConfig": "CONTAINS", "queryScope": "COLLECTION_GROUP"}],
        },
    ],
}
TEMPLATE = {
    "conditions": [{"name": "ios", "expression": "device.os == 'ios'", "tagColor": "BLUE"}],
    "parameters": {
        "welcome": {
            "defaultValue": {"value": "Hello"},
            "conditionalValues": {"ios": {"value": "Hi"}},
            "valueType": "STRING",
        },
        "offer": {"defaultValue": {"personalizationValue": {"personalizationId": "p"}}, "valueType": "STRING"},
    },
    "parameterGroups": {"Texts": {"parameters": {"bye": {"defaultValue": {"useInAppDefault": True}}}}},
    "version": {"versionNumber": "7"},
}
SPEC: dict[str, Any] = {
    "auth": {"sign_in": {"anonymous_accounts": True}},
    "firestore_rules": {"(default)": {"file": "firestore.rules"}},
    "database_rules": {"(default)": {"file": "database.rules.json"}},
    "indexes": {
        "(default)": {
            "notes_by_owner_and_at": {
                "collection": "notes",
                "fields": [{"path": "owner", "order": "ascending"}, {"path": "at", "order": "descending"}],
            },
            "notes_by_owner_and_at_descending_in_collection_group": {
                "collection": "notes",
                "scope": "collection_group",
                "fields": [{"path": "owner", "order": "ascending"}, {"path": "at", "order": "descending"}],
            },
        }
    },
    "fields": {
        "(default)": {
            "notes/tags": {"indexes": [{"contains": True, "scope": "collection_group"}]},
            "sessions/until": {"ttl": True, "indexes": []},
        }
    },
    "remote_config": {
        "conditions": [{"name": "ios", "expression": "device.os == 'ios'", "color": "blue"}],
        "parameters": {
            "welcome": {"default": "Hello", "when": {"ios": "Hi"}, "type": "string"},
            "offer": {"type": "string"},
            "bye": {"default": {"in_app_default": True}, "group": "Texts"},
        },
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that the CLI deploys to two projects."""
    place = tmp_path / "project"
    (place / "functions").mkdir(parents=True)
    for name, text in {
        "firebase.json": FIREBASE_JSON,
        "firestore.rules": FIRESTORE_RULES,
        "storage.rules": STORAGE_RULES,
        "database.rules.json": '{"rules": {".read": "auth != null" /* signed in */, ".write": false}}',
        ".firebaserc": json.dumps(ALIASES),
        "firestore.indexes.json": json.dumps(INDEXES),
        "remoteconfig.template.json": json.dumps(TEMPLATE),
        "functions/index.js": "throw new Error('this must not run')\n",
        "functions/package.json": '{"main": "index.js", "engines": {"node": "22"}}',
    }.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def spec_of(folder: Path) -> dict[str, Any]:
    adopted, _ = adopted_from(folder, folder, frozenset())
    found = yaml.safe_load(adopted.files["baas.yaml"])
    assert isinstance(found, dict)
    return found


def test_every_file_is_in_the_spec_under_its_own_names(folder: Path) -> None:
    """Rules stay where they are and are named; indexes, fields and the template are written out."""
    spec = spec_of(folder)
    assert {kind: section for kind, section in spec.items() if kind not in ("baasctl", "targets")} == SPEC


def test_aliases_are_targets_and_deploy_targets_are_overrides(folder: Path) -> None:
    """What is meant for one project alone stands under its target."""
    targets = spec_of(folder)["targets"]
    rules = {"file": "storage.rules"}
    assert targets == {
        "default": {
            "provider": "firebase",
            "project": "acme-dev",
            "overrides": {"storage_rules": {"acme-dev.firebasestorage.app": rules}},
        },
        "prod": {
            "provider": "firebase",
            "project": "acme-prod",
            "overrides": {"storage_rules": {"acme-pictures": rules, "acme-prod.firebasestorage.app": rules}},
        },
    }


def test_what_is_left_out_is_told_with_its_reason(folder: Path) -> None:
    """Commands, hosting, the console's own values; and code that nobody asked to run."""
    notes = {note.key: note.reason for note in read_project(DiskFiles(folder), ".").notes}
    assert set(notes) == {
        *("$schema", "hosting", "firestore.predeploy", "functions[0].codebase", "functions[0].source"),
        *("auth.providers.googleSignIn", ".firebaserc: targets.acme-dev.hosting"),
        "remoteconfig.template.json: /parameters/offer/default",
    }
    assert "--run-project-code" in notes["functions[0].source"]


def test_the_spec_is_applied_and_then_finds_nothing_to_do(firebase: FirebaseProject, folder: Path) -> None:
    """On a project with a database and an instance, as the CLI wants them too."""
    firebase.change(
        "POST",
        "firestore.googleapis.com/v1/projects/{project}/databases?databaseId=(default)",
        {"locationId": "eur3", "type": "FIRESTORE_NATIVE"},
    )
    firebase.change(
        "POST",
        "firebasedatabase.googleapis.com/v1beta/projects/{project}/locations/europe-west1/instances"
        f"?databaseId={firebase.id}-default-rtdb",
        {"type": "DEFAULT_DATABASE"},
    )
    (folder / ".firebaserc").write_text(json.dumps({"projects": {"prod": firebase.id}}), encoding="utf-8")
    document = FIREBASE_JSON.replace('[{"target": "pictures", "rules": "storage.rules"}]', '{"rules": "storage.rules"}')
    (folder / "firebase.json").write_text(document, encoding="utf-8")
    adopted, _ = adopted_from(folder, folder, frozenset())
    project = SpecProject(firebase, folder)
    project.write_adopted(adopted)

    result = project.apply()

    assert result.is_converged, [str(each) for each in result.diagnostics]
    assert project.plan().is_empty
    assert len(list(result.outcomes)) == len(result.plan.changes)


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("firebase.json", '{\n  "storage": {"rules": "a" "b"}\n}', "firebase.json:2:28"),
        (".firebaserc", '{"projects": ', ".firebaserc:1:14"),
        ("remoteconfig.template.json", "[]", "remoteconfig.template.json:1:1"),
        ("firestore.indexes.json", '{"indexes": [}', "firestore.indexes.json:1:14"),
    ],
)
def test_a_broken_file_is_told_with_line_and_column(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, place: str
) -> None:
    """And nothing is written."""
    (folder / name).write_text(text, encoding="utf-8")
    out = folder / "out"
    assert main(["adopt", "--from", str(folder), "--out", str(out)]) == 1
    assert place in capsys.readouterr().err
    assert not out.exists()


def test_without_aliases_the_project_comes_from_the_environment(folder: Path) -> None:
    """And a rules file that is not there is told."""
    (folder / ".firebaserc").unlink()
    (folder / "firebase.json").write_text(
        '{"firestore": {"rules": "gone.rules", "location": "eur3"}}', encoding="utf-8"
    )
    spec = spec_of(folder)
    assert spec["targets"] == {"main": {"provider": "firebase", "project": "${env:FIREBASE_PROJECT_ID}"}}
    assert spec["databases"] == {"(default)": {"location": "eur3"}}
    (note,) = read_project(DiskFiles(folder), ".").notes
    assert (note.key, note.reason) == ("firestore.rules", "there is no file gone.rules")


def test_several_databases_each_have_their_rules(folder: Path) -> None:
    """By id or by deploy target; one that no deploy target names is told."""
    described = [
        {"database": "(default)", "rules": "firestore.rules"},
        {"target": "logs", "rules": "firestore.rules"},
        {"target": "lost", "rules": "firestore.rules"},
    ]
    (folder / "firebase.json").write_text(json.dumps({"firestore": described}), encoding="utf-8")
    aliases = {"projects": {"prod": "acme-prod"}, "targets": {"acme-prod": {"firestore": {"logs": ["logs-eu"]}}}}
    (folder / ".firebaserc").write_text(json.dumps(aliases), encoding="utf-8")
    assert set(spec_of(folder)["firestore_rules"]) == {"(default)", "logs-eu"}
    (note,) = read_project(DiskFiles(folder), ".").notes
    assert note.key == "firestore[2].target"


def test_a_folder_of_no_tool_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names the files that would do."""
    assert main(["adopt", "--from", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert "config.toml" in told
    assert "firebase.json" in told
    assert main(["adopt", "--run-project-code", "--out", str(tmp_path / "out")]) == 64
