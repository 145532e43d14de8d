"""`auth_hooks`: the Lambda triggers of a user pool (research/vocabulary.md §5).

A hook is there while its trigger has an ARN. An ARN reads as `function` when it is one of the pool's account and
region, unless the spec writes `native.amplify.arn`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Side
from baasctl.providers.amplify.user_pool.documents import POOL, Documents, Drafts, Message, at_wire, put_wire
from baasctl.providers.amplify.user_pool.rows import NATIVE
from baasctl.providers.attribute_paths import declared_at, record_of
from baasctl.providers.strict import expect_or_none

KIND: Final = "auth_hooks"
FUNCTION, ARN, VERSION = "/function", f"{NATIVE}/arn", f"{NATIVE}/LambdaVersion"
TOKEN: Final = "before_token_issued"  # noqa: S105 - the name of a hook
_WITH_CONFIG: Final = "PreTokenGenerationConfig"
_MIRROR: Final = "PreTokenGeneration"
TOKEN_VERSIONS: Final = ("V1_0", "V2_0", "V3_0")
WIRE_NAMES: Final[Mapping[str, str]] = {
    "before_sign_up": "PreSignUp",
    TOKEN: _WITH_CONFIG,
    "create_auth_challenge": "CreateAuthChallenge",
    "custom_message": "CustomMessage",
    "define_auth_challenge": "DefineAuthChallenge",
    "inbound_federation": "InboundFederation",
    "post_authentication": "PostAuthentication",
    "post_confirmation": "PostConfirmation",
    "pre_authentication": "PreAuthentication",
    "send_email": "CustomEmailSender",
    "send_sms": "CustomSMSSender",
    "user_migration": "UserMigration",
    "verify_auth_challenge": "VerifyAuthChallengeResponse",
}
WITH_VERSION: Final = {TOKEN: "V2_0", "inbound_federation": "V1_0", "send_email": "V1_0", "send_sms": "V1_0"}
"""Triggers that are a record, with the version of the event that is asked for."""
_LAMBDA: Final = re.compile(
    r"arn:(?P<partition>[\w-]+):lambda:(?P<region>[\w-]+):(?P<account>[0-9]{12}):function:(?P<name>[\w-]+)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Functions:
    """The functions that hooks may name.

    Attributes:
        pool_arn: Of the user pool; its region and account are the functions'.
        physical: The name in the app's code to the name at Lambda.
        declared: The name in the spec to the name at Lambda, of functions that it declares.
    """

    pool_arn: str
    physical: Mapping[str, str] = field(default_factory=dict)
    declared: Mapping[str, str] = field(default_factory=dict)

    def arn_of(self, name: str) -> str:
        """The ARN of a function of the pool's account and region."""
        _, partition, _, region, account, *_ = [*self.pool_arn.split(":"), "", "", "", "", ""]
        return f"arn:{partition}:lambda:{region}:{account}:function:{self.physical.get(name, name)}"

    def known_as(self, name: str) -> str:
        """The name that the app's code has for a function, whichever of its names is given."""
        return next((friendly for friendly, each in self.physical.items() if each == name), name)

    def meant_by(self, name: str) -> str:
        """What a function that the spec names is known as, which is its key or its own name."""
        return self.known_as(self.declared.get(name, name))

    def function_at(self, arn: str) -> str | None:
        """The function behind an ARN; `None` where it is another account's, or a version or alias."""
        found = _LAMBDA.fullmatch(arn)
        if found is None or self.arn_of(found["name"]).split(":")[:5] != arn.split(":")[:5]:
            return None
        return self.known_as(found["name"])


