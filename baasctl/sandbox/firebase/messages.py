"""Requests held against Google's message types, and answers in proto3's JSON: `canonical`, `without_defaults`.

Words of the refusals: recorded answers of Identity Toolkit (research/firebase.md §2.1, items 5 and 6).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, cast

from baasctl.sandbox.exchange import Json, JsonObject, Refusal, Request
from baasctl.sandbox.firebase import scalars
from baasctl.sandbox.firebase.api_tables import Field, Message, Method
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.firebase.scalars import BadScalar

ONE_OF: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "GoogleCloudIdentitytoolkitAdminV2SmsRegionConfig": {"sms_region_policy": ("allowByDefault", "allowlistOnly")},
    "GoogleFirestoreAdminV1IndexField": {"value_mode": ("order", "arrayConfig", "vectorConfig")},
    "GoogleFirestoreAdminV1BackupSchedule": {"recurrence": ("dailyRecurrence", "weeklyRecurrence")},
    "CloudFunction": {
        "source_code": ("sourceArchiveUrl", "sourceRepository", "sourceUploadUrl"),
        "trigger": ("httpsTrigger", "eventTrigger"),
    },
    "Job": {"target": ("pubsubTarget", "appEngineHttpTarget", "httpTarget")},
    "HttpTarget": {"authorization_header": ("oauthToken", "oidcToken")},
    "Replication": {"replication": ("automatic", "userManaged")},
    "Secret": {"expiration": ("expireTime", "ttl")},
    "Source": {"source": ("storageSource", "repoSource", "gitUri")},
    "Destination": {"descriptor": ("cloudRun", "cloudFunction", "gke", "workflow", "httpEndpoint")},
    "Arg": {"type": ("exactValue", "anyValue")},
    "Result": {"type": ("value", "undefined")},
}
"""By message: members of which one alone can be there (github.com/googleapis/googleapis; documents do not say it)."""

PRESENT: Final = {
    ("GoogleCloudIdentitytoolkitAdminV2RecaptchaConfig", name)
    for name in (
        "emailPasswordEnforcementState",
        "phoneEnforcementState",
        "useSmsBotScore",
        "useSmsTollFraudProtection",
    )
}
"""Members with presence: an answer has them with a default value too, once they were written."""

_SYSTEM: Final = {"$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint"} | {
    "quotaUser",
    "uploadType",
    "upload_protocol",
}
_PACKAGE: Final = re.compile(r"((?:[A-Z][a-z]+)*V\d+(?:(?:alpha|beta)\d*)?)([A-Z].*)")
_MERGING: Final = frozenset({"storage.v1"})
"""APIs whose PATCH is a JSON merge patch: null removes a member, also one of a map."""
_REFUSED: Final = object()


def body_of(request: Request) -> JsonObject:
    """The JSON object of a request; empty for no body.

    Raises:
        GoogleRefusal: 400, it is something else.
    """
    try:
        value = request.json()
    except Refusal as refusal:
        raise GoogleRefusal(400, f"Invalid JSON payload received. {refusal.message}") from refusal
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _refusal([("", 'Invalid JSON payload received. Unknown name "": Root element must be a message.')])
    return value


def canonical(method: Method, body: JsonObject) -> JsonObject:
    """The body with camelCase names and canonical values; nulls and what Google alone sets are left out.

    Raises:
        GoogleRefusal: 400 with all violations: an unknown member, or a value of another type.
    """
    if not method.request:
        return body
    violations: list[tuple[str, str]] = []
    if method.api in _MERGING:
        body = _without_nulls(body)
    root = "" if method.request.endswith("Request") else snake_case(_short(method.request))
    found = _Reader(method.messages, violations).message(method.request, body, root)
    if violations:
        raise _refusal(violations)
    return found


def _without_nulls(body: JsonObject) -> JsonObject:
    return {
        name: _without_nulls(value) if isinstance(value, dict) else value
        for name, value in body.items()
        if value is not None
    }


def refuse_query(method: Method, given: Mapping[str, str]) -> None:
    """Refuse query parameters that the method does not have, or of another type.

    Raises:
        GoogleRefusal: 400.
    """
    violations: list[tuple[str, str]] = []
    for name, text in given.items():
        wanted = method.query.get(camel_case(name))
        if wanted is None and name not in _SYSTEM:
            why = f"Cannot bind query parameter. Field '{name}' could not be found in request message."
            violations.append(("", f'Invalid JSON payload received. Unknown name "{name}": {why}'))
        elif wanted is not None and text:
            _Reader(method.messages, violations).value(wanted, text, snake_case(name))
    if violations:
        raise _refusal(violations)


def without_defaults(messages: Mapping[str, Message], name: str, value: JsonObject) -> JsonObject:
    """A message as proto3's JSON has it: unset and default scalars, empty lists and maps are not there.

    A message that is there stays, also an empty one; 64-bit integers are texts.

    Args:
        messages: Of the API: `api_tables.api("firestore.v1").messages`.
        name: Of the message; one that is unknown is answered as it is.
    """
    fields = messages.get(name)
    if fields is None:
        return value
    shown: JsonObject = {}
    for member, inner in value.items():
        wanted = fields.get(member) or fields.get("*")
        kept = inner if wanted is None else _shown(messages, wanted, inner)
        if kept is not None and not (
            wanted is not None and (name, member) not in PRESENT and _is_left_out(wanted, kept)
        ):
            shown[member] = kept
    return shown


def snake_case(name: str) -> str:
    """`enableImprovedEmailPrivacy` as the proto file has it."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name.replace("OAuth", "Oauth")).lower()


