"""One endpoint of a functions manifest as a function of a spec.

Format: npm firebase-functions 7.4.0, runtime/manifest; what the Firebase CLI makes of it: npm firebase-tools 15.34.2,
src/gcp/cloudfunctionsv2.ts. A missing value, and null, is Google's default and is not written, but for processors and
concurrency, of which the CLI has defaults of its own (src/deploy/functions/prepare.ts, resolveCpuAndConcurrency).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.value import Value, freeze
from baasctl.providers.firebase.cloud_functions.address import DEFAULT_REGION, Place
from baasctl.providers.firebase.cloud_functions.event_triggers import EVENT, FINALIZED, PUBLISHED
from baasctl.providers.firebase.cloud_functions.native_fields import pointer_of
from baasctl.providers.firebase.project_files.gathering import Gathering

_MEBIBYTE: Final = 2**20
_SECOND_GENERATION: Final = "gcfv2"
_PARAMETER: Final = "{{"
_PLAIN: Final[Mapping[str, tuple[str, type]]] = {
    "timeoutSeconds": ("/timeout", int),
    "serviceAccountEmail": ("/run_as", str),
    "minInstances": (pointer_of("serviceConfig.minInstanceCount"), int),
    "maxInstances": (pointer_of("serviceConfig.maxInstanceCount"), int),
    "ingressSettings": (pointer_of("serviceConfig.ingressSettings"), str),
}
_CPU: Final = pointer_of("serviceConfig.availableCpu")
_CONCURRENCY: Final = pointer_of("serviceConfig.maxInstanceRequestConcurrency")
_MEMORY_MIB: Final = 256
_CPU_BY_MEBIBYTES: Final = ((2048, 1), (8192, 2), (16384, 4), (32768, 8))
_REQUESTS_AT_A_TIME: Final = 80
_MOMENTS: Final = {
    "beforeCreate": "before-create",
    "beforeSignIn": "before-sign-in",
    "beforeSendEmail": "before-send-email",
    "beforeSendSms": "before-send-sms",
}
_HOOKS: Final = {
    "beforeCreate": "before_sign_up",
    "beforeSignIn": "before_sign_in",
    "beforeSendEmail": "before_send_email",
    "beforeSendSms": "before_send_sms",
}
_FORWARDED: Final = "/native/firebase/blockingFunctions/forwardInboundCredentials"
_RETRIES: Final = {
    "retryCount": "retryCount",
    "maxDoublings": "maxDoublings",
    "maxRetrySeconds": "maxRetryDuration",
    "minBackoffSeconds": "minBackoffDuration",
    "maxBackoffSeconds": "maxBackoffDuration",
}
_READ: Final = (
    *_PLAIN,
    *("platform", "entryPoint", "region", "availableMemoryMb", "cpu", "concurrency", "vpc", "labels"),
    "secretEnvironmentVariables",
    *("environmentVariables", "httpsTrigger", "callableTrigger", "scheduleTrigger", "eventTrigger"),
    *("taskQueueTrigger", "blockingTrigger"),
)


def endpoint_into(gathering: Gathering, source: str, name: str, endpoint: Mapping[str, object]) -> Iterator[str]:
    """Write an endpoint, once for each of its regions; gives the name in the spec of each."""
    where = f"{source}: {name}"
    if endpoint.get("platform") != _SECOND_GENERATION:
        gathering.leave(where, "it is of the first generation, which baasctl does not deploy")
        return
    regions = endpoint.get("region") or [DEFAULT_REGION]
    if not isinstance(regions, list) or any(_PARAMETER in str(each) for each in regions):
        gathering.leave(where, "its region is a parameter that the Firebase CLI asks for")
        return
    for index, region in enumerate(regions):
        place = Place(region=str(region), name=name).segment(DEFAULT_REGION)
        for pointer, value in _attributes(endpoint):
            if isinstance(value, str) and _PARAMETER in value:
                if not index:
                    gathering.leave(f"{where}{pointer}", "its value is a parameter that the Firebase CLI asks for")
            else:
                gathering.put("functions", (place,), pointer, value)
        yield place
    _hook_into(gathering, Place(region=str(regions[0]), name=name).segment(DEFAULT_REGION), endpoint)
    for key in endpoint:
        if key not in _READ and endpoint[key] is not None:
            gathering.leave(f"{where}.{key}", "no setting that this version of baasctl knows")
    _remarks(gathering, where, endpoint)


def _attributes(endpoint: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    yield "/handler", str(endpoint.get("entryPoint", ""))
    for key, (pointer, expected) in _PLAIN.items():
        value = endpoint.get(key)
        if isinstance(value, str) or (isinstance(value, expected) and not isinstance(value, bool)):
            yield pointer, freeze(value)
    yield from _machine(endpoint)
    yield from _maps(endpoint)
    yield from _trigger(endpoint)


def _machine(endpoint: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    memory = endpoint.get("availableMemoryMb")
    if isinstance(memory, int | float):
        yield "/memory", int(memory * _MEBIBYTE)
    elif isinstance(memory, str):
        yield "/memory", memory
    yield from _processors(endpoint)
    vpc = _members(endpoint.get("vpc"))
    for key, name in (("connector", "vpcConnector"), ("egressSettings", "vpcConnectorEgressSettings")):
        if isinstance(value := vpc.get(key), str) and value:
            yield pointer_of(f"serviceConfig.{name}"), value


def _processors(endpoint: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    """Processors and concurrency; Google's own default of the former goes by memory, as in the first generation."""
    cpu, concurrency = endpoint.get("cpu"), endpoint.get("concurrency")
    memory = endpoint.get("availableMemoryMb") or _MEMORY_MIB
    if not cpu and isinstance(memory, int | float):
        cpu = next((each for limit, each in _CPU_BY_MEBIBYTES if memory <= limit), None)
    if isinstance(cpu, int | float):
        yield _CPU, f"{cpu:g}"
    if not concurrency and isinstance(cpu, int | float) and cpu >= 1:
        concurrency = _REQUESTS_AT_A_TIME
    if isinstance(concurrency, str) or (isinstance(concurrency, int) and not isinstance(concurrency, bool)):
        yield _CONCURRENCY, concurrency


