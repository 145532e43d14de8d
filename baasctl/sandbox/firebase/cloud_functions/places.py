"""Locations and runtimes of Cloud Functions.

Regions: firebase.google.com/docs/functions/locations; runtimes: firebase-tools 15.34
`deploy/functions/runtimes/supported/types`, decommissioned ones as of November 2026.
"""

from __future__ import annotations

from typing import Final

from baasctl.sandbox.exchange import Answer, Json
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.refusals import GoogleRefusal

REGIONS: Final = {
    "africa-south1": "bq",
    "asia-east1": "de",
    "asia-east2": "df",
    "asia-northeast1": "an",
    "asia-northeast2": "dt",
    "asia-northeast3": "du",
    "asia-south1": "el",
    "asia-south2": "em",
    "asia-southeast1": "as",
    "asia-southeast2": "et",
    "australia-southeast1": "ts",
    "australia-southeast2": "km",
    "europe-central2": "lm",
    "europe-north1": "lz",
    "europe-southwest1": "no",
    "europe-west1": "ew",
    "europe-west2": "nw",
    "europe-west3": "ey",
    "europe-west4": "ez",
    "europe-west6": "oa",
    "europe-west8": "oc",
    "europe-west9": "od",
    "europe-west10": "oe",
    "europe-west12": "og",
    "me-central1": "wu",
    "me-west1": "zf",
    "northamerica-northeast1": "nn",
    "northamerica-northeast2": "pd",
    "southamerica-east1": "rj",
    "southamerica-west1": "tl",
    "us-central1": "uc",
    "us-east1": "ue",
    "us-east4": "uk",
    "us-east5": "ul",
    "us-south1": "vp",
    "us-west1": "uw",
    "us-west2": "wl",
    "us-west3": "wm",
    "us-west4": "wn",
}
"""Regions, and what addresses of Cloud Run call them."""

RUNTIMES: Final = {
    **dict.fromkeys(
        ("nodejs22", "nodejs24", "python311", "python312", "python313", "python314", "go124", "go125", "go126"), "GA"
    ),
    **dict.fromkeys(("java17", "java21", "java25", "ruby33", "ruby34", "php83", "php84", "php85", "dotnet8"), "GA"),
    **dict.fromkeys(("python310",), "DEPRECATED"),
    **dict.fromkeys(("nodejs10", "nodejs12", "nodejs14", "nodejs16", "nodejs18", "nodejs20"), "DECOMMISSIONED"),
    **dict.fromkeys(("python37", "python38", "python39"), "DECOMMISSIONED"),
}
"""Runtimes and their stage; a decommissioned one cannot be deployed."""


def refuse_unknown_location(location: str) -> None:
    """Google's words for a location that is none, which it does not tell from one that is forbidden.

    Raises:
        GoogleRefusal: 403.
    """
    if location not in REGIONS:
        raise GoogleRefusal(403, f"Permission denied on 'locations/{location}' (or it may not exist).")


def refuse_unusable_runtime(runtime: str) -> None:
    """Refuse what cannot be deployed.

    Raises:
        GoogleRefusal: 400.
    """
    stage = RUNTIMES.get(runtime)
    if stage is None:
        raise GoogleRefusal(400, f"The runtime {runtime or '(empty)'} is not supported on GCF Gen2.")
    if stage == "DECOMMISSIONED":
        raise GoogleRefusal(
            400,
            f"Runtime {runtime} is decommissioned and no longer allowed. Please use the latest runtime version for"
            " Cloud Functions.",
        )


def list_locations(call: Call) -> Answer:
    """`GET /v2/projects/{project}/locations`."""
    project = call.project
    metadata: Json = {
        "@type": "type.googleapis.com/google.cloud.functions.v2.LocationMetadata",
        "environments": ["GEN_1", "GEN_2"],
    }
    return call.answer(
        {
            "locations": [
                {"name": f"projects/{project.id}/locations/{region}", "locationId": region, "metadata": metadata}
                for region in REGIONS
            ]
        },
    )


def list_runtimes(call: Call) -> Answer:
    """`GET /v2/projects/{project}/locations/{location}/runtimes`."""
    refuse_unknown_location(call.parameter("location"))
    listed: list[Json] = [{"name": name, "stage": stage, "environment": "GEN_2"} for name, stage in RUNTIMES.items()]
    return call.answer({"runtimes": listed})
