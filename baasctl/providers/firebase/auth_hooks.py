"""`auth_hooks`: blocking functions of Identity Toolkit (research/vocabulary.md §5).

A hook is there while its trigger has an address; switching it off takes the trigger out of the map, which is written
whole, as masks cannot name members of a map. An address reads as `function` when it is one of this project, unless
the spec writes `uri`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes
from baasctl.providers.firebase.identity_toolkit.hook_address import Functions
from baasctl.providers.firebase.identity_toolkit.rows import declared
from baasctl.providers.firebase.identity_toolkit.update import is_touched, refusal
from baasctl.providers.firebase.identity_toolkit.wire import CONFIG, Message, message_at
from baasctl.providers.strict import expect, expect_or_none

KIND: Final = "auth_hooks"
TRIGGERS: Final = "blockingFunctions.triggers"
FUNCTION, URI = "/function", "/uri"
URI_PATTERN: Final = r"https://[^\s/]+(/\S*)?"
WIRE_NAMES: Final[Mapping[str, str]] = {
    "before_send_email": "beforeSendEmail",
    "before_send_sms": "beforeSendSms",
    "before_sign_in": "beforeSignIn",
    "before_sign_up": "beforeCreate",
}


def decode(config: Message, address: Address, functions: Functions, spec: Attributes | None = None) -> Resource | None:
    """The hook, if it has an address, or if the spec asks for it to be off.

    Raises:
        UnexpectedAnswer: The trigger is not what the discovery document says.
    """
    uri = uri_at(config, address.segments[0])
    if uri is None:
        is_off = Resource(address=address, attributes={}, unset=frozenset({FUNCTION, URI}))
        return is_off if asks_for_off(spec) else None
    function = functions.function_at(uri)
    if function is None or declared(spec, URI) not in (ABSENT, None):
        return Resource(address=address, attributes={"uri": uri})
    return Resource(address=address, attributes={"function": function})


def uri_at(config: Message, name: str) -> str | None:
    """The address of a hook, `None` where it has none.

    Raises:
        UnexpectedAnswer: The trigger is not what the discovery document says.
    """
    path = f"/{TRIGGERS.replace('.', '/')}/{WIRE_NAMES[name]}"
    trigger = expect_or_none(message_at(config, TRIGGERS).get(WIRE_NAMES[name]), dict, CONFIG, path) or {}
    return expect_or_none(trigger.get("functionUri"), str, CONFIG, f"{path}/functionUri") or None


def encode(changes: Sequence[Change], config: Message, functions: Functions) -> dict[str, object]:
    """The map of triggers after all changes of hooks; nothing when there are none.

    Raises:
        Invalid: A hook would be switched on without an address.
    """
    if not changes:
        return {}
    triggers = dict(message_at(config, TRIGGERS))
    for change in changes:
        if change.renamed_from:
            triggers.pop(WIRE_NAMES[change.renamed_from[0]], None)
    for change in changes:
        name = WIRE_NAMES[change.address.segments[0]]
        uri = _wanted(change, functions)
        if uri is None:
            triggers.pop(name, None)
        elif expect(triggers.get(name, {}), dict, CONFIG, TRIGGERS).get("functionUri") != uri:
            triggers[name] = {"functionUri": uri}
    return {TRIGGERS: triggers or None}


def asks_for_off(spec: Attributes | None) -> bool:
    """Whether the spec names the hook's address only to unset it."""
    values = [declared(spec, path) for path in (FUNCTION, URI)]
    return None in values and all(value is None or value is ABSENT for value in values)


def _wanted(change: Change, functions: Functions) -> str | None:
    """The address to write, `None` to switch the hook off."""
    if change.action is Action.DELETE or asks_for_off(change.after):
        return None
    function, uri = (declared(change.after, path) for path in (FUNCTION, URI))
    if isinstance(function, str) and is_touched(change, FUNCTION):
        return functions.address_of(function)
    if isinstance(uri, str):
        return uri
    raise refusal(change, FUNCTION, f"`{change.address.local}` says nothing to call", "declare `function` or `uri`")
