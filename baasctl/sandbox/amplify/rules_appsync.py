"""What MiniStack's AppSync leaves out: settings that it forgets, schemas that do not compile, limits of keys.

The order and the words of AppSync's own refusals are not known; the codes are those of its model.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, cast

from baasctl.sandbox.amplify.call import Call, Rules, json_of, with_json
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.exchange import Answer, JsonObject

_SERVICE: Final = "appsync"
_DOCUMENT: Final = "appsync"
_FORGOTTEN: Final = (
    "enhancedMetricsConfig", "introspectionConfig", "mergedApiExecutionRoleArn", "ownerContact", "queryDepthLimit",
    "resolverCountLimit",
)  # fmt: skip
"""Members of `UpdateGraphqlApi` that MiniStack 1.5.33 does not store."""
_NEEDED: Final = {
    "AMAZON_COGNITO_USER_POOLS": "userPoolConfig",
    "AWS_LAMBDA": "lambdaAuthorizerConfig",
    "OPENID_CONNECT": "openIDConnectConfig",
}
_HOUR: Final = 3600
_DAY: Final = 86400
_LONGEST_DAYS: Final = 365
_PLACES: Final = "OBJECT | FIELD_DEFINITION | INTERFACE | INPUT_OBJECT | ENUM | UNION | SCALAR | SCHEMA"
_OWN_SCALARS: Final = "Date Time DateTime Timestamp Email JSON Phone URL IPAddress"
_OWN_DIRECTIVES: Final = {
    "aws_api_key": "", "aws_auth": "(cognito_groups: [String])", "aws_cognito_user_pools": "(cognito_groups: [String])",
    "aws_iam": "", "aws_lambda": "", "aws_oidc": "", "aws_publish": "(subscriptions: [String])",
    "aws_subscribe": "(mutations: [String])",
}  # fmt: skip


def needs_settings_of_its_mode(call: Call) -> None:
    """Every auth mode comes with its settings, and none of the single ones comes twice."""
    wanted = call.parameters
    default = str(wanted.get("authenticationType", ""))
    modes = [(default, wanted), *((str(each.get("authenticationType")), each)
             for each in wanted.get("additionalAuthenticationProviders") or ())]  # fmt: skip
    for number, (kind, mode) in enumerate(modes):
        member = _NEEDED.get(kind)
        if member and not mode.get(member):
            raise AwsRefusal("BadRequestException", f"{member} is required for the authentication type {kind}.")
        is_single = kind in ("API_KEY", "AWS_IAM", "AWS_LAMBDA")
        if is_single and kind in [other for other, _ in modes[:number]]:
            raise AwsRefusal("BadRequestException", f"Authentication type {kind} is configured more than once.")


def remember(call: Call, answer: Answer) -> Answer:
    """Settings that MiniStack forgets; what is left out stays as it is."""
    sent = {name: call.parameters[name] for name in _FORGOTTEN if name in call.parameters}
    api = json_of(answer)["graphqlApi"]["apiId"]
    _store(call, api, settings={**_state(call, api).get("settings", {}), **sent})
    return tell(call, answer)


def tell(call: Call, answer: Answer) -> Answer:
    """The settings that MiniStack forgets, in its answer."""
    said = json_of(answer)
    api = said["graphqlApi"]
    return with_json(answer, {**said, "graphqlApi": {**api, **_state(call, api["apiId"]).get("settings", {})}})


def tell_all(call: Call, answer: Answer) -> Answer:
    """The same in a list."""
    said = json_of(answer)
    apis = [{**each, **_state(call, each["apiId"]).get("settings", {})} for each in said.get("graphqlApis", ())]
    return with_json(answer, {**said, "graphqlApis": apis})


def key_expires_in_time(call: Call) -> Mapping[str, Any] | None:
    """A key stops at a full hour, 1 to 365 days from now."""
    expires = call.parameters.get("expires")
    if not isinstance(expires, int):
        return None
    rounded, now = expires // _HOUR * _HOUR, int(time.time())
    if not now + _DAY - _HOUR <= rounded <= now + _LONGEST_DAYS * _DAY:
        raise AwsRefusal("ApiKeyValidityOutOfBoundsException", "API key must expire between 1 and 365 days from now.")
    return {**call.parameters, "expires": rounded}


def free(call: Call) -> None:
    """One change at a time, and none while a schema is compiled."""
    if _state(call, _api_of(call)).get("compiling", 0):
        raise AwsRefusal(
            "ConcurrentModificationException", "Schema is currently being altered, please wait.", status=409
        )


def compile_schema(call: Call) -> Mapping[str, Any]:
    """A schema that compiles takes the place of the one before; another leaves it and says why."""
    api, text = _api_of(call), bytes(call.parameters["definition"]).decode("utf-8", "replace")
    problem = problem_of(text)
    if not problem:
        call.backend.ask(_SERVICE, "StartSchemaCreation", apiId=api, definition=text.encode())
    _store(call, api, failure=problem, compiling=call.project.options.pending_reads)
    return {"status": "PROCESSING"}


def status_of_schema(call: Call, answer: Answer) -> Answer:
    """`PROCESSING` for as many reads as the project's options say, then `FAILED` where it does not compile."""
    api = _api_of(call)
    state = _state(call, api)
    if (left := int(state.get("compiling", 0))) > 0:
        _store(call, api, compiling=left - 1)
        return with_json(answer, {"status": "PROCESSING", "details": ""})
    if state.get("failure"):
        return with_json(answer, {"status": "FAILED", "details": state["failure"]})
    return answer


