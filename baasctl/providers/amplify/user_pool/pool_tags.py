"""Tags of the user pool: the owner's are declared, the others go out again with them."""

from __future__ import annotations

from typing import Final

from baasctl.model.value import Side, Value, thaw
from baasctl.providers.amplify.tags import foreign_tags, own_tags
from baasctl.providers.amplify.user_pool.documents import POOL, Documents, Drafts
from baasctl.providers.amplify.user_pool.forms import TEXT_MAP
from baasctl.providers.amplify.user_pool.rows import Special, native, yes
from baasctl.providers.contract import Bounds
from baasctl.providers.strict import expect_or_none

_TAGS: Final = "UserPoolTags"


def _read(documents: Documents) -> tuple[Side, bool]:
    tags = own_tags(expect_or_none(documents[POOL].get(_TAGS), dict, POOL, f"/{_TAGS}"))
    return TEXT_MAP.read(tags), not tags


def _write(drafts: Drafts, value: Value) -> None:
    drafts[POOL][_TAGS] = {**foreign_tags(drafts[POOL].get(_TAGS)), **own_tags(thaw(value))}


POOL_TAGS: Final = Special(
    pointer=native(_TAGS),
    documents=(POOL,),
    wires=(_TAGS,),
    answer=yes(_TAGS, bounds=Bounds(longest=50), note="without those of AWS, Amplify and other tools, which stay"),
    reads=_read,
    writes=_write,
    form=TEXT_MAP,
    doc="Tags for bills and search.",
)
