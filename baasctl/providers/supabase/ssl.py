"""`ssl`: `GET` and `PUT /ssl-enforcement`. A change restarts the database; it is waited for."""

from __future__ import annotations

from functools import partial
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.providers.contract import Answers
from baasctl.providers.strict import expect
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.project_settings import effective_config as project_config
from baasctl.providers.supabase.project_settings.service import Service, config_else, request_text
from baasctl.providers.supabase.waiting import wait_until

SOURCE: Final = "ssl-enforcement"


def decode(answers: Answers, address: Address) -> Resource:
    """Whether unencrypted connections are refused now."""
    block = project_config.block(answers.get(project_config.SOURCE), "database")
    if block is not None and "ssl_enforced" in block:
        enforced = expect(block["ssl_enforced"], bool, project_config.SOURCE, "/data/attributes/database/ssl_enforced")
    else:
        enforced = _current(answers.get(SOURCE))
    return Resource(address=address, attributes={"enforced": enforced})


def is_in_force(answer: object, *, wanted: bool) -> bool:
    """Whether an answer says that the database runs with what is wanted.

    Raises:
        UnexpectedAnswer: The answer is not what the contract says.
    """
    document = expect(answer, dict, SOURCE, "")
    applied = expect(document.get("appliedSuccessfully"), bool, SOURCE, "/appliedSuccessfully")
    return applied and _current(answer) is wanted


def _current(answer: object) -> bool:
    config = expect(expect(answer, dict, SOURCE, "").get("currentConfig"), dict, SOURCE, "/currentConfig")
    return expect(config.get("database"), bool, SOURCE, "/currentConfig/database")


def _wanted(change: Change) -> bool:
    return (change.after or {}).get("enforced") is True


def _write(project: Project, change: Change) -> None:
    wanted = _wanted(change)
    if not is_in_force(project.api.enforce_ssl(enforced=wanted), wanted=wanted):
        wait_until(project, partial(_has_settled, project, wanted=wanted), "the database has restarted with it")


def _has_settled(project: Project, *, wanted: bool) -> bool:
    return is_in_force(project.api.ssl(), wanted=wanted)


def _describe(ref: str, change: Change) -> str:
    return request_text("PUT", ref, SOURCE, {"requestedConfig": {"database": _wanted(change)}})


SERVICE = Service(
    kind="ssl",
    documents=config_else(SOURCE, "database"),
    fetches={SOURCE: lambda api: api.ssl()},
    decode=decode,
    write=_write,
    describe=_describe,
)
