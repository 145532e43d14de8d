"""splinter 0017: foreign tables that the Data API shows with every row."""

from __future__ import annotations

from functools import partial

from baasctl.access.lints.row_security.served_grants import reading_all_of
from baasctl.access.lints.rule import SPLINTER, Rule, Weight

_WHAT = " of the other server: a foreign table has no policies"

RULE = Rule(
    number=17,
    name="foreign_table_in_api",
    title="Foreign Table in API",
    weight=Weight.HIGH,
    category="SECURITY",
    about="A foreign table has no row level security: who may read it reads what its server hands out.",
    remediation=f"{SPLINTER}0017_foreign_table_in_api",
    providers=frozenset({"supabase"}),
    needs=frozenset({"grants"}),
    hits=partial(reading_all_of, "foreign table", _WHAT),
)
