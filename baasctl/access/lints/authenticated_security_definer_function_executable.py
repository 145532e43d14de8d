"""splinter 0029: SECURITY DEFINER functions that any signed-in user can call."""

from __future__ import annotations

from functools import partial

from baasctl.access.lints.rule import SPLINTER, Rule, Weight
from baasctl.access.lints.security_definer_calls import callable_by

RULE = Rule(
    number=29,
    name="authenticated_security_definer_function_executable",
    title="Signed-In Users Can Execute SECURITY DEFINER Function",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Where people may sign up, anyone with a mail address can call it past row level security.",
    remediation=f"{SPLINTER}0029_authenticated_security_definer_function_executable",
    needs=frozenset({"database_functions"}),
    hits=partial(callable_by, "authenticated"),
)
