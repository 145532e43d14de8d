"""One change in the form of Terraform's plan JSON, redacted.

`before` and `after` hold what the spec declares, on both sides: what it leaves
out is unmanaged. For a delete `before` is all that is live.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Action, Change, Direction
from baasctl.model.secret import Secret
from baasctl.model.value import Attributes, Value, put, tokens_of

REDACTED: Final = "(sensitive)"
_ACTIONS: Final = {
    Action.CREATE: ["create"],
    Action.UPDATE: ["update"],
    Action.RENAME: ["update"],
    Action.REPLACE: ["delete", "create"],
    Action.DELETE: ["delete"],
    Action.NOOP: ["no-op"],
}
_DRIFT_ACTIONS: Final = {Action.CREATE: ["delete"], Action.DELETE: ["create"]}
_DRIFTED: Final = (Direction.DRIFTED, Direction.CONFLICT)
_REASONS: Final = {
    Action.REPLACE: "replace_because_cannot_update",
    Action.DELETE: "delete_because_no_resource_config",
}


def resource_change(change: Change, provider: str) -> dict[str, object]:
    """An entry of `resource_changes`: `before` is live, `after` what the spec asks for."""
    before, after = _sides(change)
    data = _identity(change, provider)
    if change.renamed_from is not None:
        former = Address(change.address.target, change.address.kind, change.renamed_from)
        data["previous_address"] = terraform_address(former, provider)
    data["change"] = _change(change, _ACTIONS[change.action], before, after)
    if change.action in _REASONS:
        data["action_reason"] = _REASONS[change.action]
    return data


def drift(change: Change, provider: str) -> dict[str, object] | None:
    """An entry of `resource_drift`: `before` is what was asked for, `after` has what drifted as it is live.

    `None` when nothing is known to have drifted.
    """
    drifted = [field for field in change.fields if field.direction in _DRIFTED]
    if change.direction not in _DRIFTED and not drifted:
        return None
    live, wanted = _sides(change)
    if wanted is not None and live is not None:
        live = wanted
        for field in drifted or change.fields:
            live = put(live, field.path, field.before)
    actions = _DRIFT_ACTIONS.get(change.action, ["update"])
    return _identity(change, provider) | {"change": _change(change, actions, wanted, live)}


def terraform_address(address: Address, provider: str) -> str:
    """`module.target["prod"].supabase_policies.main["public.notes/Owners read"]`, whatever the names hold."""
    index = f"[{_hcl_text(address.name)}]" if address.segments else ""
    return f"{_module(address)}.{provider}_{address.kind}.main{index}"


def _module(address: Address) -> str:
    return f"module.target[{_hcl_text(address.target)}]"


def _hcl_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("${", "$${").replace("%{", "%%{")
    shown = "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in escaped)
    return f'"{shown}"'


def _identity(change: Change, provider: str) -> dict[str, object]:
    address = change.address
    data: dict[str, object] = {
        "address": terraform_address(address, provider),
        "module_address": _module(address),
        "mode": "managed",
        "type": f"{provider}_{address.kind}",
        "name": "main",
        "provider_name": f"baasctl/{provider}",
    }
    return data | ({"index": address.name} if address.segments else {})


def _sides(change: Change) -> tuple[Attributes | None, Attributes | None]:
    """(live, desired), both only as far as the spec declares."""
    if change.action is Action.DELETE:
        return change.before, None
    if change.before is None:
        return None, change.after
    declared = change.after or {}
    return _as_declared(change.before, declared), declared


def _as_declared(live: Attributes, declared: Attributes) -> Attributes:
    kept: dict[str, Value] = {}
    for key, member in declared.items():
        if key in live:
            value = live[key]
            if isinstance(value, Mapping) and isinstance(member, Mapping):
                value = _as_declared(value, member)
            kept[key] = value
    return kept


def _change(
    change: Change, actions: list[str], before: Attributes | None, after: Attributes | None
) -> dict[str, object]:
    hidden = {tokens_of(field.path) for field in change.fields if field.sensitive}
    return {
        "actions": actions,
        "before": None if before is None else _redacted(before, hidden, ()),
        "after": None if after is None else _redacted(after, hidden, ()),
        "after_unknown": {},
        "before_sensitive": False if before is None else _mask(before, hidden, ()),
        "after_sensitive": False if after is None else _mask(after, hidden, ()),
    }


def _redacted(value: Value, hidden: set[tuple[str, ...]], path: tuple[str, ...]) -> object:
    if isinstance(value, Secret) or path in hidden:
        return None if value is None else REDACTED
    if isinstance(value, Mapping):
        return {key: _redacted(member, hidden, (*path, key)) for key, member in value.items()}
    if isinstance(value, tuple):
        return [_redacted(member, hidden, (*path, str(number))) for number, member in enumerate(value)]
    return value


def _mask(value: Value, hidden: set[tuple[str, ...]], path: tuple[str, ...]) -> object:
    """`true` where a value is sensitive, as Terraform prints it: what is not sensitive is left out of objects."""
    if isinstance(value, Secret) or path in hidden:
        return True
    if isinstance(value, Mapping):
        masks = {key: _mask(member, hidden, (*path, key)) for key, member in value.items()}
        return {key: mask for key, mask in masks.items() if mask is not False}
    if isinstance(value, tuple):
        return [_mask(member, hidden, (*path, str(number))) for number, member in enumerate(value)]
    return False
