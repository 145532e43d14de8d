"""`adopt --from` knows every key of firebase.json, and asks functions as the Firebase CLI asks them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from baasctl.cli.adopt_files import adopted_from
from baasctl.providers.firebase.project_files.reasons import SECTIONS, is_known
from baasctl.providers.firebase.project_folder import read_project
from baasctl.stores.disk_files import DiskFiles
from tests.clients.firebase_cli.conftest import HERE

pytestmark = pytest.mark.npm

WRITTEN = {
    *("auth", "auth.providers", "auth.providers.anonymous", "auth.providers.emailPassword"),
    *("database", "database.rules", "database.instance", "database.target"),
    *("firestore", "firestore.rules", "firestore.indexes", "firestore.database", "firestore.target"),
    *("firestore.location", "firestore.edition", "remoteconfig", "remoteconfig.template"),
    *("storage", "storage.rules", "storage.bucket", "storage.target"),
    *("functions", "functions.source", "functions.prefix", "functions.runtime", "functions.ignore"),
}
"""Keys that end up in a spec, or that say where something of it is."""
CODE = """
const {onRequest, onCall} = require('firebase-functions/v2/https');
const {onSchedule} = require('firebase-functions/v2/scheduler');
const {onDocumentWritten} = require('firebase-functions/v2/firestore');
const {onObjectFinalized} = require('firebase-functions/v2/storage');
const {onMessagePublished} = require('firebase-functions/v2/pubsub');
const {beforeUserCreated} = require('firebase-functions/v2/identity');
const {onTaskDispatched} = require('firebase-functions/v2/tasks');
const {defineInt} = require('firebase-functions/params');
const v1 = require('firebase-functions/v1');
const answer = (request, response) => response.send('');
exports.hello = onRequest({
  region: ['us-central1', 'europe-west1'], memory: '512MiB', timeoutSeconds: 120, secrets: ['API_KEY'],
  minInstances: 1, maxInstances: 5, concurrency: 40, cpu: 1, labels: {team: 'a'},
  ingressSettings: 'ALLOW_INTERNAL_ONLY', vpcConnector: 'net', vpcConnectorEgressSettings: 'ALL_TRAFFIC',
}, answer);
exports.closed = onRequest({invoker: 'private'}, answer);
exports.known = onRequest({invoker: ['caller@acme.iam.gserviceaccount.com']}, answer);
exports.call = onCall({memory: defineInt('MEMORY')}, () => 1);
exports.nightly = onSchedule({schedule: '0 3 * * *', timeZone: 'Europe/Berlin', maxRetrySeconds: 60}, () => {});
exports.written = onDocumentWritten({document: 'users/{id}', retry: true}, () => {});
exports.uploaded = onObjectFinalized({bucket: 'acme-pictures'}, () => {});
exports.told = onMessagePublished('orders', () => {});
exports.admit = beforeUserCreated({idToken: true}, () => {});
exports.small = onRequest({cpu: 'gcf_gen1', memory: '128MiB'}, answer);
exports.task = onTaskDispatched({rateLimits: {maxConcurrentDispatches: 3}}, () => {});
exports.old = v1.https.onRequest(answer);
"""


def keys_of(schema: Mapping[str, Any], node: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Every key that the schema knows, without the places in lists."""
    if "$ref" in node:
        yield from keys_of(schema, schema["definitions"][node["$ref"].rpartition("/")[2]], prefix)
    for option in node.get("anyOf", []):
        yield from keys_of(schema, option, prefix)
    items = node.get("items")
    for item in items if isinstance(items, list) else [items] if items else []:
        yield from keys_of(schema, item, prefix)
    for name, member in node.get("properties", {}).items():
        key = f"{prefix}.{name}" if prefix else name
        yield key
        yield from keys_of(schema, member, key)


def test_every_key_of_the_schema_is_written_or_has_a_reason(modules: Path) -> None:
    """A key that a new version of the CLI adds fails here."""
    schema = json.loads((modules / "firebase-tools" / "schema" / "firebase-config.json").read_text("utf-8"))
    known = set(keys_of(schema, schema))
    assert len(known) > 150
    assert sorted(key for key in known if not is_known(key) and key not in WRITTEN) == []
    assert sorted(WRITTEN - known) == []
    assert sorted(set(SECTIONS) - known) == []


def test_the_project_that_the_cli_deploys_here_is_adopted_whole(modules: Path, tmp_path: Path) -> None:
    """The same folder that the other tests of the CLI deploy."""
    folder = tmp_path / "project"
    folder.mkdir()
    for path in (HERE / "project").rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(HERE / "project")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (folder / "functions" / "node_modules").symlink_to(modules)
    project = read_project(DiskFiles(folder), ".", run_code=True)
    kinds = {each.address.kind for each in project.common}
    assert kinds >= {"firestore_rules", "storage_rules", "database_rules", "indexes", "remote_config", "functions"}
    assert [note for note in project.notes if "not known" in note.reason] == []


