"""Settings of `auth.email`: the parts of From (`Acme <hello@acme.example>`)."""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from typing import Final

from baasctl.model.value import ABSENT, Side, Value
from baasctl.providers.amplify.user_pool.documents import POOL, Documents, Drafts, at_wire, drop_wire, put_wire
from baasctl.providers.amplify.user_pool.rows import Special, yes
from baasctl.providers.contract import Bounds
from baasctl.providers.strict import expect_or_none

_FROM: Final = "EmailConfiguration.From"


def _sender(name: str, part: int) -> Special:
    """A part of From (`Acme <hello@acme.example>`): 0 the name, 1 the address."""

    def both(documents: Documents) -> list[str]:
        text = expect_or_none(at_wire(documents[POOL], _FROM, POOL), str, POOL, f"/{_FROM}") or ""
        return list(parseaddr(text))

    def reads(documents: Documents) -> tuple[Side, bool]:
        found = both(documents)[part]
        return (found, False) if found else (ABSENT, True)

    def writes(drafts: Drafts, value: Value) -> None:
        parts = both(drafts)
        parts[part] = value if isinstance(value, str) else ""
        if parts[1]:
            put_wire(drafts[POOL], _FROM, formataddr((parts[0], parts[1])) if parts[0].isascii() else _plain(parts))
        else:
            drop_wire(drafts[POOL], _FROM)

    return Special(
        pointer=f"/email/{name}",
        documents=(POOL,),
        wires=(_FROM,),
        answer=yes(
            _FROM,
            bounds=Bounds(pattern=r"[^@\s]+@[^@\s]+\.[^@\s.]+") if part else Bounds(pattern=r"[^<>\r\n]+"),
            note=f"the {'address' if part else 'name'} in From; needs `native.amplify.EmailConfiguration`"
            " EmailSendingAccount DEVELOPER and SourceArn",
        ),
        reads=reads,
        writes=writes,
    )


def _plain(parts: list[str]) -> str:
    quoted = parts[0].replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{parts[1]}>'


SENDER: Final[tuple[Special, ...]] = (_sender("from_address", 1), _sender("from_name", 0))
