"""Imports from the packages of `baasctl[amplify]`, with a message where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import MissingExtra


def imported(module: str) -> Any:
    """A module of boto3 or botocore.

    Raises:
        MissingExtra: It is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtra(
            Diagnostic(
                code="READ304",
                summary="Amplify needs packages that are not installed",
                detail=str(error),
                hint='pip install "baasctl[amplify]"',
            )
        ) from error