@pytest.fixture
def sources(modules: Path, tmp_path: Path) -> Path:
    """Two codebases, one of which cannot be loaded."""
    for name, code in (("shop", CODE), ("broken", "throw new Error('no such database');")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "index.js").write_text(code, encoding="utf-8")
        (folder / "package.json").write_text('{"main": "index.js", "engines": {"node": ">=22"}}', encoding="utf-8")
        (folder / "node_modules").symlink_to(modules)
    (tmp_path / "bare").mkdir()
    described = [
        {"source": "shop", "codebase": "shop", "ignore": ["node_modules", "*.log"]},
        {"source": "broken", "codebase": "broken", "runtime": "nodejs20"},
        {"source": "bare", "codebase": "bare"},
        {"source": "gone", "codebase": "gone"},
        {"kit": "k", "instances": {"a": "b"}, "sourcePackage": {"name": "p"}},
    ]
    (tmp_path / "firebase.json").write_text(json.dumps({"functions": described}), encoding="utf-8")
    return tmp_path


def test_functions_are_told_by_their_own_code(sources: Path) -> None:
    """Every sort of trigger, in the words of a spec; what cannot be said is listed."""
    project = read_project(DiskFiles(sources), ".", run_code=True)
    kinds: dict[str, dict[str, Any]] = {}
    for each in project.common:
        kinds.setdefault(each.address.kind, {})["/".join(each.address.segments)] = each.attributes
    found = kinds["functions"]
    native = {"ignore": ("*.log", "node_modules")}
    whole = {"source": "shop", "runtime": "nodejs22"}
    open_to_all = {"http": {"auth": "none"}}
    event = "google.cloud.firestore.document.v1.written"
    filters = (
        {"attribute": "database", "value": "(default)"},
        {"attribute": "namespace", "value": "(default)"},
        {"attribute": "document", "value": "users/{id}", "operator": "match-path-pattern"},
    )
    hello = {
        **whole,
        "handler": "hello",
        "memory": 512 * 2**20,
        "timeout": 120,
        "labels": {"team": "a"},
        "secrets": ("API_KEY",),
        "trigger": open_to_all,
        "native": {
            "firebase": {
                **native,
                "serviceConfig": {
                    "minInstanceCount": 1,
                    "maxInstanceCount": 5,
                    "maxInstanceRequestConcurrency": 40,
                    "availableCpu": "1",
                    "ingressSettings": "ALLOW_INTERNAL_ONLY",
                    "vpcConnector": "net",
                    "vpcConnectorEgressSettings": "ALL_TRAFFIC",
                },
            }
        },
    }
    topic = {"eventType": "google.cloud.pubsub.topic.v1.messagePublished", "pubsubTopic": "orders"}
    written = {"eventType": event, "eventFilters": filters, "retryPolicy": "RETRY_POLICY_RETRY"}
    caller = ("serviceAccount:caller@acme.iam.gserviceaccount.com",)
    nightly = {"schedule": {"cron": "0 3 * * *", "timezone": "Europe/Berlin"}}
    expected: dict[str, dict[str, Any]] = {
        "closed": {"trigger": {"http": {"auth": "iam"}}},
        "known": {"trigger": {"http": {"auth": "iam"}}, "native": {"invokers": caller}},
        "call": {"trigger": open_to_all, "native": {"callable": True, "serviceConfig": {}}},
        "nightly": {"trigger": nightly, "native": {"job": {"retryConfig": {"maxRetryDuration": "60s"}}}},
        "written": {"native": {"eventTrigger": written}},
        "uploaded": {"trigger": {"object_created": {"bucket": "acme-pictures"}}},
        "told": {"native": {"eventTrigger": topic}},
        "admit": {"trigger": open_to_all, "native": {"blocking": "before-create"}},
        "small": {"trigger": open_to_all, "memory": 128 * 2**20, "native": {"serviceConfig": {}}},
        "task": {"native": {"taskQueue": True}},
    }
    usual = {"serviceConfig": {"availableCpu": "1", "maxInstanceRequestConcurrency": 80}}
    for name, own in expected.items():
        firebase = {"firebase": {**native, **usual, **own.pop("native", {})}}
        if not firebase["firebase"]["serviceConfig"]:
            del firebase["firebase"]["serviceConfig"]
        assert found.pop(name) == {**whole, "handler": name, **own, "native": firebase}, name
    assert found == {"hello": hello, "hello@europe-west1": hello}
    assert kinds["auth_hooks"] == {"before_sign_up": {"function": "admit"}}
    forwarded = {"blockingFunctions": {"forwardInboundCredentials": {"idToken": True}}}
    assert kinds["auth"] == {"": {"native": {"firebase": forwarded}}}
    left = {note.key: note.reason for note in project.notes if not note.is_written}
    assert "parameter" in left["shop: call/memory"]
    assert "first generation" in left["shop: old"]
    assert "queue" in left["shop: task.taskQueueTrigger.rateLimits"]
    assert left["functions[1].source"].endswith("its code fails: no such database")
    assert left["functions[2].source"].endswith("firebase-functions is not installed in its node_modules")
    assert left["functions[3].source"] == "there is no folder gone"
    assert left["functions[4].kit"] == left["functions[4].instances"] == left["functions[4].sourcePackage"]
    assert [note.key for note in project.notes if note.is_written] == ["shop: hello", "shop: task"]


def test_code_runs_only_for_who_asks_for_it(sources: Path) -> None:
    """Without the flag no process is started, and a source outside of the spec's folder is never asked."""
    mark = sources / "it ran"
    (sources / "shop" / "index.js").write_text(f"require('fs').writeFileSync({str(mark)!r}, '')", encoding="utf-8")
    adopted_from(sources, sources, frozenset())
    adopted_from(sources, sources / "spec", frozenset(), run_code=True)
    assert not mark.exists()
    adopted_from(sources, sources, frozenset(), run_code=True)
    assert mark.exists()
