"""Odd contents of the Firebase CLI's files: nothing is lost without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from baasctl.model.errors import SpecError
from baasctl.model.resource import Resource
from baasctl.providers.firebase.project_files import functions_files
from baasctl.providers.firebase.project_folder import read_project
from baasctl.providers.project_files import ProjectFiles
from baasctl.stores.disk_files import DiskFiles


def project(folder: Path, described: Any, *, run_code: bool = False, **files: Any) -> ProjectFiles:
    (folder / "firebase.json").write_text(json.dumps(described), encoding="utf-8")
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(json.dumps(content), encoding="utf-8")
    return read_project(DiskFiles(folder), ".", run_code=run_code)


def notes(found: ProjectFiles) -> dict[str, str]:
    return {note.key: note.reason for note in found.notes}


def only(found: ProjectFiles, kind: str) -> dict[tuple[str, ...], Resource]:
    return {each.address.segments: each for each in found.common if each.address.kind == kind}


def test_paths_have_to_be_paths(tmp_path: Path) -> None:
    """Of rules, indexes and templates; a file that is not there is named."""
    described = {
        "firestore": {"rules": 1, "indexes": 2},
        "storage": {"rules": "gone.rules"},
        "remoteconfig": {"template": 3},
        "unheardOf": {},
    }
    found = notes(project(tmp_path, described))
    assert found == {
        "firestore.rules": "expected a path",
        "firestore.indexes": "expected a path",
        "storage.rules": "there is no file gone.rules",
        "remoteconfig.template": "expected a path",
        "unheardOf": "no key that this version of baasctl knows",
    }
    again = {"firestore": {"indexes": "gone.json"}, "remoteconfig": {"template": "gone.json"}}
    assert set(notes(project(tmp_path, again)).values()) == {"there is no file gone.json"}
    assert notes(project(tmp_path, {"remoteconfig": {"predeploy": "x"}, "storage": "x"})).keys() == {
        "remoteconfig.predeploy"
    }


def test_indexes_of_every_sort(tmp_path: Path) -> None:
    """Density, native members, names that would be the same; entries that say nothing are told."""
    fields = [{"fieldPath": "a", "order": "ASCENDING"}, {"fieldPath": "b", "arrayConfig": "CONTAINS"}]
    one = {"collectionGroup": "c", "queryScope": "COLLECTION", "fields": fields}
    content = {
        "indexes": [one, one, one, {**one, "density": "DENSE", "unique": True}, {**one, "fields": [{"fieldPath": 1}]}],
        "fieldOverrides": [
            {"collectionGroup": "__default__", "fieldPath": "*", "indexes": []},
            {"collectionGroup": "c", "fieldPath": "d"},
        ],
        "more": 1,
    }
    found = project(tmp_path, {"firestore": {"indexes": "indexes.json"}}, indexes__json=content)
    names = [name for _, name in only(found, "indexes")]
    exact = "c_by_a_and_b_contains"
    assert names[:4] == ["c_by_a_and_b", exact, f"{exact}_2", f"{exact}_3"]
    last = only(found, "indexes")["(default)", f"{exact}_3"].attributes
    assert last["density"] == "dense"
    assert last["native"] == {"firebase": {"unique": True}}
    fields_found = {name: dict(each.attributes) for (_, name), each in only(found, "fields").items()}
    assert fields_found == {"*": {"indexes": ()}, "c/d": {}}
    assert notes(found)["indexes.json: more"] == "no key that this version of baasctl knows"


def test_an_index_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """With its place in the file; the others are written."""
    broken = {"collectionGroup": "c", "fields": [{"fieldPath": "v", "vectorConfig": {"dimension": "many"}}]}
    found = project(tmp_path, {"firestore": {"indexes": "indexes.json"}}, indexes__json={"indexes": [broken, "x"]})
    assert "expected a whole number" in notes(found)["indexes.json: indexes[0]"]
    assert only(found, "indexes") == {}


def test_a_database_says_where_it_lies(tmp_path: Path) -> None:
    """Location and edition, where they are given; the API that it answers to is not managed."""
    described = {"firestore": {"location": "eur3", "edition": "ENTERPRISE", "dataAccessMode": "FIRESTORE_NATIVE"}}
    found = project(tmp_path, described)
    assert only(found, "databases")["(default)",].attributes == {"location": "eur3", "edition": "enterprise"}
    assert list(notes(found)) == ["firestore.dataAccessMode"]
    assert only(project(tmp_path, {"firestore": {"edition": "golden"}}), "databases") == {}


def test_a_template_that_is_none_is_told(tmp_path: Path) -> None:
    """A value of another type."""
    broken = {"parameters": {"a": {"defaultValue": {"value": 1}}}}
    found = project(tmp_path, {"remoteconfig": {"template": "t.json"}}, t__json=broken)
    assert "expected text" in notes(found)["remoteconfig.template"]
    assert only(found, "remote_config") == {}


def test_sign_in_switches_are_switched_off_too(tmp_path: Path) -> None:
    """The CLI only switches on, so the difference is told."""
    described = {"auth": {"providers": {"anonymous": False, "emailPassword": "yes"}}}
    found = project(tmp_path, described)
    assert only(found, "auth")[()].attributes == {"sign_in": {"anonymous_accounts": False}}
    assert [note.key for note in found.notes if note.is_written] == ["auth.providers.anonymous"]


def test_an_old_file_names_its_project(tmp_path: Path) -> None:
    """`firebase` in firebase.json; the CLI's own notes in .firebaserc are no settings."""
    found = project(tmp_path, {"firebase": "acme-old"}, __firebaserc={"etags": {}, "more": 1, "projects": []})
    assert found.targets["main"].project == "acme-old"
    assert set(notes(found)) == {".firebaserc: etags", ".firebaserc: more"}


