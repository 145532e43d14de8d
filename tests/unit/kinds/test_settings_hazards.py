"""What a change of settings can do to access and to the people who use the project."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from baasctl.kinds.registry import kind
from baasctl.model.address import Address
from baasctl.model.change import Access, Action, Change, FieldChange
from baasctl.model.value import Value

EVERYBODY = ("0.0.0.0/0", "::/0")


def changed(name: str, fields: Mapping[str, tuple[Value, Value]]) -> Change:
    return Change(
        address=Address("prod", name),
        action=Action.UPDATE,
        fields=tuple(FieldChange(path=path, before=before, after=after) for path, (before, after) in fields.items()),
    )


@pytest.mark.parametrize(
    ("name", "path", "before", "after", "hazards"),
    [
        ("data_api", "/schemas", ("public",), ("public", "api"), "MAY_WIDEN_ACCESS"),
        ("data_api", "/schemas", ("public", "api"), ("api", "public"), ""),
        ("data_api", "/schemas", ("public",), (), "LOCKS_OUT_USERS"),
        ("data_api", "/max_rows", 1, 9, ""),
        ("network", "/allowed_cidrs", EVERYBODY, ("203.0.113.0/24",), "LOCKS_OUT_USERS"),
        ("network", "/allowed_cidrs", ("203.0.113.0/24",), ("203.0.113.0/28",), "LOCKS_OUT_USERS"),
        ("network", "/allowed_cidrs", ("203.0.113.0/24",), EVERYBODY, "MAY_WIDEN_ACCESS"),
        ("network", "/allowed_cidrs", ("0.0.0.0/0",), ("::/0",), "LOCKS_OUT_USERS MAY_WIDEN_ACCESS"),
        ("ssl", "/enforced", False, True, "DOWNTIME LOCKS_OUT_USERS"),
        ("ssl", "/enforced", True, False, "DOWNTIME WEAKENS_AUTH"),
        ("postgres_settings", "/max_connections", 60, 90, "DOWNTIME"),
        ("postgres_settings", "/work_mem", "4MB", "8MB", ""),
        ("postgres_settings", "/session_replication_role", "origin", "replica", "MAY_WIDEN_ACCESS"),
        ("pooler", "/pool_mode", "transaction", "session", "DOWNTIME"),
        ("pooler", "/default_pool_size", 15, 30, ""),
        ("realtime", "/private_only", True, False, "MAY_WIDEN_ACCESS"),
        ("realtime", "/private_only", False, True, "LOCKS_OUT_USERS"),
        ("realtime", "/publication", ("public.a",), ("public.b",), "LOCKS_OUT_USERS MAY_WIDEN_ACCESS"),
        ("realtime", "/suspend", False, True, "DOWNTIME"),
        ("storage_settings", "/s3_protocol", False, True, "MAY_WIDEN_ACCESS"),
        ("storage_settings", "/s3_protocol", True, False, "LOCKS_OUT_USERS"),
        ("storage_settings", "/image_transformations", True, False, "DOWNTIME"),
        ("storage_settings", "/max_file_size", 1, 2, ""),
    ],
)
def test_hazards_of_a_setting(name: str, path: str, before: Value, after: Value, hazards: str) -> None:
    """Each with its place and a reason."""
    risks = [*kind(name).risks(changed(name, {path: (before, after)}))]
    assert " ".join(sorted(risk.hazard.value for risk in risks)) == hazards
    assert all(risk.path == path and risk.why for risk in risks)


@pytest.mark.parametrize(
    ("name", "path", "before", "after", "access"),
    [
        ("data_api", "/schemas", (), ("public",), Access.WIDENS),
        ("data_api", "/schemas", ("public",), (), Access.NARROWS),
        ("data_api", "/max_rows", 1, 2, Access.NEUTRAL),
        ("network", "/allowed_cidrs", EVERYBODY, ("203.0.113.0/24",), Access.NARROWS),
        ("network", "/allowed_cidrs", ("10.0.0.0/8",), EVERYBODY, Access.WIDENS),
        ("ssl", "/enforced", False, True, Access.NARROWS),
        ("ssl", "/enforced", True, False, Access.WIDENS),
        ("realtime", "/private_only", False, True, Access.NARROWS),
        ("realtime", "/publication", (), ("public.a",), Access.WIDENS),
        ("realtime", "/max_joins_per_second", 1, 2, Access.NEUTRAL),
    ],
)
def test_effect_on_access(name: str, path: str, before: Value, after: Value, access: Access) -> None:
    """Narrowing is written first, widening last."""
    assert kind(name).access(changed(name, {path: (before, after)})) is access
