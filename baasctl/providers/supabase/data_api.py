"""`data_api`: `GET` and `PATCH /postgrest`."""

from __future__ import annotations

from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.providers.contract import Answers
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.project_settings.fields import DATA_API
from baasctl.providers.supabase.project_settings.rows import body_of, touched
from baasctl.providers.supabase.project_settings.service import (
    Service,
    config_else,
    read_effective,
    request_text,
    resource_of,
)

SOURCE: Final = "postgrest"


def decode(answers: Answers, address: Address) -> Resource:
    """The effective settings; a pool size that follows the compute size is unset."""
    return resource_of(address, read_effective(DATA_API, answers, SOURCE, "api"))


def encode(change: Change) -> dict[str, object]:
    """The fields to send; no schema at all is the empty text."""
    return body_of(touched(DATA_API, change))


def _write(project: Project, change: Change) -> None:
    project.api.update_data_api(encode(change))


def _describe(ref: str, change: Change) -> str:
    return request_text("PATCH", ref, SOURCE, encode(change))


SERVICE = Service(
    kind="data_api",
    documents=config_else(SOURCE, "api"),
    fetches={SOURCE: lambda api: api.data_api()},
    decode=decode,
    write=_write,
    describe=_describe,
)
