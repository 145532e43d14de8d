"""From one document of AWS to attributes, and from a change to what the document becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from baasctl.model.change import Action, Change
from baasctl.model.value import ABSENT, Attributes, Side, same
from baasctl.providers.amplify.user_pool.rows import Setting, dotted
from baasctl.providers.attribute_paths import declared_at, record_of, touched_by, unset_with_records
from baasctl.providers.contract import Answered


def read(
    settings: Sequence[Setting], message: Mapping[str, object], document: str
) -> tuple[Attributes, frozenset[str]]:
    """The attributes of a document and the pointers of what is unset.

    Raises:
        UnexpectedAnswer: A member has another type than botocore's model says.
    """
    values: dict[str, Side] = {}
    unset: set[str] = set()
    for setting in settings:
        values[setting.pointer], is_unset = setting.read({document: message})
        unset |= {setting.pointer} if is_unset else set()
    return record_of(values), unset_with_records(unset, [setting.pointer for setting in settings])


def draft(settings: Sequence[Setting], change: Change, live: Mapping[str, object], document: str) -> dict[str, object]:
    """What the document becomes: the live members with what the change writes put over them.

    Args:
        live: Empty for a new one, of which nulls are left out.
    """
    drafts = {document: dict(live)}
    for setting in settings:
        value = declared_at(change.after, setting.pointer)
        is_idle = value is ABSENT or (value is None and change.action in (Action.CREATE, Action.REPLACE))
        if not is_idle and touched_by(change, setting.pointer):
            setting.write(drafts, value)  # type: ignore[arg-type]
    return drafts[document]


def lost(settings: Sequence[Setting], change: Change, live: Mapping[str, object], document: str) -> tuple[str, ...]:
    """Pointers that a change wrote and whose value AWS does not show; secrets are not looked at."""
    attributes, unset = read(settings, live, document)
    found = []
    for setting in settings:
        value = declared_at(change.after, setting.pointer)
        if value is ABSENT or setting.member.sensitive or not touched_by(change, setting.pointer):
            continue
        is_there = setting.pointer in unset if value is None else same(value, declared_at(attributes, setting.pointer))
        is_nothing = setting.pointer in unset and value in ("", (), {}, False)
        if not is_there and not is_nothing:
            found.append(setting.pointer)
    return tuple(found)


def answers(settings: Sequence[Setting]) -> dict[str, Answered]:
    """The rows of the support table."""
    return {dotted(setting.pointer): setting.answer for setting in settings}
