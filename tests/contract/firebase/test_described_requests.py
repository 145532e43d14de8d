"""What `explain` shows of a change of databases, indexes, fields and buckets is what would be sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.change import Change, Hazard
from baasctl.model.secret import Vault
from baasctl.providers import registry
from baasctl.providers.contract import Connection
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import FirebaseProject

INSTANCES = "firebasedatabase.googleapis.com/v1beta/projects/{project}/locations/us-central1/instances"
PAIR = {"collection": "a", "fields": [{"path": "x", "order": "ascending"}, {"path": "y", "contains": True}]}


def planned(firebase: FirebaseProject, folder: Path, spec: dict[str, Any]) -> tuple[Change, str]:
    """The one change of a spec, and what is said of it."""
    project = SpecProject(firebase, folder)
    project.write(spec)
    (change,) = project.plan().changes
    provider = registry.package("firebase").connect(
        Connection(target=project.plan().target, root=folder, vault=Vault(), environment=firebase.environment())
    )
    try:
        return change, provider.describe(change).replace(firebase.id, "ID")
    finally:
        provider.close()


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (
            {"databases": {"shop": {"location": "eur3", "backups": {"daily": {"retention": "7d"}}}}},
            'POST /v1/projects/ID/databases?databaseId=shop {"type": "FIRESTORE_NATIVE", "locationId": "eur3"}',
        ),
        (
            {"databases": {"(default)": {"delete_protection": True}}},
            (
                "PATCH /v1/projects/ID/databases/(default)?updateMask=deleteProtectionState"
                ' {"deleteProtectionState": "DELETE_PROTECTION_ENABLED"}'
            ),
        ),
        (
            {"databases": {"live": {"type": "realtime", "location": "europe-west1"}}},
            "POST /v1beta/projects/ID/locations/europe-west1/instances?databaseId=live",
        ),
        (
            {"databases": {"there": {"type": "realtime", "enabled": False}}},
            "POST /v1beta/projects/ID/locations/us-central1/instances/there:disable",
        ),
        (
            {"indexes": {"(default)": {"x": PAIR}}},
            (
                "POST /v1/projects/ID/databases/(default)/collectionGroups/a/indexes"
                ' {"queryScope": "COLLECTION", "fields": [{"fieldPath": "x", "order": "ASCENDING"},'
                ' {"fieldPath": "y", "arrayConfig": "CONTAINS"}]}'
            ),
        ),
        (
            {"fields": {"(default)": {"a/x": {"ttl": True}}}},
            (
                "PATCH /v1/projects/ID/databases/(default)/collectionGroups/a/fields/x?updateMask=ttlConfig"
                ' {"ttlConfig": {}}'
            ),
        ),
        (
            {"buckets": {"{project}.firebasestorage.app": {"versioning": True}}},
            'PATCH /storage/v1/b/ID.firebasestorage.app?ifMetagenerationMatch=1 {"versioning": {"enabled": true}}',
        ),
        (
            {"buckets": {"new-{project}": {"location": "EU", "public": True}}},
            (
                'POST /storage/v1/b?project=ID {"name": "new-ID", "location": "EU",'
                ' "iamConfiguration": {"publicAccessPrevention": "inherited"}}\n'
                "POST …/buckets/new-ID:addFirebase\nPUT /storage/v1/b/new-ID/iam"
            ),
        ),
    ],
)
def test_a_change_is_described_as_its_requests(
    firebase: FirebaseProject, tmp_path: Path, spec: dict[str, Any], said: str
) -> None:
    """Method, path, mask and body."""
    shop = firebase.another(firestore=True)
    if "there" in str(spec):
        shop.change("POST", f"{INSTANCES}?databaseId=there", {})
    filled = {
        kind: {name.replace("{project}", shop.id): member for name, member in section.items()}
        for kind, section in spec.items()
    }
    assert planned(shop, tmp_path, filled)[1] == said


def test_less_care_for_files_is_a_hazard(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Native members have hazards too."""
    spec = {
        "buckets": {
            f"{firebase.id}.firebasestorage.app": {
                "native": {
                    "firebase": {
                        "softDeletePolicy": {"retentionDurationSeconds": 0},
                        "billing": {"requesterPays": True},
                        "lifecycle": [{"action": {"type": "Delete"}, "condition": {"age": 3}}],
                    }
                }
            }
        }
    }
    change, _ = planned(firebase, tmp_path, spec)
    found = {(risk.path.removeprefix("/native/firebase"), risk.hazard) for risk in change.risks}
    assert found == {
        ("/softDeletePolicy/retentionDurationSeconds", Hazard.DELETES_DATA),
        ("/billing/requesterPays", Hazard.LOCKS_OUT_USERS),
        ("/lifecycle", Hazard.DELETES_DATA),
    }
