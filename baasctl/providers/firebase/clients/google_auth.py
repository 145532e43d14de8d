"""Imports from the packages of `baasctl[firebase]`, with a message where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import MissingExtra


def imported(module: str) -> Any:
    """A module of google-auth or firebase-admin.

    Raises:
        MissingExtra: It is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtra(
            Diagnostic(
                code="READ204",
                summary="Firebase needs packages that are not installed",
                detail=str(error),
                hint='pip install "baasctl[firebase]"',
            )
        ) from error
