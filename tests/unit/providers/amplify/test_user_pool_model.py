"""Every field that botocore's model lets a user pool's requests write has exactly one name, or a documented no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.loaders import Loader

from baasctl.providers.amplify import auth, auth_hooks, email_templates
from baasctl.providers.amplify.user_pool.entries import ENTRIES
from baasctl.providers.amplify.user_pool.requests import CREATE_ONLY, READ_ONLY
from baasctl.providers.amplify.user_pool.rows import Row
from baasctl.providers.contract import No

MODEL: dict[str, Any] = Loader().load_service_model("cognito-idp", "service-2")
SHAPES: dict[str, Any] = MODEL["shapes"]
IDS = {"UserPoolId", "ClientId", "ManagedLoginBrandingId"}
PREFIX = {"CreateUserPoolDomain": "CustomDomain.", "UpdateUserPoolDomain": "CustomDomain."}
BRANDING = {"CreateManagedLoginBranding", "UpdateManagedLoginBranding"}
OPERATIONS = (
    "UpdateUserPool", "SetUserPoolMfaConfig", "SetRiskConfiguration", "SetLogDeliveryConfiguration",
    "SetUICustomization", *PREFIX, *sorted(BRANDING),
)  # fmt: skip
MIRRORED_IN_MFA = ("SmsMfaConfiguration.SmsConfiguration.", "SmsMfaConfiguration.SmsAuthenticationMessage")


def leaves(shape: str, path: str = "") -> Iterator[str]:
    """Paths of what is no structure; a list or a map is one leaf, so is a document."""
    found = SHAPES[shape]
    if found["type"] != "structure" or not found.get("members"):
        yield path
        return
    for name, member in found["members"].items():
        yield from leaves(member["shape"], f"{path}.{name}" if path else name)


def written(operation: str) -> list[str]:
    input_shape = MODEL["operations"][operation]["input"]["shape"]
    return [path for path in leaves(input_shape) if path.partition(".")[0] not in IDS]


def names() -> Counter[str]:
    """Wire path, under its record of `native` where it has one, to how many names it has."""
    found: Counter[str] = Counter()
    for setting in auth.SETTINGS:
        native = (
            setting.pointer.split("/native/amplify/")[-1].replace("/", ".") if "/native/" in setting.pointer else ""
        )
        for wire in setting.wires:
            own_record = isinstance(setting, Row) and native.endswith(f".{wire}")
            found[native if own_record else wire] += 1
    for rows in email_templates.ROWS.values():
        for row in rows:
            found[row.wire] += 1
    for moment, wire in auth_hooks.WIRE_NAMES.items():
        members = ("LambdaArn", "LambdaVersion") if moment in auth_hooks.WITH_VERSION else ()
        found.update([f"LambdaConfig.{wire}.{member}" for member in members] or [f"LambdaConfig.{wire}"])
    found["LambdaConfig.PreTokenGeneration"] += 1
    return found


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_writable_field_has_a_name_or_a_no(operation: str) -> None:
    """A member that a newer botocore brings fails here, not in a user's spec."""
    known = names()
    refused = {
        field.removeprefix("native.") for field, answer in ENTRIES.fields["auth"].items() if isinstance(answer, No)
    }
    prefix = "ManagedLoginBranding." if operation in BRANDING else PREFIX.get(operation, "")

    missing = [
        path
        for path in written(operation)
        if not path.startswith(MIRRORED_IN_MFA) and not known[prefix + path] and prefix + path not in refused
    ]

    assert missing == []


def test_no_field_has_two_names() -> None:
    """Lists whose members have names of their own are the only paths that several names write."""
    shared = {"Policies.SignInPolicy.AllowedFirstAuthFactors", "AutoVerifiedAttributes", "EmailConfiguration.From"}
    pinned = {"UsernameAttributes", "AliasAttributes"}

    assert {path for path, count in names().items() if count > 1} <= shared | pinned


def test_what_a_pool_answers_and_no_update_takes_is_stripped() -> None:
    """Members of the answer that are neither sendable nor stripped would make every update fail."""
    answered = set(SHAPES["UserPoolType"]["members"])
    accepted = set(SHAPES["UpdateUserPoolRequest"]["members"])

    assert answered - accepted == READ_ONLY | CREATE_ONLY


def test_create_only_settings_are_those_of_the_model() -> None:
    """What a pool takes only when it is made is refused at plan, so the list may not go stale."""
    made = set(SHAPES["CreateUserPoolRequest"]["members"])
    assert made - set(SHAPES["UpdateUserPoolRequest"]["members"]) == CREATE_ONLY | {"Schema"}
    assert {path.split("/")[3] for path in auth.create_only() if "/native/" in path} == CREATE_ONLY


@pytest.mark.parametrize("setting", auth.SETTINGS, ids=lambda setting: setting.pointer)
def test_native_settings_say_what_they_do(setting: Any) -> None:
    """A name taken from the wire does not explain itself."""
    assert "/native/" not in setting.pointer or setting.member.doc.endswith(".")
