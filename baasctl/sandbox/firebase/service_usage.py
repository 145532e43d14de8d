"""serviceusage.googleapis.com: which APIs a project has switched on (all but `disabled` of its options).

Any name is an API: of a local server the Firebase CLI asks after its host, `127.0.0.1`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase import operations
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.routing import Route

_ROBOTS: Final = {
    "pubsub.googleapis.com": "gcp-sa-pubsub",
    "eventarc.googleapis.com": "gcp-sa-eventarc",
    "cloudfunctions.googleapis.com": "gcf-admin-robot",
}
"""Service agents by API, as in `service-NUMBER@NAME.iam.gserviceaccount.com`."""


def read(call: Call) -> Answer:
    """`GET …/services/{service}`."""
    return call.answer(_shown(call.project, call.parameter("service")))


def enable(call: Call) -> Answer:
    """`POST …/services/{service}:enable`."""
    service = call.parameter("service")
    project = _switch(call, enabled=[service])
    return call.answer(operations.begun(call, "", response={"service": _shown(project, service)}))


def disable(call: Call) -> Answer:
    """`POST …/services/{service}:disable`."""
    service = call.parameter("service")
    project = _switch(call, disabled=[service])
    return call.answer(operations.begun(call, "", response={"service": _shown(project, service)}))


def enable_several(call: Call) -> Answer:
    """`POST …/services:batchEnable`."""
    services = cast("list[str]", call.body.get("serviceIds", []))
    project = _switch(call, enabled=services)
    listed: list[Json] = [_shown(project, service) for service in services]
    return call.answer(operations.begun(call, "", response={"services": listed}))


def read_several(call: Call) -> Answer:
    """`GET …/services:batchGet?names=`; of a parameter that is repeated the sandbox sees the last."""
    name = call.query("names").rpartition("/")[2]
    return call.answer({"services": [_shown(call.project, name)]})


def generate_service_identity(call: Call) -> Answer:
    """`POST …/services/{service}:generateServiceIdentity`: the account in whose name Google acts."""
    service, number = call.parameter("service"), call.project.number
    robot = _ROBOTS.get(service, f"gcp-sa-{service.partition('.')[0]}")
    identity: JsonObject = {"email": f"service-{number}@{robot}.iam.gserviceaccount.com", "uniqueId": str(number * 10)}
    return call.answer(operations.begun(call, "", response=identity))


_V1: Final = "/serviceusage.googleapis.com/v1/projects/{project}/services"
_V1BETA1: Final = "/serviceusage.googleapis.com/v1beta1/projects/{project}/services"
ROUTES: tuple[Route[Operation], ...] = (
    Route("POST", _V1 + ":batchEnable", enable_several),
    Route("GET", _V1 + ":batchGet", read_several),
    Route("GET", _V1 + "/{service}", read),
    Route("POST", _V1 + "/{service}:enable", enable),
    Route("POST", _V1 + "/{service}:disable", disable),
    Route("POST", _V1BETA1 + "/{service}:disable", disable),
    Route("POST", _V1BETA1 + "/{service}:generateServiceIdentity", generate_service_identity),
)


def _switch(call: Call, *, enabled: Iterable[str] = (), disabled: Iterable[str] = ()) -> Project:
    """The project with some APIs switched on and off."""
    off = ({*call.project.options.disabled} - {*enabled}) | {*disabled}
    options = replace(call.project.options, disabled=tuple(sorted(off)))
    return call.account.change_options(call.project.id, options)


def _shown(project: Project, service: str) -> JsonObject:
    return {
        "name": f"projects/{project.number}/services/{service}",
        "parent": f"projects/{project.number}",
        "config": {"name": service},
        "state": "DISABLED" if service in project.options.disabled else "ENABLED",
    }