def _maps(endpoint: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    for key, pointer in (("labels", "/labels"), ("environmentVariables", "/env")):
        if members := _members(endpoint.get(key)):
            yield pointer, freeze({name: str(text) for name, text in members.items()})
    secrets = endpoint.get("secretEnvironmentVariables")
    if isinstance(secrets, list) and secrets:
        yield "/secrets", tuple(sorted(str(_members(each).get("key")) for each in secrets))


def _trigger(endpoint: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    if isinstance(https := endpoint.get("httpsTrigger"), dict):
        yield from _callers(https.get("invoker"))
    if isinstance(endpoint.get("callableTrigger"), dict):
        yield "/trigger/http/auth", "none"
        yield pointer_of("callable"), True
    if isinstance(endpoint.get("taskQueueTrigger"), dict):
        yield pointer_of("taskQueue"), True
    if (moment := _moment(endpoint)) in _MOMENTS:
        yield "/trigger/http/auth", "none"
        yield pointer_of("blocking"), _MOMENTS[moment]
    if isinstance(schedule := endpoint.get("scheduleTrigger"), dict):
        yield from _schedule(schedule)
    if isinstance(event := endpoint.get("eventTrigger"), dict):
        yield from _event(event)


def _callers(invoker: object) -> Iterator[tuple[str, Value]]:
    """The Firebase CLI lets everybody call a function that does not say who may."""
    named = [str(each) for each in invoker] if isinstance(invoker, list) else []
    yield "/trigger/http/auth", "none" if not named or "public" in named else "iam"
    accounts = [each for each in named if each not in ("public", "private")]
    if accounts:
        yield pointer_of("invokers"), tuple(sorted(f"serviceAccount:{each.rstrip('@')}" for each in accounts))


def _schedule(schedule: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    yield "/trigger/schedule/cron", str(schedule.get("schedule", ""))
    if isinstance(zone := schedule.get("timeZone"), str) and zone:
        yield "/trigger/schedule/timezone", zone
    retries = _members(schedule.get("retryConfig"))
    for key, name in _RETRIES.items():
        value = retries.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield pointer_of(f"job.retryConfig.{name}"), f"{value:g}s" if name.endswith("Duration") else freeze(value)


def _event(event: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    kind, exact = str(event.get("eventType", "")), dict(_members(event.get("eventFilters")))
    patterns = _members(event.get("eventFilterPathPatterns"))
    bucket = exact.get("bucket")
    if kind == FINALIZED and isinstance(bucket, str) and len(exact) == 1:
        yield "/trigger/object_created/bucket", bucket
    else:
        yield f"{EVENT}/eventType", kind
        if kind == PUBLISHED and isinstance(topic := exact.pop("topic", None), str):
            yield f"{EVENT}/pubsubTopic", topic
        filters: list[dict[str, object]] = [{"attribute": key, "value": value} for key, value in exact.items()]
        filters += [
            {"attribute": key, "value": value, "operator": "match-path-pattern"} for key, value in patterns.items()
        ]
        if filters:
            yield f"{EVENT}/eventFilters", freeze(filters)
    if event.get("retry") is True:
        yield f"{EVENT}/retryPolicy", "RETRY_POLICY_RETRY"
    for key, name in (
        ("region", "triggerRegion"),
        ("channel", "channel"),
        ("serviceAccountEmail", "serviceAccountEmail"),
    ):
        if isinstance(value := event.get(key), str) and value:
            yield f"{EVENT}/{name}", value


def _moment(endpoint: Mapping[str, object]) -> str:
    return str(_members(endpoint.get("blockingTrigger")).get("eventType", "")).rpartition(".")[2]


def _hook_into(gathering: Gathering, place: str, endpoint: Mapping[str, object]) -> None:
    """What the Firebase CLI registers for a function of sign-in: the hook, and the tokens that it gets."""
    name = _HOOKS.get(_moment(endpoint))
    if name is None:
        return
    gathering.put("auth_hooks", (name,), "/function", place)
    options = _members(_members(endpoint.get("blockingTrigger")).get("options"))
    for token in ("accessToken", "idToken", "refreshToken"):
        if (is_wanted := options.get(token)) is True:
            gathering.put("auth", (), f"{_FORWARDED}/{token}", is_wanted)


def _remarks(gathering: Gathering, where: str, endpoint: Mapping[str, object]) -> None:
    """Settings of a trigger that stand elsewhere, or nowhere."""
    queue = _members(endpoint.get("taskQueueTrigger"))
    for key in ("retryConfig", "rateLimits"):
        if any(value is not None for value in _members(queue.get(key)).values()):
            gathering.leave(f"{where}.taskQueueTrigger.{key}", "baasctl does not manage the queue of a function")
    if isinstance(endpoint.get("taskQueueTrigger"), dict):
        gathering.remark(where, "a queue of its name has to be there: `gcloud tasks queues create`")
    if endpoint.get("secretEnvironmentVariables"):
        gathering.remark(where, "its secrets stay in Secret Manager as they are; write them under `function_secrets`")


def _members(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