def print_schema(call: Call, answer: Answer) -> Answer:
    """A schema comes back printed: without comments, in the spelling of a printer."""
    if call.parameters.get("format") != "SDL":
        return answer
    graphql = import_module("graphql")
    try:
        printed = graphql.print_ast(graphql.parse(answer.body.decode()))
    except graphql.GraphQLSyntaxError:
        return answer
    return Answer(status=answer.status, body=printed.encode(), headers=answer.headers, note=answer.note)


def name_types(call: Call, answer: Answer) -> Answer:
    """A type of its own for each definition: MiniStack's CloudFormation keeps a whole schema as one without a name."""
    graphql = import_module("graphql")
    types: list[dict[str, Any]] = []
    for row in json_of(answer).get("types", []):
        if row.get("name"):
            types.append(row)
            continue
        for each in graphql.parse(str(row.get("definition", "")), no_location=True).definitions:
            if getattr(each, "name", None):
                named = {"name": each.name.value, "definition": graphql.print_ast(each), "format": "SDL"}
                types.append({**named, "arn": f"{_arn_of(call)}/types/{each.name.value}"})
    return with_json(answer, {**json_of(answer), "types": types})


def problem_of(text: str) -> str:
    """Why AppSync would not compile a schema; empty when it does."""
    graphql, validate = import_module("graphql"), import_module("graphql.validation.validate")
    try:
        document = graphql.parse(text)
    except graphql.GraphQLSyntaxError as error:
        place = error.locations[0]
        return f"Failed to parse schema document at line {place.line}, column {place.column}: {error.message}"
    taken = {each.name.value for each in document.definitions if getattr(each, "name", None)}
    scalars = [f"scalar AWS{name}" for name in _OWN_SCALARS.split() if f"AWS{name}" not in taken]
    directives = [
        f"directive @{name}{given} on {_PLACES}" for name, given in _OWN_DIRECTIVES.items() if name not in taken
    ]
    own = graphql.parse("\n".join([*scalars, *directives]), no_location=True)
    for found in validate.validate_sdl(graphql.concat_ast([own, document])):
        place = found.locations[0] if found.locations else None
        return f"{found.message} at line {place.line}, column {place.column}" if place else str(found.message)
    return ""


def _api_of(call: Call) -> str:
    return str(call.parameters["apiId"])


def _arn_of(call: Call) -> str:
    return f"arn:aws:appsync:{call.project.region}:{call.project.account}:apis/{_api_of(call)}"


def _state(call: Call, api: str) -> dict[str, Any]:
    return dict(cast("Mapping[str, Any]", call.project.settings(_DOCUMENT).get(api, {})))


def _store(call: Call, api: str, **changes: Any) -> None:
    with call.project.lock:
        known = dict(call.project.settings(_DOCUMENT))
        known[api] = cast("JsonObject", {**_state(call, api), **changes})
        call.project.store(_DOCUMENT, known)


_ALTERS: Final = (
    "CreateApiKey", "CreateDataSource", "CreateFunction", "CreateResolver", "DeleteApiKey", "DeleteDataSource",
    "DeleteFunction", "DeleteResolver", "PutGraphqlApiEnvironmentVariables", "StartSchemaCreation", "UpdateApiKey",
    "UpdateDataSource", "UpdateFunction", "UpdateGraphqlApi", "UpdateResolver",
)  # fmt: skip

RULES: Final = Rules(
    before={
        **dict.fromkeys(_ALTERS, (free,)),
        "CreateGraphqlApi": (needs_settings_of_its_mode,),
        "UpdateGraphqlApi": (free, needs_settings_of_its_mode),
        "CreateApiKey": (free, key_expires_in_time),
        "UpdateApiKey": (free, key_expires_in_time),
    },
    after={
        "CreateGraphqlApi": (remember,),
        "GetGraphqlApi": (tell,),
        "GetIntrospectionSchema": (print_schema,),
        "GetSchemaCreationStatus": (status_of_schema,),
        "ListGraphqlApis": (tell_all,),
        "ListTypes": (name_types,),
        "UpdateGraphqlApi": (remember,),
    },
    own={"StartSchemaCreation": compile_schema},
)
