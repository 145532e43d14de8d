"""Judges of tests for Supabase: a real PostgreSQL with the project's tables, functions and rules, and no rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from baasctl.access.row_security.judge import RowSecurityJudge
from baasctl.access.testing.engines import Bench, EngineChoice, Panel
from baasctl.model.address import Address
from baasctl.model.probe import Family

_DATABASE: Final = "database"


def database_panel(bench: Bench, family: Family, container: str) -> Panel:
    """Who judges tests about rows, and about objects in buckets, which are rows as well.

    Raises:
        EngineError: The chosen engine is another one, PostgreSQL is not there, or it does not take the rules.
        ProviderError: The live database could not be read.
    """
    del family, container
    bench.choose(EngineChoice.POSTGRES, EngineChoice.SKETCH)
    if _DATABASE not in bench.made:
        blueprint = bench.blueprint()
        if blueprint is None or bench.desired is None:
            return Panel(absent="there is no live database to copy")
        live = (*blueprint.live, *bench.of("buckets"))
        kept = {each.address for each in live if _names(each.address) & bench.kept}
        judge = RowSecurityJudge.open(
            replace(blueprint, live=live), bench.desired.resources, bench.desired.emptied, kept
        )
        bench.opened.callback(judge.close)
        judge.name = ", ".join(filter(None, (judge.name, bench.blueprint_name)))
        bench.made[_DATABASE] = judge
    judge_of_all = bench.made[_DATABASE]
    return Panel(judges=(judge_of_all,), explainer=judge_of_all)


def _names(address: Address) -> set[tuple[str, str]]:
    """As `keep` may write them."""
    return {(address.kind, address.name), (address.kind, "/".join(address.segments))}
