"""What can go wrong with Google's Firestore emulator."""

from __future__ import annotations

from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import BaasctlError, EngineError

_INSTALL: Final = (
    "install the Debian package google-cloud-cli-firestore-emulator, or run `firebase setup:emulators:firestore`"
)


class EmulatorMissing(EngineError):
    """It is not on this machine."""

    def __init__(self, summary: str, *, detail: str = "") -> None:
        super().__init__(Diagnostic(code="PLAN810", summary=summary, detail=detail, hint=_INSTALL))


class EmulatorFailed(EngineError):
    """It did not start, or does not answer as it should."""

    def __init__(self, summary: str, *, detail: str = "", hint: str = "") -> None:
        super().__init__(Diagnostic(code="PLAN811", summary=summary, detail=detail, hint=hint))


def gone(error: BaasctlError) -> EmulatorFailed:
    """It was there, and does not answer a request any more."""
    detail = "\n".join(each.detail for each in error.diagnostics)
    hint = "run the command again; with `--engine evaluator` tests need no emulator"
    return EmulatorFailed("Google's Firestore emulator does not answer", detail=detail, hint=hint)
