"""Imports from the packages of `baasctl[amplify]`, with a message where they are missing."""

from __future__ import annotations

from functools import cache
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


def session(profile: str) -> Any:
    """A session of botocore; all of the process read each service's model once.

    Args:
        profile: Of the user's AWS files; empty: the default one.

    Raises:
        MissingExtra: botocore is not installed.
        botocore.exceptions.ProfileNotFound: There is no such profile.
    """
    made = imported("botocore.session").Session(profile=profile or None)
    made.register_component("data_loader", _models(made.get_config_variable("data_path")))
    return made


@cache
def _models(folders: str | None) -> Any:
    """The models of services below *folders* (`AWS_DATA_PATH`) and of botocore's own package."""
    return imported("botocore.loaders").create_loader(folders)
