"""The provider is its parts, and each kind has exactly one."""

from __future__ import annotations

from pathlib import Path

from baasctl.kinds.registry import NAMES
from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.secret import Vault
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.providers.by_parts import PartedProvider
from baasctl.providers.contract import Connection, Wanted, Yes
from baasctl.providers.supabase.provider import connect as connect_provider
from baasctl.providers.supabase.support import GROUPS, SUPPORT

TARGET = Target(name="prod", provider="supabase", project="abcdefghijklmnopqrst")


def provider() -> PartedProvider:
    environment = {"SUPABASE_ACCESS_TOKEN": "sbp_" + "a" * 40}
    return connect_provider(Connection(target=TARGET, root=Path(), vault=Vault(), environment=environment))


def test_every_kind_of_the_table_has_one_part() -> None:
    """What `support` promises, a part does; no two parts and no two tables speak of one kind."""
    parts = [kind for part in provider().parts for kind in part.kinds]
    promised = [kind for kind, answer in SUPPORT.kinds.items() if isinstance(answer, Yes)]
    assert sorted(parts) == sorted(promised)
    assert len(set(parts)) == len(parts)
    listed = [kind for group in GROUPS for kind in group.kinds]
    assert len(set(listed)) == len(listed)
    assert set(listed) <= set(NAMES)


def test_a_document_that_two_parts_need_is_fetched_once() -> None:
    """`secrets` serves the secrets, and the functions that read one that the spec does not declare."""
    attributes = {"source": "functions/hello", "secrets": ("API_KEY",)}
    resource = Resource(address=Address("prod", "functions", ("hello",)), attributes=attributes)
    desired = DesiredState(target=TARGET, resources=(resource,), root=Path())
    kinds = frozenset({"functions", "function_secrets"})
    sources = {source.name: source.kinds for source in provider().sources(Wanted(kinds=kinds, desired=desired), {})}
    assert sources == {"functions": {"functions"}, "secrets": kinds}


def test_only_what_is_wanted_is_asked_for() -> None:
    """Kinds that nobody declares cost no request."""
    sources = provider().sources(Wanted(kinds=frozenset({"function_secrets"})), {})
    assert [source.name for source in sources] == ["secrets"]


def test_batches_keep_the_order_of_their_first_change() -> None:
    """Order is the planner's business."""

    def change(kind: str, name: str, action: Action) -> Change:
        return Change(address=Address("prod", kind, (name,)), action=action)

    changes = [
        change("functions", "old", Action.DELETE),
        change("function_secrets", "B", Action.CREATE),
        change("functions", "new", Action.CREATE),
        change("function_secrets", "A", Action.UPDATE),
        change("functions", "other", Action.CREATE),
    ]
    batches = provider().batches(changes)
    assert [(batch.key, [each.address.name for each in batch.changes]) for batch in batches] == [
        ("function old, delete", ["old"]),
        ("function secrets", ["B", "A"]),
        ("functions", ["new", "other"]),
    ]