def test_a_file_that_is_no_text_is_told_with_its_line(tmp_path: Path) -> None:
    """UTF-8 is JSON's only encoding."""
    (tmp_path / "firebase.json").write_bytes(b'{\n "a": "\xff"}')
    with pytest.raises(SpecError, match=r"firebase\.json:2:1: error\[SPEC670\]"):
        read_project(DiskFiles(tmp_path), ".")


ENDPOINT = {"platform": "gcfv2", "entryPoint": "f", "httpsTrigger": {}}


def test_what_a_manifest_can_say_besides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Extensions, prefixes, regions that are parameters, settings that nobody knows, no version of node."""
    event = {"eventType": "google.firebase.x", "eventFilters": {}, "region": "eu", "channel": "c"}
    endpoints = {
        "f": {**ENDPOINT, "environmentVariables": {"A": 1}, "newSetting": 1},
        "asked": {**ENDPOINT, "region": ["{{ params.REGION }}"]},
        "moved": {**ENDPOINT, "region": "here"},
        "again": {**ENDPOINT, "region": ["us-central1", "europe-west1"], "serviceAccountEmail": "{{ params.A }}"},
        "event": {"platform": "gcfv2", "entryPoint": "event", "eventTrigger": event, "cpu": "gcf_gen1"},
        "text": "no endpoint",
    }
    manifest = {"endpoints": endpoints, "extensions": {"mail": {}}}
    monkeypatch.setattr(functions_files, "read_manifest", lambda *_: manifest)
    (tmp_path / "functions").mkdir()
    found = project(tmp_path, {"functions": {"prefix": "shop"}}, run_code=True)
    names = [name for (name,) in only(found, "functions")]
    assert names == ["shop-f", "shop-again", "shop-again@europe-west1", "shop-event"]
    first = only(found, "functions")["shop-f",].attributes
    as_the_cli_deploys = {"firebase": {"serviceConfig": {"availableCpu": "1", "maxInstanceRequestConcurrency": 80}}}
    assert first == {
        "handler": "f",
        "env": {"A": "1"},
        "trigger": {"http": {"auth": "none"}},
        "source": "functions",
        "native": as_the_cli_deploys,
    }
    trigger = {"eventType": "google.firebase.x", "triggerRegion": "eu", "channel": "c"}
    assert only(found, "functions")["shop-event",].attributes["native"] == {"firebase": {"eventTrigger": trigger}}
    parameter = "its region is a parameter that the Firebase CLI asks for"
    assert notes(found) == {
        "functions: extensions": "baasctl does not manage extensions",
        "functions: shop-asked": parameter,
        "functions: shop-moved": parameter,
        "functions: shop-f.newSetting": "no setting that this version of baasctl knows",
        "functions: shop-again/run_as": "its value is a parameter that the Firebase CLI asks for",
    }


@pytest.mark.parametrize(
    ("package", "runtime"),
    [
        ({"engines": {"node": ">=20.1"}}, "nodejs20"),
        ({"engines": {"node": "lts"}}, None),
        ({"engines": 1}, None),
        ([], None),
    ],
)
def test_the_runtime_is_what_package_json_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: Any, runtime: str | None
) -> None:
    """As the Firebase CLI reads it; `runtime` of firebase.json would come first."""
    monkeypatch.setattr(functions_files, "read_manifest", lambda *_: {"endpoints": {"f": ENDPOINT}})
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "package.json").write_text(json.dumps(package), encoding="utf-8")
    found = project(tmp_path, {"functions": {}}, run_code=True)
    assert only(found, "functions")["f",].attributes.get("runtime") == runtime


def test_a_source_that_leads_out_of_the_checkout_is_not_looked_at(tmp_path: Path) -> None:
    """Nor one that is no folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "functions").symlink_to("/usr")
    assert notes(project(folder, {"functions": {}}, run_code=True)) == {
        "functions.source": "there is no folder functions"
    }
