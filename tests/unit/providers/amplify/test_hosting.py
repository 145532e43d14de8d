"""Hosting: every member that AWS lets one write has one name, and live answers read as what was declared."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from baasctl.kinds.registry import kind
from baasctl.model.address import Address
from baasctl.model.change import Access, Action, Change, FieldChange, Hazard
from baasctl.model.secret import Secret, Vault
from baasctl.model.value import ABSENT, Value
from baasctl.providers.amplify.bounds import members_of
from baasctl.providers.amplify.hosting import KIND, named_webhooks, steps
from baasctl.providers.amplify.web_hosting import sendable
from baasctl.providers.amplify.web_hosting.basic_auth import joined, parts
from baasctl.providers.amplify.web_hosting.entries import ENTRIES
from baasctl.providers.amplify.web_hosting.rows import APP, OPERATIONS, SECTIONS
from baasctl.providers.amplify.web_hosting.writing import merged
from baasctl.providers.contract import Yes

IDENTITY = {"appId", "branchName", "domainName", "webhookId"}
RECORDS = {"autoBranchCreationConfig", "backend", "jobConfig", "cacheConfig"}
NAMED_BY_ITS_KEY = {("webhooks", "description")}


def writable(operation: str) -> set[str]:
    """Dotted members of an operation's input, records gone into; what names the object is none."""
    names = members_of("amplify", operation) - IDENTITY
    inner = {f"{each}.{member}" for each in names & RECORDS for member in members_of("amplify", operation, each)}
    return (names - RECORDS) | inner


@pytest.mark.parametrize("section", OPERATIONS)
def test_every_writable_member_of_the_service_model_has_exactly_one_name(section: str) -> None:
    """Only the two halves of `basicAuthCredentials` share a member; a webhook's key is its description."""
    rows = APP if section == "app" else SECTIONS[section]
    named = Counter(row.wire for row in rows)
    wanted = {name for name in writable(OPERATIONS[section]) if (section, name) not in NAMED_BY_ITS_KEY}
    wanted |= {"branchName"} if section == "webhooks" else set()

    assert set(named) == wanted
    assert {wire for wire, count in named.items() if count > 1} <= {
        wire for wire in named if wire.endswith("basicAuthCredentials")
    }


def test_the_support_table_and_the_kind_name_the_same_fields() -> None:
    """No field of the kind is unknown to the table, and the other way round."""
    fields = kind(KIND).fields
    for dotted, answer in ENTRIES.fields[KIND].items():
        assert isinstance(answer, Yes)
        assert fields.at(tuple(dotted.split("."))) is not None, dotted


def test_a_webhook_is_found_by_its_description_or_its_id() -> None:
    """An id where there is no description, where several have it, or where the spec says the id."""
    webhooks = [
        {"webhookId": "1", "description": "CMS", "branchName": "main"},
        {"webhookId": "2", "description": "twice", "branchName": "main"},
        {"webhookId": "3", "description": "twice", "branchName": "main"},
        {"webhookId": "4", "branchName": "main"},
        {"webhookId": "5", "description": "by id", "branchName": "main"},
    ]

    named, ambiguous = named_webhooks(webhooks, frozenset({"5"}))

    assert sorted(named) == ["2", "3", "4", "5", "CMS"]
    assert ambiguous == {"twice": ("2", "3")}


def test_a_branch_is_sent_back_without_the_stage_that_amplify_does_not_take() -> None:
    """`stage: NONE` is what the service answers and refuses; empty records and server-made members go, too."""
    live = {"branchName": "main", "stage": "NONE", "backend": {}, "basicAuthCredentials": "", "description": "",
            "enableAutoBuild": True, "createTime": 1, "activeJobId": "0"}  # fmt: skip

    assert sendable.branch(live) == {"description": "", "enableAutoBuild": True}


def test_one_half_of_the_credentials_is_merged_with_the_live_other_half() -> None:
    """A colon in the password belongs to the password."""
    change = updated("/basic_auth/password", Secret(), Secret("${secret:env:P}"))
    vault = Vault({"${secret:env:P}": "a:b"})

    (step,) = steps(change)
    sent = merged({"basicAuthCredentials": joined("guest", "old"), "name": "x"}, step.members, vault)

    assert parts(str(sent["basicAuthCredentials"])) == ("guest", "a:b")
    assert sent["name"] == "x"


def test_branches_come_before_what_names_them_and_go_after_it() -> None:
    """A domain needs its branch; a branch goes when no domain leads to it any more."""
    after = {
        "branches": {"new": {"stage": "beta"}, "old": None},
        "domains": {"a.example": {"subdomains": {"": "new"}}, "b.example": None},
        "webhooks": {"w": None},
    }
    fields = tuple(
        FieldChange(path=path, before=ABSENT, after=None)
        for path in ("/branches/new/stage", "/branches/old", "/domains/a.example/subdomains", "/domains/b.example",
                     "/webhooks/w")
    )  # fmt: skip
    change = Change(address=Address("t", KIND), action=Action.UPDATE, before={}, after=after, fields=fields)

    assert [f"{step.verb} {step.name}" for step in steps(change)] == [
        "create new", "create a.example", "delete w", "delete b.example", "delete old",
    ]  # fmt: skip


def updated(path: str, before: Any, after: Any) -> Change:
    head, *rest = path.split("/")[1:]
    record: Any = after
    for name in reversed(rest):
        record = {name: record}
    field = FieldChange(path=path, before=before, after=after)
    return Change(address=Address("t", KIND), action=Action.UPDATE, before={}, after={head: record}, fields=(field,))


@pytest.mark.parametrize(
    ("path", "before", "after", "hazards"),
    [
        ("/basic_auth/enabled", True, False, "MAY_WIDEN_ACCESS"),
        ("/branches/main/basic_auth/enabled", False, True, "LOCKS_OUT_USERS"),
        ("/basic_auth/password", Secret(), Secret(), "ROTATES_SECRET"),
        ("/basic_auth/username", "a", "b", "LOCKS_OUT_USERS"),
        ("/env", {"A": "1", "B": "2"}, {"A": "3"}, "DOWNTIME"),
        ("/env", {"A": "1"}, {"A": "3", "B": "2"}, ""),
        ("/branches/old", {"stage": "beta"}, None, "DOWNTIME"),
        ("/domains/a.example", {"certificate": "arn"}, None, "DOWNTIME"),
        ("/domains/a.example/subdomains", {"www": "main"}, {}, "DOWNTIME"),
        ("/webhooks/CMS", {"branch": "main"}, None, "DOWNTIME"),
        ("/custom_rules", ({"source": "/a"},), (), "DOWNTIME"),
        ("/compute_role", "a", "b", "MAY_WIDEN_ACCESS"),
        ("/description", "a", "b", ""),
    ],
)
def test_hazards_of_hosting(path: str, before: Value, after: Value, hazards: str) -> None:
    """An open door, a lost variable, domain, branch or webhook, redirects, another identity."""
    found = kind(KIND).risks(updated(path, before, after))

    assert {risk.hazard for risk in found} == {Hazard[each] for each in hazards.split()}


def test_a_password_that_goes_opens_the_site() -> None:
    """Access decides the order: what narrows comes first."""
    access = kind(KIND).access

    assert access(updated("/basic_auth/enabled", True, False)) is Access.WIDENS
    assert access(updated("/basic_auth/enabled", False, True)) is Access.NARROWS
    assert access(updated("/description", "a", "b")) is Access.NEUTRAL
