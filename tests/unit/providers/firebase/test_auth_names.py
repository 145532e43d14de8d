"""Every setting of Identity Toolkit's config has a name, and one only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from baasctl.model.field import Field, Shape
from baasctl.providers.contract import No, Yes
from baasctl.providers.firebase import auth, auth_hooks, email_templates
from baasctl.providers.firebase.identity_toolkit.auth_entries import ENTRIES

CONFIG = "GoogleCloudIdentitytoolkitAdminV2Config"
ONE_MEMBER = ("mfa.providerConfigs", "passwordPolicyConfig.passwordPolicyVersions")
"""Lists that are written as the one member that is ours."""
SET_BY_GOOGLE = {"blockingFunctions.triggers.*.updateTime"}
"""Stamped at every write, though the document does not say so."""


@pytest.fixture(scope="module")
def messages() -> dict[str, Any]:
    """The messages of Google's discovery document."""
    pytest.importorskip("googleapiclient", reason="needs google-api-python-client for Google's discovery documents")
    folder = files("googleapiclient").joinpath("discovery_cache", "documents")
    found: dict[str, Any] = json.loads(folder.joinpath("identitytoolkit.v2.json").read_text(encoding="utf-8"))[
        "schemas"
    ]
    return found


def writable(messages: dict[str, Any], name: str, above: str = "") -> Iterator[str]:
    """Wire paths of the leaves that a client may set; lists of maps are leaves."""
    for member, described in messages[name]["properties"].items():
        path = f"{above}{member}"
        if described.get("readOnly") or described.get("description", "").startswith("Output only"):
            continue
        of_map = described.get("additionalProperties", {})
        if "$ref" in described:
            yield from writable(messages, described["$ref"], f"{path}.")
        elif path in ONE_MEMBER:
            yield from writable(messages, described["items"]["$ref"], f"{path}.")
        elif "$ref" in of_map:
            yield from writable(messages, of_map["$ref"], f"{path}.*.")
        else:
            yield path


def named() -> Counter[str]:
    """Wire paths by how many names of the spec write them; `function` and `uri` of a hook are one."""
    answers = [(auth.KIND, "", dotted, answer) for dotted, answer in ENTRIES.fields[auth.KIND].items()]
    answers += [(kind, name, dotted, answer) for (kind, name, dotted), answer in ENTRIES.exceptions.items()]
    found = Counter(
        wire for _, _, _, answer in answers if isinstance(answer, Yes) for wire in answer.wire.split() if wire
    )
    found[f"{auth_hooks.TRIGGERS}.*.functionUri"] = 1
    return found


def test_every_writable_leaf_has_exactly_one_name(messages: dict[str, Any]) -> None:
    """What Google lets a client set can be declared, in one place; no name writes what does not exist."""
    leaves = set(writable(messages, CONFIG)) - SET_BY_GOOGLE

    assert named() == Counter(leaves)


def test_every_native_member_that_is_declared_has_an_answer() -> None:
    """The shape of `native` and the support table speak of the same members."""

    def paths(members: dict[str, Field], above: str = "native") -> Iterator[str]:
        for name, field in members.items():
            if field.shape is Shape.RECORD:
                yield from paths(dict(field.members), f"{above}.{name}")
            else:
                yield f"{above}.{name}"

    answered = {
        dotted
        for dotted, answer in ENTRIES.fields[auth.KIND].items()
        if dotted.startswith("native.") and isinstance(answer, Yes)
    }

    assert set(paths(dict(ENTRIES.native[auth.KIND]))) == answered


def test_every_neutral_field_is_answered() -> None:
    """What Firebase does not have says why, and what to do instead."""
    from baasctl.kinds.auth import KIND

    def paths(record: Field, above: str = "") -> Iterator[str]:
        for name, field in record.members.items():
            if name != "native":
                yield f"{above}{name}"
                yield from paths(field, f"{above}{name}.") if field.shape is Shape.RECORD else ()

    answers = ENTRIES.fields[auth.KIND]
    records = {"sign_up", "sign_in", "email", "sms"}

    assert [path for path in paths(KIND.fields) if path not in answers and path not in records] == []
    assert all(answer.hint and answer.reason for answer in answers.values() if isinstance(answer, No)) or [
        dotted for dotted, answer in answers.items() if isinstance(answer, No) and not answer.hint
    ] == ["native.signIn.hashConfig"]


def test_every_mail_and_hook_of_another_provider_is_refused_with_a_reason() -> None:
    """A name that only others have is known, so that the message can say what it is called here."""
    for kind, wire_names in (
        (email_templates.KIND, email_templates.WIRE_NAMES),
        (auth_hooks.KIND, auth_hooks.WIRE_NAMES),
    ):
        answers = ENTRIES.names[kind]
        assert {name for name, answer in answers.items() if isinstance(answer, Yes)} == set(wire_names)
        assert all(answer.reason for answer in answers.values() if isinstance(answer, No))
