"""Jobs of Cloud Scheduler, with the defaults that it adds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox_fixtures import FirebaseProject

PLACE = "projects/{project}/locations/europe-west1/jobs"
JOBS = f"cloudscheduler.googleapis.com/v1/{PLACE}"
URI = "https://sweep-abc-ew.a.run.app"
TOKEN = {"serviceAccountEmail": "robot@demo-acme.iam.gserviceaccount.com"}


def job(firebase: FirebaseProject, **members: Any) -> dict[str, Any]:
    """What the Firebase CLI sends for a scheduled function."""
    name = PLACE.replace("{project}", firebase.id) + "/sweep"
    target = {"uri": URI, "httpMethod": "POST", "oidcToken": TOKEN}
    return {"name": name, "schedule": "every 24 hours", "httpTarget": target, **members}


def test_defaults_are_added(firebase: FirebaseProject) -> None:
    """Time zone, retries, deadline, the header and the audience of the token."""
    firebase.change("POST", JOBS, job(firebase, retryConfig={"retryCount": 3}))
    found = firebase.get(JOBS + "/sweep")

    assert (found["timeZone"], found["attemptDeadline"], found["state"]) == ("UTC", "180s", "ENABLED")
    assert found["retryConfig"] == {
        "retryCount": 3,
        "maxRetryDuration": "0s",
        "minBackoffDuration": "5s",
        "maxBackoffDuration": "3600s",
        "maxDoublings": 5,
    }
    assert found["httpTarget"]["headers"] == {"User-Agent": "Google-Cloud-Scheduler"}
    assert found["httpTarget"]["oidcToken"] == {**TOKEN, "audience": URI}


def test_an_update_changes_what_its_mask_names(firebase: FirebaseProject) -> None:
    """And a paused job stays paused."""
    firebase.change("POST", JOBS, job(firebase))
    firebase.change("POST", JOBS + "/sweep:pause", {})
    firebase.change("PATCH", JOBS + "/sweep?updateMask=schedule", {"schedule": "*/5 * * * *", "timeZone": "Asia/Tokyo"})
    found = firebase.get(JOBS + "/sweep")
    assert (found["schedule"], found["timeZone"], found["state"]) == ("*/5 * * * *", "UTC", "PAUSED")

    firebase.change("POST", JOBS + "/sweep:resume", {})
    assert [each["state"] for each in firebase.get(JOBS)["jobs"]] == ["ENABLED"]
    firebase.change("DELETE", JOBS + "/sweep", None)
    assert firebase.get(JOBS) == {}
    assert firebase.request("GET", JOBS + "/sweep").status == 404


def test_a_job_may_publish_to_a_topic(firebase: FirebaseProject) -> None:
    """As scheduled functions of the first generation do; it has no deadline of its own."""
    target = {"topicName": f"projects/{firebase.id}/topics/sweep", "attributes": {"scheduled": "true"}}
    firebase.change("POST", JOBS, job(firebase, httpTarget=None, pubsubTarget=target))
    plain = PLACE.replace("{project}", firebase.id) + "/plain"
    firebase.change("POST", JOBS, job(firebase, name=plain, httpTarget={"uri": URI, "httpMethod": "GET"}))

    assert "attemptDeadline" not in firebase.get(JOBS + "/sweep")
    assert "oidcToken" not in firebase.get(JOBS + "/plain")["httpTarget"]


@pytest.mark.parametrize(
    "members",
    [
        {"schedule": "whenever"},
        {"schedule": "* * * *"},
        {"schedule": ""},
        {"timeZone": "Europe/Nowhere"},
        {"httpTarget": None},
        {"httpTarget": {"uri": "ftp://example.com"}},
        {"pubsubTarget": {"topicName": "projects/p/topics/t"}},
        {"name": "projects/other/locations/europe-west1/jobs/sweep"},
        {"name": ""},
    ],
    ids=str,
)
def test_a_job_that_cannot_run_is_refused(firebase: FirebaseProject, members: dict[str, Any]) -> None:
    """400, and there is no job."""
    assert firebase.request("POST", JOBS, job(firebase, **members)).status == 400
    assert firebase.get(JOBS) == {}


def test_a_name_is_taken_once(firebase: FirebaseProject) -> None:
    """409 for the second job."""
    firebase.change("POST", JOBS, job(firebase))

    assert firebase.request("POST", JOBS, job(firebase)).status == 409