def decode(
    documents: Documents, address: Address, functions: Functions, spec: Attributes | None = None
) -> Resource | None:
    """The hook, if its trigger has an ARN, or if the spec asks for it to be off.

    A version of the event that the spec does not ask for stands beside the ARN, so that it shows as a difference.

    Raises:
        UnexpectedAnswer: The trigger is not what the model says.
    """
    moment = address.segments[0]
    arn, version = trigger_at(documents[POOL], moment)
    if arn is None:
        is_off = Resource(address=address, attributes={}, unset=frozenset({FUNCTION, ARN, VERSION}))
        return is_off if asks_for_off(spec) else None
    name = functions.function_at(arn)
    values: dict[str, Side] = {}
    if name is None or declared_at(spec, ARN) not in (ABSENT, None):
        values[ARN] = arn
    else:
        values[FUNCTION] = name
    if moment == TOKEN:
        values[VERSION] = version
        if version == "V1_0" and spec is not None and declared_at(spec, VERSION) is ABSENT:
            values = {VERSION: version}
    return Resource(address=address, attributes=record_of(values), unset=frozenset({FUNCTION, ARN} - values.keys()))


def trigger_at(pool: Message, moment: str) -> tuple[str | None, str]:
    """The ARN of a trigger, `None` where there is none, and the version of its event.

    Raises:
        UnexpectedAnswer: It is not what the model says.
    """
    place = f"LambdaConfig.{WIRE_NAMES[moment]}"
    if moment not in WITH_VERSION:
        return expect_or_none(at_wire(pool, place, POOL), str, POOL, f"/{place}") or None, ""
    arn = expect_or_none(at_wire(pool, f"{place}.LambdaArn", POOL), str, POOL, f"/{place}") or None
    version = expect_or_none(at_wire(pool, f"{place}.LambdaVersion", POOL), str, POOL, f"/{place}") or "V1_0"
    if arn is None and moment == TOKEN:
        mirror = f"LambdaConfig.{_MIRROR}"
        return expect_or_none(at_wire(pool, mirror, POOL), str, POOL, f"/{mirror}") or None, "V1_0"
    return arn, version


def apply(change: Change, drafts: Drafts, functions: Functions) -> None:
    """Put a change of a hook into the draft of the pool.

    Raises:
        Invalid: A hook would be switched on without a function.
    """
    if change.renamed_from:
        _put(drafts, change.renamed_from[0], None, "")
    moment = change.address.segments[0]
    version = declared_at(change.after, VERSION)
    before = trigger_at(drafts[POOL], moment)[1]
    kept = before if before in TOKEN_VERSIONS and before != "V1_0" else WITH_VERSION.get(moment, "")
    _put(drafts, moment, wanted_arn(change, functions), version if isinstance(version, str) else kept)


def wanted_arn(change: Change, functions: Functions) -> str | None:
    """The ARN to write, `None` to switch the hook off.

    Raises:
        Invalid: See `apply`.
    """
    if change.action is Action.DELETE or asks_for_off(change.after):
        return None
    function, arn = (declared_at(change.after, path) for path in (FUNCTION, ARN))
    if isinstance(arn, str):
        return arn
    if isinstance(function, str):
        return functions.arn_of(function)
    raise Invalid(
        Diagnostic(
            code="APPLY330",
            summary="baasctl does not send this change",
            detail=f"`{change.address.local}` says nothing to call",
            hint="declare `function`",
            span=change.span,
            address=change.address,
        )
    )


def asks_for_off(spec: Attributes | None) -> bool:
    """Whether the spec names what the hook calls only to unset it."""
    values = [declared_at(spec, path) for path in (FUNCTION, ARN)]
    return None in values and all(value is None or value is ABSENT for value in values)


def _put(drafts: Drafts, moment: str, arn: str | None, version: str) -> None:
    config = dict(expect_or_none(drafts[POOL].get("LambdaConfig"), dict, POOL, "/LambdaConfig") or {})
    name = WIRE_NAMES[moment]
    if arn is None:
        config.pop(name, None)
        if moment == TOKEN:
            config.pop(_MIRROR, None)
    elif moment in WITH_VERSION:
        config[name] = {"LambdaVersion": version, "LambdaArn": arn}
        if moment == TOKEN:
            config[_MIRROR] = arn
    else:
        config[name] = arn
    put_wire(drafts[POOL], "LambdaConfig", config)
