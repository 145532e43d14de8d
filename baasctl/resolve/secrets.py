"""The texts of the secrets that a run needs, asked of their backends once each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import StoreError
from baasctl.model.problems import Problems
from baasctl.model.secret import Secret, Vault
from baasctl.model.span import Span
from baasctl.model.state import DesiredState
from baasctl.model.value import leaves, secrets_in
from baasctl.resolve.references import Part, decomposed
from baasctl.stores.secrets import SecretPolicy, resolve


def resolve_secrets(states: Iterable[DesiredState], policy: SecretPolicy) -> tuple[Vault, tuple[Diagnostic, ...]]:
    """Resolve every secret of the states and of their targets' credentials.

    Returns:
        The vault, and a diagnostic with the place of each secret that could not be resolved; such a
        secret is not in the vault.
    """
    backends = _Backends(policy)
    whole: dict[str, str] = {}
    for secret, span in _wanted(states):
        pieces = [backends.text(part, span) for part in decomposed(secret.reference)]
        if None not in pieces:
            whole[secret.reference] = "".join(piece for piece in pieces if piece)
    vault = Vault(whole)
    vault.also_redact(*(text for text in backends.known.values() if text))
    return vault, backends.problems.in_order()


@dataclass(slots=True)
class _Backends:
    """Asks each reference once."""

    policy: SecretPolicy
    known: dict[str, str | None] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)

    def text(self, part: Part, span: Span | None) -> str | None:
        """The text of one part of a reference; `None` after a problem."""
        if not part.word:
            return part.text
        if part.text not in self.known:
            try:
                self.known[part.text] = resolve(part.text, policy=self.policy)
            except StoreError as error:
                self.known[part.text] = None
                self.problems.found.extend(replace(problem, span=span) for problem in error.diagnostics)
        return self.known[part.text]


def _wanted(states: Iterable[DesiredState]) -> Iterator[tuple[Secret, Span | None]]:
    for state in states:
        for secret in secrets_in(state.target.settings):
            yield secret, state.target.span
        for resource in state.resources:
            for path, value in leaves(resource.attributes):
                for secret in secrets_in(value):
                    yield secret, resource.span_of(path)
