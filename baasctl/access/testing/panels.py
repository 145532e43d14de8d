"""Which judges there are at each provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from baasctl.access.testing.amplify_rules import amplify_panel
from baasctl.access.testing.databases import database_panel
from baasctl.access.testing.engines import Bench, Panel
from baasctl.access.testing.rulesets import ruleset_panel
from baasctl.model.probe import Family

_PANELS: Final[Mapping[str, Callable[[Bench, Family, str], Panel]]] = {
    "firebase": ruleset_panel,
    "supabase": database_panel,
    "amplify": amplify_panel,
}


def panel_for(bench: Bench, family: Family, container: str) -> Panel:
    """Who judges requests about one database or bucket; empty: the usual one.

    Raises:
        EngineError: The chosen engine is not there or judges no such rules, or the rules cannot be read.
        ProviderError: What an engine needs of the live project could not be read.
    """
    return _PANELS[bench.provider](bench, family, container)
