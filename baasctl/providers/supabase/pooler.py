"""`pooler`: `GET` and `PATCH /config/database/pooler`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.providers.contract import Answers, Wanted
from baasctl.providers.strict import expect_objects, unexpected
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.project_settings import effective_config as project_config
from baasctl.providers.supabase.project_settings.fields import POOLER
from baasctl.providers.supabase.project_settings.rows import body_of, read, touched
from baasctl.providers.supabase.project_settings.service import Service, request_text, resource_of

SOURCE: Final = "config/database/pooler"


def decode(answers: Answers, address: Address) -> Resource:
    """The primary's pooler: what is set from its own document, what unset amounts to from the shared one.

    Raises:
        UnexpectedAnswer: There is no primary database.
    """
    entries = expect_objects(answers.get(SOURCE), SOURCE)
    primary = next((entry for entry in entries if entry.get("database_type") == "PRIMARY"), None)
    if primary is None:
        raise unexpected(SOURCE, "", "no entry is the primary database's")
    stored = read(POOLER, primary, SOURCE, effective=False)
    block = project_config.block(answers.get(project_config.SOURCE), "pooler") or {}
    defaults = read(POOLER, block, project_config.SOURCE, effective=True)
    unset = {path for path, value in stored.items() if value is None}
    return resource_of(address, {**stored, **{path: defaults.get(path) for path in unset}}, unset)


def encode(change: Change) -> dict[str, object]:
    """The fields to send; `None` lets the size follow the compute size."""
    return body_of(touched(POOLER, change))


def _documents(wanted: Wanted, answers: Answers) -> Iterable[str]:
    del wanted, answers
    return (SOURCE, project_config.SOURCE)


def _write(project: Project, change: Change) -> None:
    project.api.update_pooler(encode(change))


def _describe(ref: str, change: Change) -> str:
    return request_text("PATCH", ref, SOURCE, encode(change))


SERVICE = Service(
    kind="pooler",
    documents=_documents,
    fetches={SOURCE: lambda api: api.pooler()},
    decode=decode,
    write=_write,
    describe=_describe,
)
