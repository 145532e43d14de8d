"""Many comparisons of our evaluator and Google's engine, from one seed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Final, get_args

from baasctl.access.rules.requests import Method
from baasctl.engines.rules_language.standard_library import FUNCTIONS, METHODS, OPERATORS, TESTED
from tests.clients.rules_evaluator.emulated import Emulated
from tests.clients.rules_evaluator.expressions import Tally, compare_values
from tests.clients.rules_evaluator.verdicts import compare_verdicts, seed_documents

_SHARE_OF_VERDICTS: Final = 0.5
_AFTER_RULESETS: Final = 400
"""An emulator keeps what it compiled; a new project forgets it."""
PRODUCTIONS: Final = frozenset(
    {
        *("Literal", "BytesLiteral", "Variable", "ListLiteral", "MapLiteral", "Member", "Index", "Slice", "Call"),
        *("MethodCall", "Negation", "Not", "Binary", "TypeTest", "Conditional", "Path"),
        *OPERATORS,
        *(f".{name}()" for name in METHODS),
        *(f"{name}()" for name in FUNCTIONS),
        *("get()", "exists()", "getAfter()", "existsAfter()", "debug()"),
        *(f"is {name}" for name in TESTED),
        *("version 1", "version 2", "function", "let", "allow", "allow if"),
        *("Wildcard", "recursive wildcard", "LiteralSegment"),
        *(f"{method} {verdict}" for method in get_args(Method) for verdict in ("allowed", "denied")),
    }
)
"""What must have had a value, and the same in both, at least once."""


def compare(
    address: str, *, seed: int, comparisons: int, tell: Callable[[str], None] = print, most_s: float = 1e9
) -> Tally:
    """As many comparisons as asked for, or as fit into *most_s* seconds.

    Args:
        address: `host:port` of a running emulator, whose rules and documents are replaced.
    """
    tally, began, index = Tally(), time.monotonic(), 0
    emulated: Emulated | None = None
    verdicts = 0
    while tally.compared < comparisons and time.monotonic() - began < most_s:
        if index % _AFTER_RULESETS == 0:
            if emulated is not None:
                emulated.close()
            emulated = Emulated(address, f"demo-{seed}-{index}")
            seed_documents(emulated)
            elapsed = time.monotonic() - began
            tell(f"{tally.compared:,} comparisons, {len(tally.disagreements)} disagreements, {elapsed:.0f} s")
        assert emulated is not None
        chance = random.Random(f"{seed}/{index}")
        is_verdict = verdicts < tally.compared * _SHARE_OF_VERDICTS
        found = compare_verdicts(emulated, chance) if is_verdict else compare_values(emulated, chance)
        verdicts += found.compared if is_verdict else 0
        tally.add(found)
        for text, ours, theirs in found.disagreements:
            tell(f"--- {seed}/{index}: {text[:2000]}\nours:   {ours[:500]}\ntheirs: {theirs[:500]}")
        index += 1
    if emulated is not None:
        emulated.close()
    return tally


def report(tally: Tally, seed: int, elapsed_s: float) -> str:
    """Seed, counts and what differed first."""
    counts = f"{tally.compared:,} comparisons in {elapsed_s:.0f} s, {len(tally.disagreements)} disagreements"
    missing = sorted(PRODUCTIONS - tally.seen.keys())
    left_out = f"{tally.given_up:,} left out since Google's engine did not read a document or failed itself"
    values = f"{tally.failures:,} expressions without a value; never with one: {missing}"
    lines = [f"seed {seed}: {counts}; {left_out}; {values}"]
    for text, ours, theirs in tally.disagreements[:10]:
        lines += ["--- " + text[:2000], f"ours:   {ours[:500]}", f"theirs: {theirs[:500]}"]
    return "\n".join(lines)
