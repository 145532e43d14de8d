"""Which documents each service needs, and how it reads where one of them is missing or lacks a part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.address import Address
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.providers.contract import Wanted
from baasctl.providers.supabase.project_settings import effective_config as project_config
from baasctl.providers.supabase.project_settings import realtime_publication
from baasctl.providers.supabase.project_settings.part import SERVICES

SHARED = project_config.SOURCE
TARGET = Target(name="prod", provider="supabase", project="abcdefghijklmnopqrst")
WITHOUT_BLOCKS: dict[str, Any] = {"data": {"attributes": {}}}
OWN = {
    "data_api": "postgrest",
    "network": "network-restrictions",
    "realtime": "config/realtime",
    "ssl": "ssl-enforcement",
    "storage_settings": "config/storage",
}


def declared(kind: str, **attributes: Any) -> Wanted:
    resource = Resource(address=Address("prod", kind), attributes=attributes)
    desired = DesiredState(target=TARGET, resources=(resource,), root=Path())
    return Wanted(kinds=frozenset({kind}), desired=desired)


def documents(kind: str, wanted: Wanted, answers: dict[str, Any]) -> list[str]:
    return [*SERVICES[kind].documents(wanted, answers)]


@pytest.mark.parametrize("kind", OWN)
def test_the_shared_document_is_enough(kind: str) -> None:
    """One request for all of them; nothing else is asked before it answered."""
    assert documents(kind, declared(kind), {}) == [SHARED]


@pytest.mark.parametrize("answer", [None, WITHOUT_BLOCKS], ids=["no document", "no block"])
@pytest.mark.parametrize("kind", OWN)
def test_what_the_shared_document_lacks_is_asked_of_the_service(kind: str, answer: Any) -> None:
    """A project without the alpha endpoint, or a token that sees only a part of it, still reads."""
    assert documents(kind, declared(kind), {SHARED: answer}) == [SHARED, OWN[kind]]


def test_the_publication_is_read_only_when_it_is_declared() -> None:
    """SQL needs a permission of its own."""
    assert realtime_publication.SOURCE in documents("realtime", declared("realtime", publication=()), {})
    assert realtime_publication.SOURCE not in documents("realtime", declared("realtime"), {})
    everything = Wanted(kinds=frozenset({"realtime"}), whole=frozenset({"realtime"}))
    assert documents("realtime", everything, {}) == [SHARED, OWN["realtime"], realtime_publication.SOURCE]


def test_what_was_never_set_is_unset_and_has_the_default() -> None:
    """Its own document tells the first, the shared one the second; adopt leaves it out."""
    stored = {"max_joins_per_second": None, "private_only": True, "presence_enabled": True, "another_key": 1}
    effective = {"data": {"attributes": {"realtime": {"max_joins_per_second": 100, "private_only": True}}}}
    answers = {SHARED: effective, "config/realtime": stored}
    found = SERVICES["realtime"].decode(answers, Address("prod", "realtime"))
    assert dict(found.attributes) == {"max_joins_per_second": 100, "private_only": True, "presence_enabled": True}
    assert found.unset == {"/max_joins_per_second"}


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("data_api", {"postgrest": {"max_rows": "many"}}),
        ("data_api", {"postgrest": []}),
        ("network", {"network-restrictions": {"config": {"dbAllowedCidrs": [1]}}}),
        ("ssl", {"ssl-enforcement": {"currentConfig": {"database": "yes"}}}),
        ("storage_settings", {"config/storage": {"features": {"s3Protocol": {"enabled": 1}}}}),
        ("pooler", {"config/database/pooler": []}),
        ("pooler", {"config/database/pooler": [{"database_type": "READ_REPLICA"}]}),
        ("postgres_settings", {"config/database/postgres": {"max_connections": "90"}}),
        ("realtime", {"config/realtime": {"private_only": "no"}}),
        ("realtime", {"config/realtime": {}, realtime_publication.SOURCE: []}),
        ("realtime", {"config/realtime": {}, realtime_publication.SOURCE: [{"is_there": True, "is_wide": 0}]}),
    ],
)
def test_an_answer_of_another_form_is_no_resource(kind: str, answers: dict[str, Any]) -> None:
    """The kind becomes unreadable; nothing is planned from half an answer."""
    with pytest.raises(UnexpectedAnswer):
        SERVICES[kind].decode({SHARED: None, **answers}, Address("prod", kind))
