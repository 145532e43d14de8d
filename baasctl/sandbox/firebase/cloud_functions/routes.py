"""Operations of Cloud Functions, and of the addresses of Cloud Storage that it hands out."""

from __future__ import annotations

from typing import Final

from baasctl.sandbox.firebase.call import Operation
from baasctl.sandbox.firebase.cloud_functions import first_generation, functions, places, sources
from baasctl.sandbox.routing import Route

_V1: Final = "/cloudfunctions.googleapis.com/v1/projects/{project}/locations/{location}"
_V2: Final = "/cloudfunctions.googleapis.com/v2/projects/{project}/locations"

ROUTES: tuple[Route[Operation], ...] = (
    Route("GET", _V2, places.list_locations),
    Route("GET", _V2 + "/{location}/runtimes", places.list_runtimes),
    Route("GET", _V2 + "/{location}/functions", functions.list_all),
    Route("POST", _V2 + "/{location}/functions", functions.create),
    Route("POST", _V2 + "/{location}/functions:generateUploadUrl", sources.generate_upload_url),
    Route("GET", _V2 + "/{location}/functions/{function}", functions.read),
    Route("PATCH", _V2 + "/{location}/functions/{function}", functions.update),
    Route("DELETE", _V2 + "/{location}/functions/{function}", functions.delete),
    Route("POST", _V2 + "/{location}/functions/{function}:generateDownloadUrl", functions.generate_download_url),
    Route("GET", _V1 + "/functions", first_generation.list_all),
    Route("POST", _V1 + "/functions", first_generation.create),
    Route("POST", _V1 + "/functions:generateUploadUrl", first_generation.generate_upload_url),
    Route("GET", _V1 + "/functions/{function}", first_generation.read),
    Route("PATCH", _V1 + "/functions/{function}", first_generation.update),
    Route("DELETE", _V1 + "/functions/{function}", first_generation.delete),
    Route("GET", _V1 + "/functions/{function}:getIamPolicy", first_generation.read_policy),
    Route("POST", _V1 + "/functions/{function}:setIamPolicy", first_generation.write_policy),
)

SIGNED_ROUTES: tuple[Route[Operation], ...] = (
    Route("PUT", "/storage.googleapis.com/{bucket}/{object=**}", sources.upload),
    Route("GET", "/storage.googleapis.com/{bucket}/{object=**}", sources.download),
)
"""Opened by what their address says, without a credential."""
