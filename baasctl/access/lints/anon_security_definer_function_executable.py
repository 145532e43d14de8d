"""splinter 0028: SECURITY DEFINER functions that can be called without signing in."""

from __future__ import annotations

from functools import partial

from baasctl.access.lints.rule import SPLINTER, Rule, Weight
from baasctl.access.lints.security_definer_calls import callable_by

RULE = Rule(
    number=28,
    name="anon_security_definer_function_executable",
    title="Public Can Execute SECURITY DEFINER Function",
    weight=Weight.HIGH,
    category="SECURITY",
    about="The function passes by row level security for everyone who has the project's public key.",
    remediation=f"{SPLINTER}0028_anon_security_definer_function_executable",
    needs=frozenset({"database_functions"}),
    hits=partial(callable_by, "anon"),
)
