"""A `Document` and a target's name to the `Spec` of that target: merging, variables, selection, terms."""

from baasctl.resolve.chosen import chosen_targets
from baasctl.resolve.secrets import resolve_secrets
from baasctl.resolve.spec import allowed_environment, resolve, target_names

__all__ = ["allowed_environment", "chosen_targets", "resolve", "resolve_secrets", "target_names"]
