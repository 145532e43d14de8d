"""Which user pool and app client are meant, and the names of the documents about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import ProviderError
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.providers.amplify.discovery import Found
from baasctl.providers.amplify.discovery.dead_ends import nothing_leads
from baasctl.providers.amplify.user_pool.documents import (
    BRANDING,
    CLIENT,
    CLIENTS,
    CUSTOM_DOMAIN,
    DOMAIN,
    POOL,
    Documents,
    Message,
)
from baasctl.providers.contract import Answers

_DOMAINS: Final = {DOMAIN: "Domain", CUSTOM_DOMAIN: "CustomDomain"}
OF_CLIENT: Final = frozenset((CLIENT, BRANDING))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Ids; empty where nothing leads to one.

    Attributes:
        is_alone: The client is the default one because the pool has no other.
    """

    pool: str = ""
    client: str = ""
    is_alone: bool = False

    def source(self, document: str, pool: Message | None) -> str | None:
        """Name of the document's source, with all that fetching it needs; `None` where there is nothing to fetch."""
        if document in _DOMAINS:
            name = (pool or {}).get(_DOMAINS[document])
            return f"{document}/{self.pool}/{name}" if name else None
        if document in OF_CLIENT:
            return f"{document}/{self.pool}/{self.client}" if self.client else None
        return f"{document}/{self.pool}"

    def documents(self, wanted: frozenset[str], answers: Answers) -> Documents:
        """Those of the wanted documents that were fetched, or are known to be empty."""
        pool = _message(answers.get(f"{POOL}/{self.pool}"))
        found: dict[str, Message] = {}
        for document in wanted:
            source = self.source(document, pool)
            if source is None and document not in OF_CLIENT and pool is not None:
                found[document] = {}
            answer = _message(answers.get(source or ""))
            if answer is not None:
                found[document] = answer
        return found


def place_of(known: Found, answers: Answers) -> Place:
    """The ids that discovery found; where it found no app client, the only one that the pool has."""
    listed = answers.get(f"{CLIENTS}/{known.user_pool}")
    alone = str(listed[0]) if isinstance(listed, list) and len(listed) == 1 else ""
    client = known.user_pool_client or alone
    return Place(pool=known.user_pool, client=client, is_alone=not known.user_pool_client and bool(alone))


def another_client(desired: DesiredState, client_id: str, client_name: object) -> str:
    """A declared app client that is not the only live one, as messages name it; empty: there is none."""
    own = (client_id, client_name)
    others = (
        one
        for one in desired.of("app_clients")
        if not {one.remote_id, *one.address.segments, *(one.renamed_from or ())}.intersection(own)
    )
    return next((one.address.local for one in others), "")


def no_pool(target: Target, known: Found) -> ProviderError:
    """The error for an app that leads to no user pool."""
    several = known.ambiguous.get("user_pool", ())
    return nothing_leads(
        known.denied,
        Diagnostic(
            code="READ330",
            summary="there is no user pool",
            detail=f"several lead to target `{target.name}`: {', '.join(several)}"
            if several
            else f"nothing leads from target `{target.name}` to a user pool",
            hint="name it in the target: `user_pool: eu-west-1_AbCdEf123`",
            span=target.span,
        ),
    )


def _message(answer: object) -> Message | None:
    return answer if isinstance(answer, dict) else None
