"""What one service of a project plugs into `SettingsPart`: a kind of which each project has exactly one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.model.value import Value
from baasctl.providers.contract import Answer, Answers, Normalised, Wanted
from baasctl.providers.strict import expect
from baasctl.providers.supabase.auth_settings.rows import nested, with_records
from baasctl.providers.supabase.clients.management import ManagementApi
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.project_settings import effective_config as project_config
from baasctl.providers.supabase.project_settings.rows import Setting, read

Fetch: TypeAlias = Callable[[ManagementApi], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One singleton kind.

    Attributes:
        documents: What must be fetched to know it, given what was fetched so far.
        fetches: How, for the documents that no other service has.
        decode: Its settings from the documents.
        write: Carries out a change; raises `ProviderError`.
        describe: The request of a change to a project with that reference.
        normalise: Brings its resource on both sides into normal form and adds diagnostics.
    """

    kind: str
    documents: Callable[[Wanted, Answers], Iterable[str]]
    fetches: Mapping[str, Fetch]
    decode: Callable[[Answers, Address], Resource]
    write: Callable[[Project, Change], None]
    describe: Callable[[str, Change], str]
    normalise: Callable[[Normalised, Answers], Normalised] = field(default=lambda state, _: state)


def config_else(document: str, *block: str) -> Callable[[Wanted, Answers], Iterable[str]]:
    """The shared document; where it lacks that block, the service's own document too."""

    def documents(wanted: Wanted, answers: Answers) -> Iterable[str]:
        del wanted
        yield project_config.SOURCE
        if project_config.lacks(answers, *block):
            yield document

    return documents


def read_effective(rows: Iterable[Setting], answers: Answers, document: str, *block: str) -> dict[str, Value]:
    """The values of the shared document, or of the service's own where the shared one lacks the block.

    Raises:
        UnexpectedAnswer: A value has another type than the contract says.
    """
    found = project_config.block(answers.get(project_config.SOURCE), *block)
    if found is not None:
        return read(rows, found, project_config.SOURCE, effective=True)
    return read(rows, expect(answers.get(document), dict, document, ""), document, effective=False)


def resource_of(address: Address, values: Mapping[str, Value], unset: Iterable[str] = ()) -> Resource:
    """A live resource from values by pointer; null is unset, and so is what *unset* names."""
    nulls = {path for path, value in values.items() if value is None}
    present = {path: value for path, value in values.items() if value is not None}
    return Resource(
        address=address,
        attributes=nested(present),
        unset=with_records({*nulls, *unset}, values),
    )


def request_text(method: str, ref: str, path: str, body: object) -> str:
    """A request as `explain` shows it."""
    return f"{method} /v1/projects/{ref}/{path} {json.dumps(body, ensure_ascii=False)}"
