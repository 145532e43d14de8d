"""What Supabase can do with the four auth kinds, from the rows of their settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from baasctl.model.field import Field
from baasctl.model.value import tokens_of
from baasctl.providers.contract import Answered, No, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.supabase import auth, auth_hooks, email_templates, identity_providers
from baasctl.providers.supabase.auth_settings import factors as auth_factors
from baasctl.providers.supabase.auth_settings import risks as auth_risks
from baasctl.providers.supabase.auth_settings.native import NATIVE_ROWS
from baasctl.providers.supabase.auth_settings.needs import check_contradictions, check_needs
from baasctl.providers.supabase.auth_settings.rows import CONTRACT, Row
from baasctl.providers.supabase.auth_settings.values import check_test_numbers, check_types
from baasctl.providers.supabase.sign_in import entries as sign_in_entries

_VERIFIED = date(2026, 11, 22)


def _no(reason: str, hint: str = "") -> No:
    return No(reason=reason, hint=hint, verified=_VERIFIED, source=CONTRACT)


def named_rows() -> Mapping[tuple[str, str], tuple[Row, ...]]:
    """The settings of every named resource that Supabase has, by kind and name; `auth` has no name."""
    return {
        (auth.KIND, ""): (*auth.ROWS, *NATIVE_ROWS),
        **{(identity_providers.KIND, name): identity_providers.rows(name) for name in identity_providers.WIRE_NAMES},
        **{(email_templates.KIND, name): email_templates.rows(name) for name in email_templates.NAMES},
        **{(auth_hooks.KIND, name): auth_hooks.rows(name)[1:] for name in auth_hooks.WIRE_NAMES},
    }


def _answers(rows: Iterable[Row]) -> dict[str, Answered]:
    return {row.dotted: row.answer for row in rows}


def _records(rows: Iterable[Row]) -> dict[str, Answered]:
    """A record may be null when each of its members may."""
    members: dict[str, list[Row]] = {}
    for row in rows:
        tokens = tokens_of(row.pointer)
        for length in range(1, len(tokens) if not row.is_native else 1):
            members.setdefault(".".join(tokens[:length]), []).append(row)
    return {name: Yes(unset=all(row.nullable for row in inside), source=CONTRACT) for name, inside in members.items()}


def _elsewhere() -> Iterator[tuple[str, str, No]]:
    """Wire names that are no `native` members because they have a neutral name or belong to another kind."""
    for (kind, name), rows in named_rows().items():
        place = f"{kind}.{name}" if name else kind
        for row in rows:
            if kind == auth.KIND and row.is_native:
                continue
            where = f"{place}.{row.dotted}".replace(".native.", ".native.supabase.")
            yield auth.KIND, f"native.{row.wire}", _no(f"it is written as `{where}`", f"write `{where}`")
    for name, wire in auth_hooks.WIRE_NAMES.items():
        no = _no(f"`auth_hooks.{name}` is on while it has an address", f"write `auth_hooks.{name}`")
        yield auth.KIND, f"native.hook_{wire}_enabled", no
    for pair in auth_factors.WIRES.values():
        for wire in pair:
            yield auth.KIND, f"native.{wire}", _no("it is written as `auth.mfa.factors`", "write `auth.mfa.factors`")
    for relative, neutral in (
        ("enabled", "enabled"),
        ("client_id", "client_id"),
        ("secret", "client_secret"),
        ("additional_client_ids", "additional_client_ids"),
    ):
        no = _no(f"it is written as `{neutral}`", f"write `{neutral}` beside `native`")
        yield identity_providers.KIND, f"native.{relative}", no
    for relative in ("enabled", "uri"):
        yield auth_hooks.KIND, f"native.{relative}", _no("it is written as `uri`", "write `uri` or `function`")


def _of_all_names(kind: str) -> dict[str, Answered]:
    """Fields of a kind whose names differ: yes where every name has the field, else no and who has it."""
    mine = {name: rows for (of, name), rows in named_rows().items() if of == kind}
    answers: dict[str, Answered] = {}
    for dotted in dict.fromkeys(row.dotted for rows in mine.values() for row in rows):
        having = [name for name, rows in mine.items() if any(row.dotted == dotted for row in rows)]
        row = next(row for row in mine[having[0]] if row.dotted == dotted)
        if len(having) == len(mine):
            wire = row.wire.replace(_WIRE_NAMES[kind][having[0]], "*")
            answers[dotted] = replace(row.answer, wire=wire)
        else:
            answers[dotted] = _no(_who_has_it(having, [name for name in mine if name not in having]))
    return answers


def _who_has_it(having: list[str], lacking: list[str]) -> str:
    if len(lacking) < len(having):
        return f"all have it but {', '.join(f'`{name}`' for name in lacking)}"
    return f"only {', '.join(f'`{name}`' for name in having)} {'has' if len(having) == 1 else 'have'} it"


_WIRE_NAMES: Mapping[str, Mapping[str, str]] = {
    identity_providers.KIND: identity_providers.WIRE_NAMES,
    email_templates.KIND: {name: name for name in email_templates.NAMES},
    auth_hooks.KIND: auth_hooks.WIRE_NAMES,
}

_FIELDS: Mapping[str, dict[str, Answered]] = {
    auth.KIND: {
        **_records(auth.ROWS),
        **_answers((*auth.ROWS, *NATIVE_ROWS)),
        **auth_factors.ANSWERS,
        "sign_in.passwordless_email": _no(
            "it is always on with `sign_in.email`; the API has no switch", "take it out for this target"
        ),
        "sign_in.enumeration_protection": _no("the API has no switch for it", "take it out for this target"),
    },
    identity_providers.KIND: {
        **_of_all_names(identity_providers.KIND),
        **sign_in_entries.FIELDS,
        "team_id": _no("Supabase wants the signed JWT", "sign it and give it as `client_secret`"),
        "key_id": _no("Supabase wants the signed JWT", "sign it and give it as `client_secret`"),
        "private_key": _no("Supabase wants the signed JWT", "sign it and give it as `client_secret`"),
        "sign_requests": _no("the API has no switch for it"),
    },
    email_templates.KIND: _of_all_names(email_templates.KIND),
    auth_hooks.KIND: {
        **_of_all_names(auth_hooks.KIND),
        "function": Yes(
            wire="hook_*_uri",
            source=CONTRACT,
            note="sent as the address of that function; null switches the hook off",
        ),
    },
}
for _kind, _dotted, _answer in _elsewhere():
    _FIELDS[_kind].setdefault(_dotted, _answer)

_OTHERS_NAMES: Mapping[str, Mapping[str, Answered]] = {
    identity_providers.KIND: {
        **sign_in_entries.NAMES,
        "azure": _no("Supabase's name for it is not ours", "write `microsoft`"),
        "linkedin_oidc": _no("Supabase's name for it is not ours", "write `linkedin`"),
        "slack_oidc": _no("Supabase's name for it is not ours", "write `slack`; the former Slack is `slack_legacy`"),
        "amazon": _no("Supabase does not have this provider"),
        "gamecenter": _no("Supabase does not have this provider"),
        "playgames": _no("Supabase does not have this provider"),
        "yahoo": _no("Supabase does not have this provider"),
    },
    email_templates.KIND: {
        "legacy_recovery": _no("Supabase does not send this mail"),
        "sign_in_code": _no("Supabase does not send this mail", "write `magic_link`"),
        "verification": _no("Supabase does not send this mail", "write `confirmation`"),
    },
    auth_hooks.KIND: {
        "before_user_created": _no("Supabase's name for it is not ours", "write `before_sign_up`"),
        "custom_access_token": _no("Supabase's name for it is not ours", "write `before_token_issued`"),
        **{
            name: _no("Supabase has no hook at this moment")
            for name in (
                "before_sign_in",
                "before_send_email",
                "before_send_sms",
                "pre_authentication",
                "post_authentication",
                "post_confirmation",
                "custom_message",
                "define_auth_challenge",
                "create_auth_challenge",
                "verify_auth_challenge",
                "user_migration",
                "inbound_federation",
            )
        },
    },
}


def _native() -> dict[str, dict[str, Field]]:
    found: dict[str, dict[str, Field]] = {}
    for (kind, _), rows in named_rows().items():
        for row in rows:
            if row.is_native:
                found.setdefault(kind, {})[tokens_of(row.pointer)[-1]] = row.codec.member
    found[identity_providers.KIND] |= sign_in_entries.NATIVE
    return found


ENTRIES = Entries(
    kinds={
        kind: Yes(source=CONTRACT, graded="recorded")
        for kind in (auth.KIND, identity_providers.KIND, email_templates.KIND, auth_hooks.KIND)
    }
    | {
        "tenants": _no(
            "all users of a project are in one pool",
            "give each tenant a project of its own, or a claim in `app_metadata` that policies test; `skip: [tenants]`"
            " leaves the section out",
        ),
        "groups": _no(
            "there is no group object: membership is a claim in `app_metadata`",
            "set the claim where users are made, let policies test it, and add `skip: [groups]` to the target",
        ),
        "app_clients": _no("a project has one client, its API keys", "write redirects and sessions under `auth`"),
        "resource_servers": _no("tokens carry no scopes of APIs of your own", "let a hook put a claim into the token"),
        "identity_pool": _no("users get database roles, no credentials of a cloud"),
    },
    fields=_FIELDS,
    names={
        kind: {**{name: Yes(wire=wire, source=CONTRACT) for name, wire in names.items()}, **_OTHERS_NAMES[kind]}
        for kind, names in _WIRE_NAMES.items()
    },
    exceptions={
        **{(kind, name, row.dotted): row.answer for (kind, name), rows in named_rows().items() if name for row in rows},
        **sign_in_entries.EXCEPTIONS,
    },
    variants=sign_in_entries.VARIANTS,
    native=_native(),
    placeholders=email_templates.PLACEHOLDERS,
    checks=(
        check_types,
        check_test_numbers,
        check_contradictions,
        check_needs,
        sign_in_entries.check_sign_in_providers,
    ),
    risks=(auth_risks.risks,),
)