def camel_case(name: str) -> str:
    """`update_mask` as JSON has it; a name in camelCase stays."""
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)


class _Reader:
    """Reads messages and notes what is wrong with them, with its place."""

    def __init__(self, messages: Mapping[str, Message], violations: list[tuple[str, str]]) -> None:
        self._messages = messages
        self._violations = violations

    def message(self, name: str, given: JsonObject, place: str) -> JsonObject:
        fields = self._messages.get(name)
        if fields is None:
            return given
        found: JsonObject = {}
        for written, value in given.items():
            member = written if written in fields else camel_case(written)
            wanted = fields.get(member) or fields.get("*")
            if wanted is None:
                self._unknown(written, place, "Cannot find field.")
            elif value is not None and not wanted.is_output:
                read = self.value(wanted, value, f"{place}.{snake_case(member)}".removeprefix("."), written)
                if read is not _REFUSED:
                    found[member] = cast("Json", read)
        for oneof, members in ONE_OF.get(name, {}).items():
            if len(both := [member for member in found if member in members]) > 1:
                why = f"oneof field '{oneof}' is already set. Cannot set '{both[1]}'"
                self._violations.append((place, f"Invalid value at '{place}' (oneof), {why}"))
        return found

    def value(self, wanted: Field, value: Json, place: str, written: str = "") -> object:
        if wanted.is_map and isinstance(value, dict):
            one = _one(wanted)
            return {key: self.value(one, each, f"{place}[{n}].value") for n, (key, each) in enumerate(value.items())}
        if wanted.is_list:
            one = _one(wanted)
            given = value if isinstance(value, list) else [value]
            return [self.value(one, each, f"{place}[{number}]", written) for number, each in enumerate(given)]
        if wanted.type == "message" and isinstance(value, dict):
            return self.message(wanted.message, value, place)
        if isinstance(value, list) and wanted.type != "any":
            return self._unknown(written, place.rpartition(".")[0], "Proto field is not repeating, cannot start list.")
        if wanted.type == "message" or wanted.is_map:
            return self._refused(place, f"({_type_url(wanted.message)}), {scalars.shown(value)}")
        if isinstance(value, dict) and wanted.type != "any":
            return self._unknown(written, place.rpartition(".")[0], "Starting an object on a scalar field.")
        return self._enum(wanted, value, place) if wanted.type == "enum" else self._scalar(wanted, value, place)

    def _enum(self, wanted: Field, value: Json, place: str) -> object:
        if value in wanted.names:
            return value
        if isinstance(value, str) and value.upper() in wanted.names:
            return value.upper()  # the Firebase CLI sends `user_database`
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(wanted.names):
            return wanted.names[value]
        return self._refused(place, f"({_type_url(wanted.message)}), {scalars.shown(value)}")

    def _scalar(self, wanted: Field, value: Json, place: str) -> object:
        try:
            return scalars.canonical(wanted.type, value)
        except BadScalar as bad:
            return self._refused(place, str(bad))

    def _refused(self, place: str, why: str) -> object:
        self._violations.append((place, f"Invalid value at '{place}' {why}"))
        return _REFUSED

    def _unknown(self, name: str, place: str, why: str) -> object:
        at = f" at '{place}'" if place else ""
        self._violations.append((place, f'Invalid JSON payload received. Unknown name "{name}"{at}: {why}'))
        return _REFUSED


def _refusal(violations: list[tuple[str, str]]) -> GoogleRefusal:
    listed: list[Json] = [
        {**({"field": place} if place else {}), "description": description} for place, description in violations
    ]
    details: JsonObject = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": listed}
    return GoogleRefusal(400, "\n".join(description for _, description in violations), details=[details])


def _one(wanted: Field) -> Field:
    return Field(type=wanted.type, message=wanted.message, names=wanted.names)


def _short(name: str) -> str:
    found = _PACKAGE.fullmatch(name)
    return found[2] if found else name


def _type_url(name: str) -> str:
    found = _PACKAGE.fullmatch(name)
    if found is None:
        return f"type.googleapis.com/{name}"
    package = re.sub(r"(?<!^)(?=[A-Z])", ".", found[1]).lower()
    return f"type.googleapis.com/{package}.{found[2]}"


def _shown(messages: Mapping[str, Message], wanted: Field, value: Json) -> Json:
    if wanted.is_list and isinstance(value, list):
        return [_shown(messages, _one(wanted), each) for each in value]
    if wanted.is_map and isinstance(value, dict):
        return {key: _shown(messages, _one(wanted), each) for key, each in value.items()}
    if wanted.type == "message" and isinstance(value, dict):
        return without_defaults(messages, wanted.message, value)
    return str(value) if wanted.type in {"int64", "uint64"} and value is not None else value


def _is_left_out(wanted: Field, value: Json) -> bool:
    if wanted.is_list or wanted.is_map:
        return not value
    if wanted.type in {"message", "any"}:
        return False
    if wanted.type == "enum":
        return value == wanted.names[0]
    return scalars.is_default(wanted.type, value)
