"""splinter 0016: materialized views that the Data API shows with every row."""

from __future__ import annotations

from functools import partial

from baasctl.access.lints.row_security.served_grants import reading_all_of
from baasctl.access.lints.rule import SPLINTER, Rule, Weight

_WHAT = ": a materialized view holds what its owner saw, without policies"

RULE = Rule(
    number=16,
    name="materialized_view_in_api",
    title="Materialized View in API",
    weight=Weight.HIGH,
    category="SECURITY",
    about="A materialized view has no row level security, and was filled with its owner's rights.",
    remediation=f"{SPLINTER}0016_materialized_view_in_api",
    providers=frozenset({"supabase"}),
    needs=frozenset({"grants"}),
    hits=partial(reading_all_of, "materialized view", _WHAT),
)
