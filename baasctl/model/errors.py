"""The one tree of exceptions.

BaasctlError                     exit 1
├── UsageError                   exit 64  the command line asks for something that does not fit together
├── SpecError                    exit 1   YAML, schema, variables, references, secrets
├── RenderError                  exit 1   a template could not be rendered
├── NormaliseError               exit 1   the provider or an engine does not accept a desired value
├── EngineError                  exit 1   a local engine (PostgreSQL) could not do its work
├── SandboxError                 exit 1   the sandbox could not be started, found or reached
├── StoreError                   exit 1   a secret backend, ledger or cache could not be used
├── MissingExtra                 exit 1   an optional package is not installed
├── PlanRefused                  exit 5   hazard, guard or missing consent
├── PlanStale                    exit 6   live, sources or the plan file moved since the plan was made
├── LockHeld                     exit 7
├── Cancelled                    exit 8
└── ProviderError                exit 1   the provider answered with an error, or did not answer
    ├── AuthFailed               exit 3   the credential is missing, wrong or expired
    │   └── CredentialMissing    exit 3   there is none
    ├── Forbidden                exit 3   the credential lacks a permission
    ├── NotFound                 exit 1   the project or the object does not exist
    ├── Conflict                 exit 1   another writer was there first
    ├── Invalid                  exit 1   the provider refuses the value
    ├── PlanLimit                exit 1   the project's plan does not include the setting
    ├── RateLimited              exit 1   429; carries `retry_after_s`
    ├── Unavailable              exit 1   5xx, timeouts, dropped connections
    └── UnexpectedAnswer         exit 1   garbage, truncated or contradicting answers
"""

from __future__ import annotations

from baasctl.model.diagnostic import Diagnostic


class BaasctlError(Exception):
    """Root of all errors that a user can cause or meet; carries diagnostics, never secrets."""

    exit_code = 1

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return "\n".join(str(diagnostic) for diagnostic in self.diagnostics)


class UsageError(BaasctlError):
    """The command line asks for something that does not fit together."""

    exit_code = 64


class SpecError(BaasctlError):
    """The spec is not what the schema, the variables or the references allow."""


class RenderError(BaasctlError):
    """A template could not be rendered."""


class NormaliseError(BaasctlError):
    """The provider or a local engine does not accept a desired value."""


class EngineError(BaasctlError):
    """A local engine could not do its work."""


class SandboxError(BaasctlError):
    """The sandbox could not be started, found or reached."""


class StoreError(BaasctlError):
    """A secret backend, ledger or cache could not be used."""


class MissingExtra(BaasctlError):
    """An optional package is not installed."""


class PlanRefused(BaasctlError):
    """A hazard, a guard or missing consent stands in the way."""

    exit_code = 5


class PlanStale(BaasctlError):
    """Live, sources or the plan file moved since the plan was made."""

    exit_code = 6


class LockHeld(BaasctlError):
    """Another run holds the lock of this target."""

    exit_code = 7


class Cancelled(BaasctlError):
    """The user stopped the run."""

    exit_code = 8


class ProviderError(BaasctlError):
    """The provider answered with an error, or did not answer."""


class AuthFailed(ProviderError):
    """The credential is missing, wrong or expired."""

    exit_code = 3


class CredentialMissing(AuthFailed):
    """There is no credential."""


class Forbidden(ProviderError):
    """The credential lacks a permission."""

    exit_code = 3


class NotFound(ProviderError):
    """The project or the object does not exist."""


class Conflict(ProviderError):
    """Another writer was there first."""


class Invalid(ProviderError):
    """The provider refuses the value."""


class PlanLimit(ProviderError):
    """The project's plan does not include the setting."""


class RateLimited(ProviderError):
    """The provider asks to wait.

    Attributes:
        retry_after_s: Seconds the provider asked for; `None` when it did not say.
    """

    def __init__(self, *diagnostics: Diagnostic, retry_after_s: float | None = None) -> None:
        super().__init__(*diagnostics)
        self.retry_after_s = retry_after_s


class Unavailable(ProviderError):
    """The provider could not be reached or failed on its side."""


class UnexpectedAnswer(ProviderError):
    """The answer is garbage, truncated, or contradicts itself."""
