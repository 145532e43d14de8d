"""Which judges there are for each form of rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from baasctl.access.testing.amplify_rules import amplify_panel
from baasctl.access.testing.databases import database_panel
from baasctl.access.testing.engines import Bench, Panel
from baasctl.access.testing.rulesets import ruleset_panel
from baasctl.model.access_judging import RulesForm
from baasctl.model.probe import Family

_PANELS: Final[Mapping[RulesForm, Callable[[Bench, Family, str], Panel]]] = {
    RulesForm.RULESETS: ruleset_panel,
    RulesForm.ROW_SECURITY: database_panel,
    RulesForm.DIRECTIVES: amplify_panel,
}


def panel_for(bench: Bench, family: Family, container: str) -> Panel:
    """Who judges requests about one database or bucket; empty: the usual one.

    Raises:
        EngineError: The chosen engine is not there or judges no such rules, or the rules cannot be read.
        ProviderError: What an engine needs of the live project could not be read.
    """
    return _PANELS[bench.form](bench, family, container)
