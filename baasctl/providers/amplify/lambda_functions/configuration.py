"""What CreateFunction, UpdateFunctionConfiguration and UpdateFunctionCode are sent, from attributes; pure.

A member that is left out keeps its value, and a structure is replaced whole: what the spec leaves out of one is sent
as it is live. Unsetting is an explicit empty value (research/amplify.md §2.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.value import ABSENT, Attributes, Side, at, thaw
from baasctl.providers.amplify.lambda_functions import handlers, runtimes
from baasctl.providers.amplify.lambda_functions.native_fields import CODE, CONFIGURATION, CREATED, NATIVE, pointer_of

DEFAULT_MEMORY: Final = 128 * 2**20
DEFAULT_TIMEOUT_S: Final = 3
PLACEHOLDER: Final = "<value will be resolved during runtime>"
"""What a variable holds whose secret Amplify's code reads when the function starts (research/amplify.md §1.1)."""
SECRETS_VARIABLE: Final = "AMPLIFY_SSM_ENV_CONFIG"
_MIB: Final = 2**20
_NEUTRAL: Final = ("/description", "/runtime", "/memory", "/timeout", "/run_as", "/entrypoint", "/handler", "/env")


def is_of_configuration(path: str) -> bool:
    """Whether UpdateFunctionConfiguration writes a field."""
    return path.startswith(_NEUTRAL) or path in _POINTERS


def is_of_code(path: str) -> bool:
    """Whether UpdateFunctionCode writes a field."""
    return path.startswith("/source") or path in _CODE_POINTERS


def encode(values: Mapping[str, Side], after: Attributes, live: Mapping[str, object]) -> dict[str, object]:
    """The members of UpdateFunctionConfiguration for changed fields.

    Args:
        values: Desired values by pointer; `None` unsets.
        after: All that the spec says.
        live: The configuration as Lambda answers it; empty for a new function.
    """
    body: dict[str, object] = {}
    for path, value in values.items():
        if path.startswith("/env"):
            body["Environment"] = {"Variables": variables(after, live)}
        elif path in ("/entrypoint", "/handler"):
            body["Handler"] = entry_of(after, live)
        elif path in _POINTERS:
            _put_native(body, _POINTERS[path], value, live)
        elif is_of_configuration(path):
            body |= _neutral(path, value)
    logging = body.get("LoggingConfig")
    if isinstance(logging, dict) and logging.get("LogFormat", "Text") == "Text":
        body["LoggingConfig"] = {name: logging[name] for name in logging if not name.endswith("LogLevel")}
    return body


def created(after: Attributes, former: Mapping[str, object]) -> dict[str, object]:
    """The members of CreateFunction without name, code and tags.

    Args:
        former: Configuration of the function in whose place this one comes; what the spec leaves out is taken from it.
    """
    body = kept(former)
    values = {path: value for path in (*_NEUTRAL, *_POINTERS) if (value := at(after, path)) not in (ABSENT, None)}
    body |= encode(values, after, former)
    body["Handler"] = entry_of(after, former)
    for path, pointer in _CREATED_POINTERS.items():
        value = at(after, path)
        if value not in (ABSENT, None):
            _put(body, pointer.split("."), value)
    architectures = at(after, pointer_of("Architectures"))
    if isinstance(architectures, tuple):
        body["Architectures"] = list(architectures)
    return body


def kept(live: Mapping[str, object]) -> dict[str, object]:
    """What of a live configuration can be sent again: nothing that Lambda made."""
    found: dict[str, object] = {}
    for name in ("Description", "Runtime", "MemorySize", "Timeout", "Role", "Handler", "Architectures"):
        if live.get(name):
            found[name] = live[name]
    environment = live.get("Environment")
    if isinstance(environment, Mapping) and environment.get("Variables"):
        found["Environment"] = {"Variables": environment["Variables"]}
    for path in (*CONFIGURATION, *CREATED):
        value = wire_at(live, path)
        if value not in (None, "", [], {}):
            _put(found, path.split("."), value)
    return found


def variables(after: Attributes, live: Mapping[str, object]) -> dict[str, str]:
    """All variables: those of the spec, and those by which Amplify hands over secrets."""
    wanted = after.get("env")
    own = {name: str(value) for name, value in wanted.items()} if isinstance(wanted, Mapping) else {}
    return {**{name: value for name, value in live_variables(live).items() if is_of_amplify(name, value)}, **own}


def live_variables(live: Mapping[str, object]) -> dict[str, str]:
    """The variables of a live configuration."""
    found = wire_at(live, "Environment.Variables")
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, Mapping) else {}


def is_of_amplify(name: str, value: str) -> bool:
    """Whether a variable is one by which Amplify hands over secrets."""
    return name == SECRETS_VARIABLE or value == PLACEHOLDER


def entry_of(after: Attributes, live: Mapping[str, object]) -> str:
    """`Handler`, with the live part where the spec says only one of both."""
    text = live.get("Handler")
    before = handlers.parted(text) if isinstance(text, str) and text else ("", "")
    parts = [
        str(value) if value is not None else None
        for value in (after.get("entrypoint", before[0]), after.get("handler", before[1]))
    ]
    return handlers.joined(parts[0], parts[1])


def wire_at(live: Mapping[str, object], dotted: str) -> object:
    """The member of an answer at a dotted path; of layers and mounts what can be written. `None`: none."""
    value: object = live
    for name in dotted.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    if dotted == "Layers" and isinstance(value, list):
        return [each.get("Arn") if isinstance(each, Mapping) else each for each in value]
    if dotted.startswith("ImageConfig.") and value is None:
        return wire_at(live, f"ImageConfigResponse.{dotted}") if "ImageConfigResponse" in live else None
    return value


def _neutral(path: str, value: Side) -> dict[str, object]:
    match path:
        case "/description":
            return {"Description": value or ""}
        case "/runtime":
            return {"Runtime": runtimes.wire_of(str(value))}
        case "/memory":
            return {"MemorySize": (value if isinstance(value, int) else DEFAULT_MEMORY) // _MIB}
        case "/timeout":
            return {"Timeout": value if isinstance(value, int) else DEFAULT_TIMEOUT_S}
        case _:
            return {"Role": value}


def _put_native(body: dict[str, object], dotted: str, value: Side, live: Mapping[str, object]) -> None:
    """Put one member, among the live ones of its structure."""
    top, *below = dotted.split(".")
    if below and top not in body:
        for path in CONFIGURATION:
            before = wire_at(live, path)
            if path.startswith(f"{top}.") and before not in (None, "", []):
                _put(body, path.split("."), before)
    is_gone = value is None or value is ABSENT
    sent = CONFIGURATION[dotted].cleared if is_gone else thaw(value)  # type: ignore[arg-type]
    if dotted == "LoggingConfig.LogGroup" and sent is None:
        sent = f"/aws/lambda/{live.get('FunctionName')}"
    _put(body, dotted.split("."), list(sent) if isinstance(sent, tuple) else sent)


def _put(body: dict[str, object], path: list[str], value: object) -> None:
    record = body
    for name in path[:-1]:
        inner = record.setdefault(name, {})
        assert isinstance(inner, dict)
        record = inner
    if value is None:
        record.pop(path[-1], None)
    else:
        record[path[-1]] = thaw(value) if isinstance(value, tuple | Mapping) else value


_POINTERS: Final = {pointer_of(path): path for path in CONFIGURATION}
_CODE_POINTERS: Final = {pointer_of(path): path for path in CODE}
_CREATED_POINTERS: Final = {pointer_of(path): path for path in CREATED}
assert all(path.startswith(NATIVE) for path in _POINTERS)
